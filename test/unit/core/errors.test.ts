import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import {
  BadPageError,
  ConfigurationError,
  ConnectorError,
  DamagedRowError,
  PublishError,
  RefusedWriteError,
  SourceError,
  StoreError,
  TakenOverError,
} from '../../../src/core/errors.ts';
import { TokenError } from '../../../src/graph/token-problem.ts';
import { RequestError } from '../../../src/http/request.ts';
import { TenantNotFoundError } from '../../../src/http/tenants.ts';
import { EventGoneError, EventNotFoundError, FeedPositionGoneError } from '../../../src/views/feed.ts';

test('an error shows its cause in a log, and none where it has none', () => {
  expect(inspect(new ConnectorError('Code', 'text', new Error('socket hang up')))).toContain(
    'socket hang up',
  );
  expect(inspect(new ConnectorError('Code', 'text'))).not.toContain('cause');
});

test.each([
  new ConnectorError('Code', 'text'),
  new SourceError('Code', 'text'),
  new StoreError('Code', 'text'),
  new BadPageError('Code', 'text'),
  new DamagedRowError('row', 'text'),
  new PublishError('message', 'Code', 'text'),
  new ConfigurationError('Code', 'text'),
  new TakenOverError(),
  new RefusedWriteError('Code', 'text'),
  new TokenError('TokenRefused', 'text'),
  new RequestError('InvalidQueryParameter', 'days', 'text'),
  new TenantNotFoundError(undefined),
  new EventGoneError(1),
  new EventNotFoundError(1),
  new FeedPositionGoneError(1, false),
])('$name is named after its class, whose own name the build shortens', (error) => {
  expect(error.name).toBe(error.constructor.name);
});

test('the error of a damaged row names the row, what is wrong with it, and what to do', () => {
  const error = new DamagedRowError('job-1', 'no version');
  expect(error).toMatchObject({ code: 'DamagedRow', name: 'DamagedRowError', rowKey: 'job-1' });
  expect(error.message).toMatch(/'job-1' cannot be read \(no version\).*delete it to start again/);
});

test('a run that was overtaken says that the next poll does the rest', () => {
  const error = new TakenOverError();
  expect(error.code).toBe('TakenOver');
  expect(error.message).toMatch(/Another run has taken over.*The next poll does the rest/);
});

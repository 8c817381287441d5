import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ConnectorError, DamagedRowError, TakenOverError } from '../../../src/core/errors.ts';

test('an error shows its cause in a log, and none where it has none', () => {
  expect(inspect(new ConnectorError('Code', 'text', new Error('socket hang up')))).toContain(
    'socket hang up',
  );
  expect(inspect(new ConnectorError('Code', 'text'))).not.toContain('cause');
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

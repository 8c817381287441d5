import { describe, expect, test } from 'vitest';
import { ConfigurationError, DamagedRowError, StoreError } from '../../../src/core/errors.ts';
import { serve } from '../../../src/http/errors.ts';
import { getJob } from '../../../src/http/get-job.ts';
import { getJobs, getTransitions } from '../../../src/http/get-lists.ts';
import { getHealth } from '../../../src/http/operate.ts';
import { bodyOf, get, keptLog, principal, request, stubApp } from './stub-app.ts';

const routes = [
  ['jobs', getJobs],
  [`jobs/${principal}/scim.1`, getJob],
  [`jobs/${principal}/scim.1/transitions`, getTransitions],
  ['health', getHealth],
] as const;

describe.each(routes)('GET %s', (path, route) => {
  async function askWhile(broken: Error) {
    const app = stubApp();
    app.stub.broken = broken;
    const log = keptLog();
    const asked = get(`${path}?code=s3cret`);
    const answer = await serve(asked, log, () => route(asked, app));
    const said = JSON.stringify([answer, log.lines]);
    expect(said).not.toContain('s3cret');
    expect(answer.body).not.toContain('stack');
    expect(answer.body).not.toMatch(/\.ts:\d+/);
    return { answer, log };
  }

  test('is 503 with Retry-After while the table cannot be reached', async () => {
    const { answer, log } = await askWhile(
      new StoreError('StorageForbidden', 'The identity may not use the table.', new Error('403')),
    );
    expect(answer).toMatchObject({
      status: 503,
      headers: {
        'retry-after': '10',
        'x-ms-error-code': 'StorageUnavailable',
        'content-type': 'application/json',
        'cache-control': 'no-cache',
      },
    });
    expect(bodyOf(answer)).toEqual({
      error: { code: 'StorageUnavailable', message: 'The identity may not use the table.' },
    });
    expect(log.lines).toEqual([
      { line: 'httpError', code: 'StorageUnavailable', detail: 'The identity may not use the table.' },
    ]);
  });

  test('is 500 with a code of its own for a row that cannot be read', async () => {
    const { answer } = await askWhile(new DamagedRowError('latest|x|y', 'written by a newer version'));
    expect(answer.status).toBe(500);
    expect(bodyOf(answer).error).toEqual({
      code: 'DamagedRow',
      message: expect.stringMatching(
        /^The row 'latest\|x\|y' cannot be read \(written by a newer version\)\./,
      ),
    });
  });

  test('is 500 without a word of what is inside for anything else, and the log has it', async () => {
    const { answer, log } = await askWhile(new TypeError('x is not a function'));
    expect(answer.status).toBe(500);
    expect(bodyOf(answer).error.code).toBe('InternalError');
    expect(answer.body).not.toContain('x is not a function');
    expect(log.lines).toEqual([
      {
        line: 'httpError',
        code: 'InternalError',
        detail: 'x is not a function',
        stack: expect.stringContaining('errors.test.ts'),
      },
    ]);
  });
});

test('wrong settings are named, each with its fix', async () => {
  const answer = await serve(get('jobs'), keptLog(), async () => {
    throw new ConfigurationError('InvalidConfiguration', 'TENANT_ID is missing.');
  });
  expect(answer.status).toBe(500);
  expect(bodyOf(answer).error).toEqual({ code: 'InvalidConfiguration', message: 'TENANT_ID is missing.' });
});

test('wrong settings that may name tenants stand in the log alone, where callers see some tenants only', async () => {
  const log = keptLog();
  const answer = await serve(get('jobs'), log, async () => {
    throw new ConfigurationError('InvalidConfiguration', 'TENANTS is "Contoso".', false);
  });
  expect(answer.body).not.toContain('Contoso');
  expect(bodyOf(answer).error).toMatchObject({ code: 'InvalidConfiguration' });
  expect(log.lines).toMatchObject([{ line: 'httpError', detail: 'TENANTS is "Contoso".' }]);
});

test('what is thrown need not be an error', async () => {
  const log = keptLog();
  const answer = await serve(get('jobs'), log, () => Promise.reject('nothing'));
  expect([answer.status, log.lines]).toEqual([
    500,
    [{ line: 'httpError', code: 'InternalError', detail: 'nothing' }],
  ]);
});

test('an error of the caller is not logged', async () => {
  const log = keptLog();
  await serve(get('jobs?top=1'), log, () => getJobs(get('jobs?top=1'), stubApp()));
  expect(log.lines).toEqual([]);
});

test('HEAD has no body where GET has an error', async () => {
  const asked = request('HEAD', 'jobs?top=1');
  const answer = await serve(asked, keptLog(), () => getJobs(asked, stubApp()));
  expect(answer).toMatchObject({ status: 400, headers: { 'x-ms-error-code': 'InvalidQueryParameter' } });
  expect(answer).not.toHaveProperty('body');
});

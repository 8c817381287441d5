import { expect, test } from 'vitest';
import { getHealth } from '../../../src/http/get-health.ts';
import { serve } from '../../../src/http/serve.ts';
import { History } from '../../support/history.ts';
import { bodyOf, get, keptLog, stubApp } from './stub-app.ts';

const ask = (app: ReturnType<typeof stubApp>, path = 'health') =>
  serve(get(path), keptLog(), () => getHealth(get(path), app));

test('is 200 while all is well', async () => {
  const answer = await ask(stubApp());
  expect([answer.status, bodyOf(answer)]).toMatchObject([
    200,
    { status: 'pass', observedAt: History.minute(5), stale: false },
  ]);
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache' });
});

test('is 200 with a warning, so that a probe does not restart what mends itself', async () => {
  const app = stubApp();
  app.stub.backlog = { waiting: 1, oldest: '2026-01-01T00:00:00.000Z' };
  const answer = await ask(app);
  expect([answer.status, bodyOf(answer).status]).toEqual([200, 'warn']);
});

test('is 503 when it fails', async () => {
  const app = stubApp();
  app.stub.damaged = [{ key: undefined, rowKey: 'latest|x', problem: 'is newer' }];
  const answer = await ask(app);
  expect([answer.status, bodyOf(answer).status]).toEqual([503, 'fail']);
});

test('takes no query parameters', async () => {
  expect((await ask(stubApp(), 'health?verbose=1')).status).toBe(400);
});

import { expect, test } from 'vitest';
import { StoreError, TakenOverError } from '../../../src/core/errors.ts';
import { serve } from '../../../src/http/errors.ts';
import { postPoll } from '../../../src/http/operate.ts';
import type { PollReport } from '../../../src/poll/ports.ts';
import { History } from '../../support/history.ts';
import { bodyOf, counts, keptLog, request } from './stub-app.ts';

const ended = {
  kind: 'ended',
  outcome: 'complete',
  covered: true,
  startedAt: History.minute(5),
  counts,
  failures: [],
} as const;

function ask(report: PollReport | Error, path = 'poll') {
  const budgets: number[] = [];
  const poller = {
    clock: { now: () => History.arrival(5) },
    poll: async ({ budgetMs }: { budgetMs: number }) => {
      budgets.push(budgetMs);
      if (report instanceof Error) throw report;
      return report;
    },
  };
  const asked = request('POST', path);
  const log = keptLog();
  return serve(asked, log, () => postPoll(asked, poller, log)).then((answer) => ({ answer, budgets, log }));
}

test('runs one poll, in less time than the platform gives a caller, and says what it did', async () => {
  const { answer, budgets } = await ask(ended);
  expect(answer.status).toBe(200);
  expect(bodyOf(answer)).toEqual({
    outcome: 'complete',
    covered: true,
    startedAt: History.minute(5),
    counts,
    failures: [],
  });
  expect(budgets).toEqual([150_000]);
});

test('a poll that ran out of time is a success too', async () => {
  const { answer } = await ask({ ...ended, outcome: 'partial', covered: false });
  expect([answer.status, bodyOf(answer)]).toMatchObject([200, { outcome: 'partial', covered: false }]);
});

test('while another poll is at work it is 409, with when to come again', async () => {
  const { answer } = await ask({ kind: 'busy', busyUntil: History.minute(6) });
  expect(answer).toMatchObject({
    status: 409,
    headers: { 'retry-after': '50', 'x-ms-error-code': 'PollInProgress' },
  });
  expect(bodyOf(answer).error.code).toBe('PollInProgress');
});

test('a claim that has just run out does not ask the caller to come at once', async () => {
  const { answer } = await ask({ kind: 'busy', busyUntil: History.minute(5) });
  expect(answer.headers).toMatchObject({ 'retry-after': '1' });
});

test('where another poll takes over it is 409 too: the table is well, and no outage is logged', async () => {
  const { answer, log } = await ask(new TakenOverError());
  expect(answer).toMatchObject({
    status: 409,
    headers: { 'retry-after': '30', 'x-ms-error-code': 'PollInProgress' },
  });
  expect(bodyOf(answer).error.message).toContain('taken over');
  expect(log.lines).toEqual([]);
});

test('a table that cannot be reached is 503', async () => {
  const { answer } = await ask(new StoreError('StorageBusy', 'busy'));
  expect([answer.status, bodyOf(answer).error.code]).toEqual([503, 'StorageUnavailable']);
});

test('a poll that could read nothing is 502, with its failures and what it did all the same', async () => {
  const failures = [
    { about: 'Microsoft Graph', cause: 'http403', detail: 'grant Synchronization.Read.All', count: 1 },
  ];
  const { answer } = await ask({ ...ended, outcome: 'failed', covered: false, failures });
  expect(answer.status).toBe(502);
  expect(bodyOf(answer)).toMatchObject({
    error: { code: 'NothingRead' },
    outcome: 'failed',
    covered: false,
    counts,
    failures,
  });
});

test('a parameter that is not known starts no poll', async () => {
  const { answer, budgets } = await ask(ended, 'poll?full=true');
  expect([answer.status, budgets]).toEqual([400, []]);
});

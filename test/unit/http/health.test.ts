import { describe, expect, test, vi } from 'vitest';
import { addMilliseconds, dayMs } from '../../../src/core/instant.ts';
import { serve } from '../../../src/http/errors.ts';
import { getHealth } from '../../../src/http/operate.ts';
import { History } from '../../support/history.ts';
import { healthyJob } from '../../support/jobs.ts';
import { bodyOf, counts, get, keptLog, runAt, stateOf, stubApp, unreadPrincipal } from './stub-app.ts';

type App = ReturnType<typeof stubApp>;

const ask = (app: App, path = 'health') => serve(get(path), keptLog(), () => getHealth(get(path), app));

/** The HTTP status, the status of the whole, and one check. */
async function checkIn(app: App, name: string) {
  const answer = await ask(app);
  const { status, checks } = bodyOf(answer);
  return { http: answer.status, whole: status, check: checks[name] };
}

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

describe('while many jobs stand still', () => {
  const facts = {
    reason: 'notRunning',
    expectedBy: History.minute(0),
    endedAt: undefined,
    steadyAt: undefined,
    progress: [],
  } as const;

  /** Seven jobs that stand still, and others that do not. */
  function delayedApp(others: number): App {
    const make = (id: string) => stateOf(healthyJob(id));
    const late = Array.from({ length: 7 }, (_, index) => make(`late.${index}`)).map((job) => {
      const overdue = { ...job.conditions.overdue, isOpen: true, status: 'true', facts } as const;
      return { ...job, conditions: { ...job.conditions, overdue } };
    });
    return stubApp([...late, ...Array.from({ length: others }, (_, index) => make(`well.${index}`))]);
  }

  test('it is 503, with how many of how many', async () => {
    const { http, whole, check } = await checkIn(delayedApp(20), 'massDelay');
    expect([http, whole, check.count]).toEqual([503, 'fail', 7]);
    expect(check.message).toContain('7 of 27 jobs');
  });

  test('it is none of its business where they are few among many', async () => {
    const app = delayedApp(63);
    expect(await checkIn(app, 'massDelay')).toMatchObject({ http: 200, check: { status: 'pass', count: 7 } });
    expect(await checkIn(app, 'openConditions')).toMatchObject({
      whole: 'pass',
      check: { counts: { quarantine: 0, halt: 0, overdue: 7, failures: 0 } },
    });
  });

  test('jobs with which nothing is wrong are read only where they decide it', async () => {
    const app = delayedApp(20);
    const survey = vi.spyOn(app.snapshots, 'survey');
    await ask(app);
    expect(survey.mock.calls).toEqual([[['open', 'unreadable']], [['open', 'quiet']]]);
    survey.mockClear();
    app.stub.jobs = app.stub.jobs.slice(2);
    await ask(app);
    expect(survey.mock.calls).toEqual([[['open', 'unreadable']]]);
  });
});

describe('before the first run', () => {
  test.each([
    [1, 200, 'warn', 'No poll has begun yet'],
    [16, 503, 'fail', 'No poll has begun yet'],
  ])('%i minutes after the start of the process it is %i', async (minute, http, status, message) => {
    const app = stubApp();
    app.stub.run = undefined;
    app.stub.now = History.minute(minute);
    expect(await checkIn(app, 'coverage')).toMatchObject({
      http,
      whole: status,
      check: { status, message: expect.stringContaining(message), at: null, ageSeconds: null },
    });
  });
});

describe('when runs come and go but none has asked for everything', () => {
  test.each([
    [14, 200, 'warn'],
    [16, 503, 'fail'],
  ])('%i minutes after the first of them it is %i', async (minute, http, status) => {
    const app = stubApp();
    // The process is young: it was restarted, and that excuses nothing.
    app.startedAt = History.minute(minute);
    app.stub.now = History.minute(minute);
    app.stub.run = { ...runAt(minute - 1), coveredSince: undefined, lastOutcome: 'failed' };
    expect(await checkIn(app, 'coverage')).toMatchObject({
      http,
      whole: status,
      check: { status, message: `No poll has read the tenant yet, for ${minute} minutes: see lastRun.` },
    });
  });

  test('a run that lies ahead is none', async () => {
    const app = stubApp();
    app.stub.now = History.minute(16);
    app.stub.run = { ...runAt(16), coveredSince: addMilliseconds(History.minute(16), dayMs) };
    expect(await checkIn(app, 'coverage')).toMatchObject({ http: 503, check: { status: 'fail', at: null } });
  });
});

test('an application that could never be read is named, with since when and why', async () => {
  const app = stubApp();
  app.stub.unread = [
    unreadPrincipal('Zoom'),
    unreadPrincipal('', { servicePrincipalId: '33333333-3333-4333-8333-333333333333' }),
  ];
  const { http, whole, check } = await checkIn(app, 'unreadPrincipals');
  expect([http, whole, check.status, check.count]).toEqual([200, 'warn', 'warn', 2]);
  expect(check.message).toContain('2 applications should be watched and could not be read whole yet');
  const why = { since: History.minute(0), cause: 'http403', detail: 'Graph answered 403.' };
  expect(check.sample).toEqual([
    { servicePrincipalId: '22222222-2222-4222-8222-222222222222', displayName: 'Zoom', ...why },
    { servicePrincipalId: '33333333-3333-4333-8333-333333333333', displayName: null, ...why },
  ]);
});

describe('the search for new applications', () => {
  test.each([
    ['was done in time', 70, 'pass'],
    ['is overdue', 80, 'warn'],
  ])('%s', async (_what, minute, status) => {
    const app = stubApp();
    app.stub.now = History.arrival(minute);
    app.stub.run = { ...runAt(minute), discoveredAt: History.minute(0) };
    expect(await checkIn(app, 'discovery')).toMatchObject({
      http: 200,
      whole: status,
      check: { status, sweptAt: History.minute(0) },
    });
  });

  test('warns for as long as it was never done', async () => {
    const app = stubApp();
    app.stub.run = { ...runAt(5), discoveredAt: undefined };
    expect(await checkIn(app, 'discovery')).toMatchObject({
      whole: 'warn',
      check: { status: 'warn', sweptAt: null },
    });
  });
});

test('a run that read no job at all is no success, whatever it calls itself', async () => {
  const app = stubApp();
  app.stub.run = { ...runAt(5), counts: { ...counts, jobsRead: 0 } };
  expect(await checkIn(app, 'lastRun')).toMatchObject({
    whole: 'warn',
    check: { status: 'warn', outcome: 'complete', message: expect.stringContaining('check WATCH') },
  });
});

test('equal failures are listed once, and counted each', async () => {
  const app = stubApp();
  const failure = { about: 'service principals a, b and 38 more', cause: 'http403', detail: 'no', count: 40 };
  app.stub.run = { ...runAt(5), lastOutcome: 'failed', failures: [failure] };
  expect((await checkIn(app, 'lastRun')).check).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('40 failures'),
    failures: [failure],
  });
});

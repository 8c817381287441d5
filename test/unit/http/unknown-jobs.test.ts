import { describe, expect, test } from 'vitest';
import { addMilliseconds, dayMs } from '../../../src/core/instant.ts';
import type { JobState } from '../../../src/core/state.ts';
import { getJob } from '../../../src/http/get-job.ts';
import { getJobs } from '../../../src/http/get-lists.ts';
import { getStatus } from '../../../src/http/get-status.ts';
import { History, withQuarantine } from '../../support/history.ts';
import { healthyJob, pausedJob, quarantinedJob } from '../../support/jobs.ts';
import { mainOf, textOf } from '../page/page-text.ts';
import { bodyOf, get, principal, runAt, stateOf, stubApp } from './stub-app.ts';

type App = ReturnType<typeof stubApp>;

const list = async (app: App, state: string): Promise<string[]> =>
  bodyOf(await getJobs(get(`jobs?state=${state}`), app)).value.map(({ jobId }: { jobId: string }) => jobId);
const stateIn = async (app: App): Promise<string> =>
  bodyOf(await getJob(get(`jobs/${principal}/scim.1`), app)).state;

const doubt = { since: History.arrival(5), seenAt: History.minute(5) };
const unreadable = { since: History.arrival(5), cause: 'http403', detail: 'forbidden' };

/** What may keep a job from being known, and what its page says then. */
const causes: readonly [string, JobState, string][] = [
  [
    'has a status code that nobody has documented',
    stateOf(healthyJob('scim.1', { code: 'Hibernating' })),
    'Not known to run (Hibernating, schedule Active)',
  ],
  [
    'has no status',
    stateOf({ ...healthyJob(), status: null }),
    'Not known to run (no status yet, schedule Active)',
  ],
  [
    'has a status without a code',
    stateOf(healthyJob('scim.1', { code: null })),
    'Not known to run (no status yet, schedule Active)',
  ],
  ['cannot be read', { ...stateOf(), unreadable }, 'Graph refuses access'],
  ['was missing once', { ...stateOf(), absence: doubt }, 'it may be gone'],
  [
    'was once said to be in a quarantine that had ended',
    withQuarantine(stateOf(), { status: 'true', doubt: { what: 'began', ...doubt } }),
    'it may be in quarantine',
  ],
  [
    'was read by a clock that was a day ahead',
    { ...stateOf(), observedAt: addMilliseconds(History.minute(5), dayMs) },
    'stale, checked by a clock that was ahead',
  ],
];

describe.each(causes)('a job that %s', (_cause, state, words) => {
  const app = stubApp([state]);

  test('is unknown, and in no list of healthy jobs', async () => {
    expect(await stateIn(app)).toBe('unknown');
    expect(await list(app, 'unknown')).toEqual(['scim.1']);
    expect(await list(app, 'quarantined,healthy,removed,unwatched')).toEqual([]);
    expect(bodyOf(await getJobs(get('jobs'), app)).value).toHaveLength(1);
  });

  test('is not known on the page either, which says why', async () => {
    const page = await getStatus(get('status?state=unknown'), app);
    expect(mainOf(page)).toMatch(/<svg class="mark unknown".*<\/svg> Unknown<\/span>/);
    const text = textOf(page);
    expect(text).toContain('Nothing is known to be wrong');
    expect(text).toContain('1 Microsoft Entra provisioning job monitored');
    expect(text).toContain(words);
    const asHealthy = textOf(await getStatus(get('status?state=healthy'), app));
    expect(asHealthy).toContain('No job fits.');
  });
});

test.each([
  ['is paused', stateOf(pausedJob())],
  ['is disabled in its schedule alone', stateOf(healthyJob('scim.1', {}, { state: 'Disabled' }))],
])('a job that %s is halted from the first reading on, neither unknown nor healthy', async (_what, state) => {
  const app = stubApp([state]);
  expect(await stateIn(app)).toBe('halted');
  expect(await list(app, 'halted')).toEqual(['scim.1']);
  expect(await list(app, 'unknown,healthy,quarantined')).toEqual([]);
  expect(mainOf(await getStatus(get('status'), app))).not.toContain('Nothing is known to be wrong');
});

test('a job that was set up and never started is not started: neither wrong nor healthy', async () => {
  const dates = { steadyStateFirstAchievedTime: null, steadyStateLastAchievedTime: null };
  const never = healthyJob(
    'scim.1',
    { code: 'Paused', lastExecution: null, ...dates },
    { state: 'Disabled' },
  );
  const app = stubApp([stateOf(never)]);
  expect(await stateIn(app)).toBe('notStarted');
  expect(await list(app, 'notStarted')).toEqual(['scim.1']);
  expect(await list(app, 'unknown,healthy,halted')).toEqual([]);
});

describe('when the tenant was not read lately', () => {
  const stale = () => {
    const app = stubApp([stateOf(), stateOf(healthyJob('scim.2'))]);
    app.stub.now = History.arrival(21);
    return app;
  };

  test('no job is healthy, and every one is unknown', async () => {
    expect(await stateIn(stale())).toBe('unknown');
    expect(await list(stale(), 'healthy')).toEqual([]);
    expect(await list(stale(), 'unknown')).toEqual(['scim.1', 'scim.2']);
  });

  test('the page says so once, and calls nothing healthy', async () => {
    const text = textOf(await getStatus(get('status'), stale()));
    expect(text).toContain('Not known: not everything was checked lately');
    expect(text).toContain('Healthy (0)');
    expect(text).not.toContain('Not known to run');
  });

  test('a quarantine that was published is still called one, and is marked as stale', async () => {
    const app = stale();
    app.stub.jobs = [stateOf(quarantinedJob())];
    expect(bodyOf(await getJob(get(`jobs/${principal}/scim.1`), app))).toMatchObject({
      state: 'quarantined',
      stale: true,
    });
  });
});

test('before a run has asked for everything, a job is healthy for as long as its own reading is fresh', async () => {
  const app = stubApp([stateOf()]);
  app.stub.run = { ...runAt(5), coveredSince: undefined };
  expect(await stateIn(app)).toBe('healthy');
  app.stub.now = History.arrival(16);
  expect(await stateIn(app)).toBe('unknown');
});

test.each([
  ['runs by its code, and whose schedule is not given,', stateOf({ ...healthyJob(), schedule: null })],
  ['has not run yet', stateOf(healthyJob('scim.1', { code: 'NotRun' }))],
  ['writes its code in small letters', stateOf(healthyJob('scim.1', { code: 'active' }))],
])('a job that %s is healthy', async (_what, state) => {
  const app = stubApp([state]);
  expect(await stateIn(app)).toBe('healthy');
  expect(await list(app, 'healthy')).toEqual(['scim.1']);
  expect(await list(app, 'unknown')).toEqual([]);
  expect(textOf(await getStatus(get('status'), app))).toContain('Nothing is wrong');
});

test('what WATCH no longer names, or is gone, is not called unknown', async () => {
  const app = stubApp([
    { ...stateOf(pausedJob('scim.u')), unwatchedSince: History.minute(1) },
    { ...stateOf(pausedJob('scim.r')), isRemoved: true },
  ]);
  expect(await list(app, 'unknown')).toEqual([]);
  expect(await list(app, 'removed,unwatched')).toEqual(['scim.u', 'scim.r']);
});

import { describe, expect, test } from 'vitest';
import type { ConditionType } from '../../../src/contract/events/event-names.ts';
import type { OverdueFacts } from '../../../src/core/conditions/record.ts';
import type { Instant } from '../../../src/core/instant.ts';
import { emptyRun, type RunRecord } from '../../../src/core/run-record.ts';
import type { JobState } from '../../../src/core/state.ts';
import type { UnreadPrincipal } from '../../../src/core/unread.ts';
import type { ViewContext } from '../../../src/views/context.ts';
import { healthOf } from '../../../src/views/health.ts';
import type { Survey } from '../../../src/views/ports.ts';
import { History } from '../../support/history.ts';
import { healthyJob } from '../../support/jobs.ts';
import { counts as countsOfOneJob } from '../http/stub-app.ts';

const counts = { ...countsOfOneJob, principals: 3, jobsRead: 3, tableTransactions: 3, milliseconds: 100 };
const run: RunRecord = {
  ...emptyRun,
  runs: 1,
  epoch: Date.parse(History.minute(0)) / 1000,
  coveredSince: History.minute(0),
  firstStartedAt: History.minute(0),
  lastStartedAt: History.minute(0),
  lastEndedAt: History.arrival(0),
  lastOutcome: 'complete',
  counts,
  discoveredAt: History.minute(0),
};

interface Facts extends Survey, Pick<ViewContext, 'misspelledSettings'> {
  readonly run: RunRecord | undefined;
  readonly processStartedAt: Instant;
}
const well: Facts = {
  run,
  processStartedAt: History.minute(0),
  misspelledSettings: [],
  jobs: [],
  unread: [],
  damaged: [],
  backlog: { waiting: 0, oldest: undefined },
};

function at(minute: number, facts: Partial<Facts> = {}) {
  const { run, processStartedAt, misspelledSettings, ...survey } = { ...well, ...facts };
  const context = { startedAt: processStartedAt, discoveryIntervalMs: 60 * 60_000, misspelledSettings };
  return healthOf(context, run, survey, {
    now: History.minute(minute),
    coveredSince: run?.coveredSince,
    staleAfterMs: 15 * 60_000,
  });
}

function unreadable(cause: string, id = 'scim.1'): JobState {
  const history = new History();
  history.read(0, healthyJob(id));
  history.unreadable(5, cause);
  if (!history.state) throw new Error('no state');
  return { ...history.state, jobId: id };
}

test('a connector that does its work passes, and says so in words', () => {
  const health = at(3);
  expect(health).toMatchObject({ status: 'pass', observedAt: History.minute(0), stale: false });
  expect(Object.values(health.checks).map(({ status, message }) => `${status}: ${message}`)).toEqual([
    'pass: The last poll that asked for every known job started 3 minutes ago.',
    'pass: The applications of the tenant were last looked through 3 minutes ago.',
    'pass: The last run read everything that is watched.',
    'pass: Every recorded event has been sent.',
    'pass: No known job is unreadable.',
    'pass: No application is known that was never read.',
    'pass: No watched job is known to be in quarantine, stopped, overdue or failing.',
    'pass: No job that should run stands still.',
    'pass: No unusual number of jobs has vanished.',
    'pass: Every row of the table can be read.',
    'pass: No setting looks misspelled.',
  ]);
});

describe('before the first poll that asked for everything', () => {
  test.each([
    [15, 'warn'],
    [16, 'fail'],
  ])(
    'it is never well: %i minutes after the process has begun it is a %s where no run has begun',
    (minute, status) => {
      expect(at(minute, { run: undefined })).toMatchObject({
        status,
        observedAt: null,
        stale: true,
        checks: {
          coverage: { status, at: null, ageSeconds: null },
          discovery: { status: 'warn', sweptAt: null },
          lastRun: { status: 'pass', outcome: null, failures: [] },
        },
      });
    },
  );

  test.each([
    [15, 'warn'],
    [16, 'fail'],
  ])(
    '%i minutes after the first run it is a %s, however often the process was restarted',
    (minute, status) => {
      const since = { ...run, coveredSince: undefined, lastStartedAt: History.minute(minute) };
      const { checks } = at(minute, { run: since, processStartedAt: History.minute(minute) });
      expect(checks.coverage).toMatchObject({ status, at: null });
      expect(checks.coverage.message).toContain(`No poll has read the tenant yet, for ${minute} minutes`);
    },
  );

  test('it says how to run one where none has begun', () => {
    const { checks } = at(0, { run: undefined });
    expect(checks.coverage.message).toContain('POST poll');
    expect(checks.lastRun.message).toBe('No run has ended yet.');
  });
});

test.each([
  [15, 'pass'],
  [16, 'warn'],
  [60, 'warn'],
  [61, 'fail'],
])('%i minutes after the last poll that asked for everything it is %s', (minute, status) => {
  expect(at(minute)).toMatchObject({
    status,
    checks: { coverage: { status, ageSeconds: minute * 60 } },
  });
});

test('a poll of a wrong clock, which lies far ahead, is no sign of health', () => {
  expect(at(0, { run: { ...run, coveredSince: History.minute(6) } })).toMatchObject({
    status: 'fail',
    stale: true,
  });
});

describe('discovery', () => {
  test.each([
    [75, 'pass'],
    [76, 'warn'],
  ])('%i minutes after the last discovery is a %s: it should come every hour', (minute, status) => {
    const fresh = { ...run, coveredSince: History.minute(minute) };
    expect(at(minute, { run: fresh })).toMatchObject({
      status,
      checks: { discovery: { status, sweptAt: History.minute(0) } },
    });
  });

  test('that was never done is a warning, however well all else is: applications may be missing', () => {
    const { status, checks } = at(3, { run: { ...run, discoveredAt: undefined } });
    expect(status).toBe('warn');
    expect(checks.discovery).toMatchObject({ status: 'warn', sweptAt: null });
    expect(checks.discovery.message).toContain('may be missing everywhere else');
  });
});

describe('an application that was never read', () => {
  const unread = (index: number): UnreadPrincipal => ({
    servicePrincipalId: `sp-${index}`,
    application: { appId: '', displayName: index === 0 ? '' : `Application ${index}` },
    since: History.minute(1),
    cause: 'http403',
    detail: 'not permitted',
  });

  test('is a warning for as long as that lasts, with its name', () => {
    const { status, checks } = at(3, { unread: [unread(0), unread(1)] });
    expect(status).toBe('warn');
    expect(checks.unreadPrincipals).toMatchObject({ status: 'warn', count: 2 });
    expect(checks.unreadPrincipals.message).toContain('2 applications should be watched');
    expect(checks.unreadPrincipals.sample).toEqual([
      {
        servicePrincipalId: 'sp-0',
        displayName: null,
        since: History.minute(1),
        cause: 'http403',
        detail: 'not permitted',
      },
      {
        servicePrincipalId: 'sp-1',
        displayName: 'Application 1',
        since: History.minute(1),
        cause: 'http403',
        detail: 'not permitted',
      },
    ]);
  });

  test('is one of at most twenty by name, and counted', () => {
    const { unreadPrincipals } = at(3, { unread: Array.from({ length: 30 }, (_, n) => unread(n)) }).checks;
    expect(unreadPrincipals.count).toBe(30);
    expect(unreadPrincipals.sample).toHaveLength(20);
  });
});

describe('the last run', () => {
  const failures = [{ about: 'Microsoft Graph', cause: 'TokenUnavailable', detail: 'no identity', count: 1 }];

  test('that could read nothing is a warning, with its failures', () => {
    expect(at(3, { run: { ...run, lastOutcome: 'failed', failures } })).toMatchObject({
      status: 'warn',
      checks: {
        lastRun: {
          status: 'warn',
          message: 'The last run could read nothing. It met 1 failure.',
          outcome: 'failed',
          startedAt: History.minute(0),
          failures,
        },
      },
    });
  });

  test('counts its failures, equal ones each', () => {
    const [failure] = failures;
    const many = failure
      ? [
          { ...failure, count: 12_000 },
          { ...failure, about: 'sp', count: 2 },
        ]
      : [];
    expect(at(3, { run: { ...run, failures: many } }).checks.lastRun.message).toBe(
      'The last run read everything that is watched. It met 12002 failures.',
    );
  });

  test('that found no job at all is a warning that names what to check: nothing is watched', () => {
    const { status, checks } = at(3, { run: { ...run, counts: { ...counts, jobsRead: 0 } } });
    expect(status).toBe('warn');
    expect(checks.lastRun.message).toMatch(/no provisioning job at all: check WATCH, WATCH_FILTER/);
    const failed = { ...run, lastOutcome: 'failed' as const, counts: { ...counts, jobsRead: 0 } };
    expect(at(3, { run: failed }).checks.lastRun.message).toBe('The last run could read nothing.');
  });

  test('that read everything but met failures is a warning too: discovery may be among them', () => {
    expect(at(3, { run: { ...run, failures } }).checks.lastRun.status).toBe('warn');
  });

  test('that ran out of time is none as long as everything was asked lately', () => {
    expect(at(3, { run: { ...run, lastOutcome: 'partial' } })).toMatchObject({
      status: 'pass',
      checks: { lastRun: { outcome: 'partial' } },
    });
  });
});

test.each([
  [20, 'pass'],
  [21, 'warn'],
])('an event recorded at minute 5 that still waits at minute %i is a %s', (minute, status) => {
  const facts = { backlog: { waiting: 3, oldest: History.minute(5) } };
  const fresh = { ...run, coveredSince: History.minute(minute) };
  expect(at(minute, { ...facts, run: fresh })).toMatchObject({
    status,
    checks: {
      unsentEvents: {
        status,
        waiting: 3,
        oldest: History.minute(5),
        message: `3 recorded events not sent to Service Bus yet, the oldest for ${minute - 5} minutes.`,
      },
    },
  });
});

/** A job with a condition open, by its name. */
function troubled(type: ConditionType, id: string, facts?: OverdueFacts): JobState {
  const history = new History();
  history.read(0, healthyJob(id));
  if (!history.state) throw new Error('no state');
  const { conditions } = history.state;
  const open = { ...conditions[type], isOpen: true, status: 'true', facts };
  return { ...history.state, jobId: id, conditions: { ...conditions, [type]: open } };
}

const late: OverdueFacts = {
  reason: 'notRunning',
  expectedBy: History.minute(0),
  endedAt: undefined,
  steadyAt: undefined,
  progress: [],
};

const many = (count: number, make: (id: string) => JobState) =>
  Array.from({ length: count }, (_, index) => make(`scim.${index}`));

describe('what is wrong with jobs', () => {
  test('is counted and said, and is no fault of the connector', () => {
    const jobs = [
      troubled('quarantine', 'a'),
      troubled('halt', 'b'),
      troubled('halt', 'c'),
      troubled('failures', 'd'),
      { ...troubled('overdue', 'e'), unwatchedSince: History.minute(1) },
    ];
    const { status, checks } = at(3, { jobs });
    expect(status).toBe('pass');
    expect(checks.openConditions).toEqual({
      status: 'pass',
      message: 'Of the watched jobs are 1 in quarantine, 2 stopped, 1 with many failing objects.',
      counts: { quarantine: 1, halt: 2, overdue: 0, failures: 1 },
    });
  });

  test('counts where a job cannot be read too, and not before it is proven', () => {
    const unread = { ...troubled('halt', 'a'), ...{ unreadable: unreadable('http403').unreadable } };
    const doubted = troubled('overdue', 'b');
    const { overdue } = doubted.conditions;
    const jobs = [
      unread,
      { ...doubted, conditions: { ...doubted.conditions, overdue: { ...overdue, isOpen: false } } },
    ];
    expect(at(3, { jobs }).checks.openConditions.counts).toMatchObject({ halt: 1, overdue: 0 });
  });
});

describe('provisioning that stands still in the whole tenant', () => {
  const standingStill = (count: number) => many(count, (id) => troubled('overdue', id, late));
  const running = (count: number) => many(count, () => troubled('failures', 'well'));

  test('fails with one cause, since when, and what to do', () => {
    const { status, checks } = at(3, { jobs: [...standingStill(12), ...running(68)] });
    expect(status).toBe('fail');
    expect(checks.massDelay).toEqual({
      status: 'fail',
      message:
        "Provisioning stands still: 12 of 80 jobs that should run do not, the first of them for 3 minutes. Look into Microsoft's service health, and start or restart no job. Events about it are held back for four hours.",
      count: 12,
      since: History.minute(0),
    });
  });

  test.each([
    [5, 0, 'pass', 'not so many that it is the whole tenant'],
    [6, 0, 'fail', '6 of 6 jobs'],
    [6, 54, 'pass', '6 jobs that should run stand still'],
    [6, 53, 'fail', '6 of 59 jobs'],
    [1, 9, 'pass', '1 job that should run stands still'],
  ])('%i of them beside %i that run is a %s', (still, others, status, message) => {
    const { massDelay } = at(3, { jobs: [...standingStill(still), ...running(others)] }).checks;
    expect(massDelay).toMatchObject({ status, count: still });
    expect(massDelay.message).toContain(message);
    expect(massDelay.since).toBe(status === 'fail' ? History.minute(0) : null);
  });
});

test('unreadable jobs are counted, and some of them named', () => {
  const jobs = Array.from({ length: 30 }, (_, index) => unreadable('http403', `scim.${index}`));
  const { status, checks } = at(3, { jobs: jobs });
  expect(status).toBe('warn');
  expect(checks.unreadableJobs).toMatchObject({ status: 'warn', count: 30 });
  expect(checks.unreadableJobs.sample).toHaveLength(20);
  expect(checks.unreadableJobs.sample[0]).toEqual({
    servicePrincipalId: '11111111-1111-4111-8111-111111111111',
    jobId: 'scim.0',
    displayName: 'Salesforce',
    since: History.arrival(5),
    cause: 'http403',
    detail: 'no answer',
  });
  expect(checks.massRemoval.status).toBe('pass');
});

test('jobs that vanished at once are a warning of their own', () => {
  const { status, checks } = at(3, { jobs: [unreadable('massRemoval'), unreadable('massRemoval')] });
  expect(status).toBe('warn');
  expect(checks.massRemoval).toMatchObject({ status: 'warn', count: 2, since: History.arrival(5) });
  expect(checks.massRemoval.message).toContain('2 jobs vanished at once');
  expect(checks.unreadableJobs).toMatchObject({ status: 'pass', count: 0 });
});

test('a row that cannot be read fails, whatever else passes or warns', () => {
  const damaged = [{ rowKey: 'latest|x|y', problem: 'schemaVersion 2 is newer', key: undefined }];
  const lastRunFailed: RunRecord = { ...run, lastOutcome: 'failed' };
  expect(at(3, { damaged, run: lastRunFailed })).toMatchObject({
    status: 'fail',
    checks: {
      damagedRows: {
        status: 'fail',
        count: 1,
        sample: [{ rowKey: 'latest|x|y', problem: 'schemaVersion 2 is newer' }],
      },
    },
  });
});

test('what is wrong is said in words that name what to do', () => {
  const damaged = Array.from({ length: 30 }, (_, n) => ({
    rowKey: `latest|x|${n}`,
    problem: 'newer',
    key: undefined,
  }));
  const { checks } = at(61, {
    run: { ...run, lastOutcome: 'partial' },
    jobs: [unreadable('http403')],
    damaged,
  });
  expect(checks.coverage.message).toContain('POST poll');
  expect(checks.lastRun.message).toBe(
    'The last run could not read or write everything, or did not get to it: the next one goes on.',
  );
  expect(checks.unreadableJobs.message).toContain('1 watched job cannot be read');
  expect(checks.damagedRows.message).toContain('30 rows of the table cannot be read');
  expect(checks.damagedRows.sample).toHaveLength(20);
});

test('a run that could read nothing is a warning even when it named no failure', () => {
  expect(at(3, { run: { ...run, lastOutcome: 'failed' } }).checks.lastRun.status).toBe('warn');
});

test('a waiting event whose age cannot be read is late', () => {
  expect(at(3, { backlog: { waiting: 1, oldest: undefined } }).checks.unsentEvents).toMatchObject({
    status: 'warn',
    message: '1 recorded event not sent to Service Bus yet.',
    oldest: null,
  });
});

test('a mass removal counts from the first job that vanished', () => {
  const [first, second] = [unreadable('massRemoval', 'a'), unreadable('massRemoval', 'b')];
  const since = { since: History.minute(9), cause: 'massRemoval', detail: '' };
  const facts = { jobs: [{ ...first, unreadable: since }, second] };
  expect(at(10, facts).checks.massRemoval.since).toBe(History.arrival(5));
});

test('damaged rows that only the last run met are listed with those found, each once, and those that it does not name are counted', () => {
  const met = { about: 'row latest|y', cause: 'damagedRow', detail: 'no JSON', count: 1 };
  const failures = [
    met,
    { ...met, about: 'rows latest|x, latest|z and 3 more', detail: 'newer', count: 5 },
    { ...met, about: `row ${'x'.repeat(95)}…` },
    { ...met, cause: 'http403', about: 'service principal sp' },
  ];
  const damaged = [
    { rowKey: 'latest|x', problem: 'newer', key: undefined },
    { rowKey: 'x'.repeat(200), problem: 'no JSON', key: undefined },
  ];
  const { damagedRows } = at(3, { damaged, run: { ...run, failures } }).checks;
  expect(damagedRows.count).toBe(7);
  expect(damagedRows.message).toContain('7 rows of the table cannot be read');
  expect(damagedRows.sample).toEqual([
    ...damaged,
    { rowKey: 'latest|y', problem: 'no JSON' },
    { rowKey: 'latest|z', problem: 'newer' },
  ]);
});

test('settings that look misspelled are named, at most 20 of them, and what is meant', () => {
  const misspelledSettings = Array.from({ length: 25 }, (_, index) => ({
    name: `emit_changed${index}`,
    meant: 'EMIT_CHANGED',
  }));
  expect(at(3).checks.settings).toEqual({
    status: 'pass',
    message: 'No setting looks misspelled.',
    count: 0,
    sample: [],
  });
  const { status, checks } = at(3, { misspelledSettings });
  expect([status, checks.settings.status, checks.settings.count]).toEqual(['warn', 'warn', 25]);
  expect(checks.settings.sample).toEqual(misspelledSettings.slice(0, 20));
  expect(checks.settings.message).toMatch(
    /^25 settings of the function app have a name that nothing reads: emit_changed0 \(is EMIT_CHANGED meant\?\), /,
  );
});

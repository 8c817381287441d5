import { describe, expect, test } from 'vitest';
import { healthOf } from '../../../src/core/health.ts';
import type { HealthFacts } from '../../../src/core/health-report.ts';
import type { RunRecord } from '../../../src/core/run-record.ts';
import type { JobState } from '../../../src/core/state.ts';
import { History } from '../../support/history.ts';
import { healthyJob } from '../../support/jobs.ts';

const run: RunRecord = {
  completeStartedAt: History.minute(0),
  lastStartedAt: History.minute(0),
  lastEndedAt: History.arrival(0),
  lastOutcome: 'complete',
  counts: undefined,
  failures: [],
  sweptAt: History.minute(0),
  resumeAt: undefined,
  busyUntil: undefined,
  busyWith: undefined,
};
const well: HealthFacts = {
  run,
  unreadable: [],
  damaged: [],
  backlog: { waiting: 0, oldest: undefined },
};

function at(minute: number, facts: Partial<HealthFacts> = {}) {
  const all = { ...well, ...facts };
  return healthOf(all, {
    now: History.minute(minute),
    lastCompleteRun: all.run?.completeStartedAt,
    staleAfter: 15 * 60_000,
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
    'pass: The last complete poll started 3 minutes ago.',
    'pass: The last run asked for everything.',
    'pass: Every recorded event has been sent.',
    'pass: Every watched job can be read.',
    'pass: No unusual number of jobs has vanished.',
    'pass: Every row of the table can be read.',
  ]);
});

test('before the first complete poll it warns', () => {
  expect(at(0, { run: undefined })).toMatchObject({
    status: 'warn',
    observedAt: null,
    stale: true,
    checks: {
      lastCompletePoll: { status: 'warn', at: null, ageSeconds: null },
      lastRun: { status: 'pass', outcome: null, failures: [] },
    },
  });
});

test.each([
  [15, 'pass'],
  [16, 'warn'],
  [60, 'warn'],
  [61, 'fail'],
])('%i minutes after the last complete poll it is %s', (minute, status) => {
  expect(at(minute)).toMatchObject({
    status,
    checks: { lastCompletePoll: { status, ageSeconds: minute * 60 } },
  });
});

describe('the last run', () => {
  const failures = [{ about: 'Microsoft Graph', cause: 'TokenUnavailable', detail: 'no identity' }];

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

  test('that read everything but met failures is a warning too: discovery may be among them', () => {
    expect(at(3, { run: { ...run, failures } }).checks.lastRun.status).toBe('warn');
  });

  test('that ran out of time is none as long as complete ones are not too old', () => {
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
  const fresh = { ...run, completeStartedAt: History.minute(minute) };
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

test('unreadable jobs are counted, and some of them named', () => {
  const jobs = Array.from({ length: 30 }, (_, index) => unreadable('http403', `scim.${index}`));
  const { status, checks } = at(3, { unreadable: jobs });
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
  const { status, checks } = at(3, { unreadable: [unreadable('massRemoval'), unreadable('massRemoval')] });
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
  const damaged = Array.from({ length: 30 }, (_, n) => ({ rowKey: `latest|x|${n}`, problem: 'newer' }));
  const { checks } = at(61, {
    run: { ...run, lastOutcome: 'partial' },
    unreadable: [unreadable('http403')],
    damaged,
  });
  expect(checks.lastCompletePoll.message).toContain('restart the app');
  expect(checks.lastRun.message).toBe(
    'The last run did not get to everything: the next one begins where it stopped.',
  );
  expect(checks.unreadableJobs.message).toContain('1 watched job cannot be read');
  expect(checks.damagedRows.message).toContain('30 rows of the table cannot be read');
  expect(checks.damagedRows.sample).toHaveLength(20);
  const fresh = at(0, { run: undefined }).checks;
  expect(fresh.lastCompletePoll.message).toContain('POST /api/poll');
  expect(fresh.lastRun.message).toBe('No run has ended yet.');
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
  const facts = { unreadable: [{ ...first, unreadable: since }, second] };
  expect(at(10, facts).checks.massRemoval.since).toBe(History.arrival(5));
});

test('damaged rows that only the last run met are told beside those found, each once', () => {
  const met = { about: 'latest|y', cause: 'damagedRow', detail: 'no JSON' };
  const failures = [met, { ...met, about: 'latest|x' }, { ...met, cause: 'http403', about: 'sp' }];
  const damaged = [{ rowKey: 'latest|x', problem: 'newer' }];
  expect(at(3, { damaged, run: { ...run, failures } }).checks.damagedRows.sample).toEqual([
    { rowKey: 'latest|x', problem: 'newer' },
    { rowKey: 'latest|y', problem: 'no JSON' },
  ]);
});

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { toJobDetail, toJobSummary } from '../../../src/views/job.ts';
import { globalRoots } from '../../support/global-roots.ts';
import { episode1, History } from '../../support/history.ts';
import {
  healthyJob,
  noInterval,
  pausedJob,
  quarantine,
  quarantinedJob,
  series1,
} from '../../support/jobs.ts';

/** The job of a history as an answer at a minute shows it; polls that end at `lastPoll` read everything. */
function shown(
  history: History,
  { at, lastPoll }: { at: number; lastPoll: number } = { at: 1, lastPoll: 1 },
) {
  if (!history.state) throw new Error('the history has no state');
  const asOf = {
    now: History.arrival(at),
    coveredSince: History.minute(lastPoll),
    staleAfterMs: 15 * 60_000,
  };
  return toJobSummary(history.state, asOf, globalRoots);
}

function after(...jobs: JsonObject[]): History {
  const history = new History();
  for (const [minute, job] of jobs.entries()) history.read(minute * 5, job);
  return history;
}

/** Within the last poll. */
const lately = { at: 16, lastPoll: 15 };

const nothingOpen = {
  quarantine: null,
  reason: null,
  errorCode: null,
  episode: null,
  occurrence: null,
  began: null,
  expectedDisableAt: null,
  nextAttempt: null,
  reasons: [],
};

const notSo = {
  status: 'false',
  reason: null,
  since: null,
  episode: null,
  occurrence: null,
  published: null,
};

test('a healthy job has every member, null where there is nothing to say', () => {
  expect(shown(after(healthyJob()))).toEqual({
    servicePrincipalId: '11111111-1111-4111-8111-111111111111',
    jobId: 'scim.1',
    key: 'scim.1',
    appId: 'app-1',
    displayName: 'Salesforce',
    label: 'Salesforce · scim · scim.1',
    templateId: 'scim',
    kind: 'outbound',
    state: 'healthy',
    conditions: [
      { type: 'quarantine', ...notSo },
      { type: 'halt', ...notSo },
      { type: 'overdue', ...notSo },
      { type: 'failures', ...notSo },
    ],
    advice: [],
    suspended: false,
    statusCode: 'Active',
    scheduleState: 'Active',
    interval: noInterval,
    lastRunEndedAt: '2026-03-09T23:50:00.000Z',
    portalUrl:
      'https://entra.microsoft.com/#view/Microsoft_AAD_Connect_Provisioning/ProvisioningMenuBlade/~/Overview/objectId/11111111-1111-4111-8111-111111111111/appId/app-1',
    applicationUrl:
      'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/11111111-1111-4111-8111-111111111111/appId/app-1',
    ...nothingOpen,
    deleteThreshold: null,
    warnings: [],
    unreadable: null,
    doubt: null,
    observedAt: History.minute(1),
    stale: false,
    changedAt: History.arrival(0),
  });
});

describe('an open quarantine', () => {
  test('is shown as Graph gave it, with its episode and when the job may be switched off', () => {
    expect(shown(after(quarantinedJob()))).toMatchObject({
      state: 'quarantined',
      statusCode: 'Quarantine',
      quarantine: quarantine(),
      reason: 'EncounteredQuarantineException',
      errorCode: 'InvalidCredentials',
      episode: episode1,
      occurrence: 1,
      began: episode1,
      expectedDisableAt: '2026-03-29T08:00:00.000Z',
      nextAttempt: '2026-03-01T14:00:00.1234567Z',
    });
  });

  test('without usable dates has neither a guess at its end nor a next attempt', () => {
    expect(shown(after(quarantinedJob('', { nextAttempt: '0001-01-01T00:00:00Z' })))).toMatchObject({
      episode: History.arrival(0),
      began: History.arrival(0),
      expectedDisableAt: null,
      nextAttempt: null,
    });
  });

  test('has its next attempt without the blanks that Graph may put around it', () => {
    const nextAttempt = ' 2026-03-02T08:00:00Z ';
    expect(shown(after(quarantinedJob(series1, { nextAttempt }))).nextAttempt).toBe('2026-03-02T08:00:00Z');
  });

  test('of a job that is paused says that nothing can prove its end', () => {
    expect(shown(after(quarantinedJob(), pausedJob()))).toMatchObject({
      state: 'quarantined',
      suspended: true,
      statusCode: 'Paused',
      episode: episode1,
    });
  });

  test('that one answer lacks is still shown, with the doubt', () => {
    expect(shown(after(quarantinedJob(), healthyJob()))).toMatchObject({
      state: 'quarantined',
      reason: 'EncounteredQuarantineException',
      doubt: { what: 'recovered', since: History.arrival(5) },
    });
  });
});

test('a quarantine that is over is not shown any more', () => {
  expect(shown(after(quarantinedJob(), healthyJob(), healthyJob()), lately)).toMatchObject({
    state: 'healthy',
    ...nothingOpen,
  });
});

test('a series that is over and comes back is no open quarantine until it is confirmed', () => {
  expect(shown(after(quarantinedJob(), healthyJob(), healthyJob(), quarantinedJob()), lately)).toMatchObject({
    state: 'unknown',
    ...nothingOpen,
    doubt: { what: 'quarantined', since: History.arrival(15) },
  });
});

test('the warning of pruned errors and the threshold of deletions are shown', () => {
  const job = {
    ...healthyJob('scim.1', { escrowsPruned: true }),
    synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }],
  };
  expect(shown(after(job))).toMatchObject({ warnings: ['escrowsPruned'], deleteThreshold: '500' });
});

describe('the word for a job', () => {
  const wordOf = (history: History, when = lately) => shown(history, when).state;

  test.each<[string, JsonObject]>([
    ['is paused', pausedJob()],
    ['has its schedule disabled', healthyJob('scim.1', {}, { state: 'Disabled' })],
  ])('is halted from the first answer on where it %s: that is not health', (_, job) => {
    expect(wordOf(after(job))).toBe('halted');
  });

  test.each<[string, JsonObject]>([
    ['has a code that is not known', healthyJob('scim.1', { code: 'Hibernating' })],
    ['has no status yet', { ...healthyJob(), status: null }],
  ])('is unknown where it %s: that is not health', (_, job) => {
    expect(wordOf(after(job))).toBe('unknown');
  });

  test('is healthy where it runs, as Graph writes it, or waits for its first cycle', () => {
    const running = [{ code: 'Active' }, { code: 'active' }, { code: 'NotRun' }];
    expect(running.map((status) => wordOf(after(healthyJob('scim.1', status))))).toEqual(
      running.map(() => 'healthy'),
    );
    expect(wordOf(after({ ...healthyJob(), schedule: null }))).toBe('healthy');
  });

  test('is unknown where it was healthy and cannot be read, was not read lately, or may be gone', () => {
    const unreadable = after(healthyJob());
    unreadable.unreadable(5);
    expect(wordOf(unreadable, { at: 6, lastPoll: 5 })).toBe('unknown');
    expect(wordOf(after(healthyJob()), { at: 31, lastPoll: 15 })).toBe('unknown');
    const gone = after(healthyJob());
    gone.gone(5);
    expect(wordOf(gone, { at: 6, lastPoll: 5 })).toBe('unknown');
  });

  test('stays quarantined where it cannot be read, was not read lately, or may have recovered', () => {
    const unreadable = after(quarantinedJob());
    unreadable.unreadable(5);
    expect(wordOf(unreadable, { at: 60, lastPoll: 60 })).toBe('quarantined');
    expect(wordOf(after(quarantinedJob()), { at: 60, lastPoll: 0 })).toBe('quarantined');
    expect(wordOf(after(quarantinedJob(), healthyJob()))).toBe('quarantined');
    expect(wordOf(after(quarantinedJob(), pausedJob()))).toBe('quarantined');
  });
});

describe('freshness', () => {
  test('of a job that every poll reads is that of the last complete poll', () => {
    const history = after(healthyJob());
    expect(shown(history, { at: 30, lastPoll: 25 })).toMatchObject({
      observedAt: History.minute(25),
      stale: false,
    });
    expect(shown(history, { at: 41, lastPoll: 25 })).toMatchObject({ stale: true });
  });

  test('of a job that cannot be read stands still, however many polls are completed', () => {
    const history = after(quarantinedJob());
    history.unreadable(5);
    expect(shown(history, { at: 30, lastPoll: 30 })).toMatchObject({
      state: 'quarantined',
      observedAt: History.minute(0),
      stale: true,
      unreadable: { since: History.arrival(5), cause: 'http503', detail: 'no answer' },
    });
  });

  test('of a job whose row was written by a clock that ran ahead is none', () => {
    const history = new History();
    history.read(24 * 60, healthyJob());
    history.unreadable(5);
    expect(shown(history, { at: 6, lastPoll: 5 })).toMatchObject({ stale: true, state: 'unknown' });
  });

  test('of a job that is not watched any more is no alarm while polls are completed', () => {
    const history = after(quarantinedJob());
    history.unwatched(5);
    const seen = { state: 'unwatched', observedAt: History.minute(0), episode: episode1 };
    expect(shown(history, { at: 60, lastPoll: 60 })).toMatchObject({ ...seen, stale: false });
    expect(shown(history, { at: 90, lastPoll: 60 })).toMatchObject({ ...seen, stale: true });
  });

  test('of a job that is gone is no alarm while polls are completed', () => {
    const history = after(healthyJob());
    history.gone(5);
    history.gone(10);
    expect(shown(history, { at: 60, lastPoll: 60 })).toMatchObject({ state: 'removed', stale: false });
  });
});

test('a job is named in links by a hash where its id does not fit them', () => {
  const history = after(healthyJob());
  if (!history.state) throw new Error('no state');
  const asOf = { now: History.minute(1), coveredSince: undefined, staleAfterMs: 1 };
  const { jobId, key } = toJobSummary({ ...history.state, jobId: 'a/b?c' }, asOf, globalRoots);
  expect(jobId).toBe('a/b?c');
  expect(key).toMatch(/^~[0-9a-f]{64}$/);
});

test('the detail adds the whole body, or says that it was too large to be stored', () => {
  const history = after(healthyJob());
  if (!history.state) throw new Error('no state');
  const asOf = { now: History.minute(1), coveredSince: undefined, staleAfterMs: 1 };
  const summary = toJobSummary(history.state, asOf, globalRoots);
  expect(toJobDetail(history.state, healthyJob(), asOf, globalRoots)).toEqual({
    ...summary,
    job: healthyJob(),
    bodyOmitted: false,
  });
  expect(toJobDetail(history.state, undefined, asOf, globalRoots)).toEqual({
    ...summary,
    job: null,
    bodyOmitted: true,
  });
});

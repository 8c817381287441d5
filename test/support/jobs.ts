import { type Job, readJob } from '../../src/core/job.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observe.ts';

type TestJob = JsonObject & { readonly id: string };

/** What Graph gives as the interval of a job without a schedule: .NET's largest span. */
export const noInterval = 'P10675199DT2H48M5.4775807S';

/** The end of the last run of `healthyJob`. */
const lastRunEnded = '2026-03-09T23:50:00.7488681Z';

/**
 * A healthy job as Graph answers it, with its odd values: blanks and year 1 for "never", seven digits of a second.
 *
 * It has run and reached its steady state, and has no interval, so that it is late at no time: a test may read it for months and need not
 * let it run. One that is about lateness gives an interval, as `ranJob` does.
 */
export function healthyJob(id = 'scim.1', status: JsonObject = {}, schedule: JsonObject = {}): TestJob {
  return {
    id,
    templateId: 'scim',
    schedule: { expiration: null, interval: noInterval, state: 'Active', ...schedule },
    status: {
      code: 'Active',
      countSuccessiveCompleteFailures: 0,
      escrowsPruned: false,
      lastExecution: {
        activityIdentifier: '0e4b8d6a-2c1f-4a7e-9b35-6d8f0a2c4e17',
        countEscrowed: 0,
        countEscrowedRaw: 0,
        state: 'Succeeded',
        error: null,
        timeBegan: '2026-03-09T23:48:00.116098Z',
        timeEnded: lastRunEnded,
      },
      lastSuccessfulExecution: { state: 'Succeeded', timeBegan: '0001-01-01T00:00:00Z' },
      steadyStateFirstAchievedTime: '2026-03-01T00:00:00.7360238Z',
      steadyStateLastAchievedTime: lastRunEnded,
      quarantine: null,
      ...status,
    },
  };
}

/** What `ranJob` differs in from a job that runs every 40 minutes, has its steady state and no failing objects. */
interface LastRun {
  readonly ended?: unknown;
  /** Without it the run took no time. */
  readonly began?: unknown;
  /** Its steady state; without it the end of the run. */
  readonly steady?: unknown;
  readonly state?: string;
  /** Objects that fail, and how many there are of each type. */
  readonly failing?: unknown;
  readonly entries?: readonly unknown[];
  readonly activity?: unknown;
  readonly interval?: unknown;
  readonly status?: JsonObject;
  readonly schedule?: JsonObject;
}

/** A job that runs on its schedule, by its last run. */
export function ranJob({ ended = lastRunEnded, ...run }: LastRun = {}): TestJob {
  const { began = ended, steady = ended, state = 'Succeeded', failing = 0, entries = [] } = run;
  const execution = {
    ...(run.activity !== undefined && { activityIdentifier: run.activity }),
    countEscrowed: failing,
    state,
    timeBegan: began,
    timeEnded: ended,
  };
  const status = {
    lastExecution: execution,
    steadyStateFirstAchievedTime: steady,
    steadyStateLastAchievedTime: steady,
    synchronizedEntryCountByType: entries.map((value, n) => ({ key: `type ${n}`, value })),
    ...run.status,
  };
  return healthyJob('scim.1', status, { interval: run.interval ?? 'PT40M', ...run.schedule });
}

export const series1 = '2026-03-01T08:00:00.1234567Z';
export const series2 = '2026-03-09T20:30:00.7654321Z';

export function quarantine(seriesBegan: unknown = series1, more: JsonObject = {}): JsonObject {
  return {
    currentBegan: seriesBegan,
    nextAttempt: '2026-03-01T14:00:00.1234567Z',
    reason: 'EncounteredQuarantineException',
    seriesBegan,
    seriesCount: 1,
    error: { code: 'InvalidCredentials', message: 'Your credentials are invalid.', tenantActionable: true },
    ...more,
  };
}

export function quarantinedJob(
  seriesBegan: unknown = series1,
  more: JsonObject = {},
  id = 'scim.1',
): TestJob {
  return healthyJob(id, { code: 'Quarantine', quarantine: quarantine(seriesBegan, more) });
}

/** A job that was created and never started, as Graph answers it. */
export function createdJob(status: JsonObject = {}, schedule: JsonObject = {}): TestJob {
  const never = '0001-01-01T00:00:00Z';
  return healthyJob(
    'scim.1',
    {
      code: 'Paused',
      lastExecution: null,
      lastSuccessfulExecution: null,
      steadyStateFirstAchievedTime: never,
      steadyStateLastAchievedTime: never,
      ...status,
    },
    { state: 'Disabled', ...schedule },
  );
}

export function pausedJob(id = 'scim.1'): TestJob {
  return healthyJob(id, { code: 'Paused' }, { state: 'Paused' });
}

/** The job as detection reads it. */
export function jobOf(raw: JsonObject): Job {
  const reading = readJob(raw);
  if (!reading.ok) throw new Error(`the test's job ${reading.where}`);
  return reading.job;
}

/** An observation of the job at an instant. */
export function seen(raw: JsonObject, at: string, graphTime?: string): Observation {
  const application = { appId: 'app-1', displayName: 'Salesforce' };
  return { kind: 'read', at, graphTime, application, job: jobOf(raw) };
}

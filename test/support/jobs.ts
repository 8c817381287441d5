import { type Job, readJob } from '../../src/core/job.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observe.ts';

type TestJob = JsonObject & { readonly id: string };

/** What Graph gives as the interval of a job without a schedule: .NET's largest span. */
export const noInterval = 'P10675199DT2H48M5.4775807S';

/** The end of the last run of `healthyJob`. */
export const lastRunEnded = '2026-03-09T23:50:00.7488681Z';

/**
 * A healthy job as Graph answers it, with its odd values: blanks and year 1 for "never", seven digits of a second.
 *
 * It has run and reached its steady state, and has no interval, so that it is late at no time: a test may read it for months and need not
 * let it run. One that is about lateness gives an interval, as `jobThatRan` does.
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

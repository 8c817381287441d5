import { randomUUID } from 'node:crypto';

/**
 * A synchronization job as Graph serves it. Only what the verbs below touch is typed, and loosely: published jobs hold
 * blanks, nulls and `{}` in every place.
 */
export interface SynchronizationJob {
  id: string;
  templateId?: string;
  schedule?: { expiration?: string | null; interval?: string; state?: string };
  status?: JobStatus;
  [other: string]: unknown;
}

interface JobStatus {
  code?: string;
  quarantine?: Quarantine | null;
  steadyStateFirstAchievedTime?: string;
  [other: string]: unknown;
}

interface Quarantine {
  currentBegan: string;
  nextAttempt: string;
  reason: string;
  seriesBegan: string;
  seriesCount: number;
  error?: JobError;
}

export interface JobError {
  code: string;
  message: string;
  tenantActionable: boolean;
}

const never = '0001-01-01T00:00:00Z';
const minute = 60_000;
const hour = 60 * minute;
/** From each attempt to the next: five minutes as published, then 6, 12 and 24 h as documented, then daily. */
const retryAfter = [5 * minute, 6 * hour, 12 * hour, 24 * hour];

/** A cycle fails and Entra imposes a new quarantine: a new series, the schedule still `Active`. */
export function quarantine(
  job: SynchronizationJob,
  { reason, error, at }: { reason: string; error?: JobError; at: Date },
): SynchronizationJob {
  const began = entraTime(at);
  return change(job, 'Active', {
    code: 'Quarantine',
    lastExecution: failure(at, error),
    quarantine: {
      currentBegan: began,
      nextAttempt: nextAttempt(at, 1),
      reason,
      seriesBegan: began,
      seriesCount: 1,
      ...(error ? { error } : {}),
    },
  });
}

/** The retry fails too: the series stays, everything that is about the retry moves. */
export function retry(job: SynchronizationJob, at: Date): SynchronizationJob {
  const current = job.status?.quarantine;
  if (!current) throw new Error(`Job ${job.id} is not in quarantine, so there is nothing to retry.`);
  const seriesCount = current.seriesCount + 1;
  const moved = {
    ...current,
    currentBegan: entraTime(at),
    nextAttempt: nextAttempt(at, seriesCount),
    seriesCount,
  };
  return change(job, 'Active', {
    code: 'Quarantine',
    lastExecution: failure(at, current.error),
    quarantine: moved,
  });
}

/** A cycle succeeds: counts and times move, and a quarantine, if there was one, is over. */
export function lift(job: SynchronizationJob, at: Date): SynchronizationJob {
  const first = job.status?.steadyStateFirstAchievedTime;
  const succeeded = execution(
    { state: 'Succeeded', error: null, countImportedDeltas: 1 + (at.getTime() % 40) },
    at,
  );
  return change(job, 'Active', {
    code: 'Active',
    lastExecution: succeeded,
    lastSuccessfulExecution: { ...succeeded, activityIdentifier: null, timeBegan: never },
    quarantine: null,
    steadyStateFirstAchievedTime: first === undefined || first === never ? entraTime(at) : first,
    steadyStateLastAchievedTime: entraTime(at),
  });
}

/** The admin pauses the job. Its state, a quarantine included, is kept: that is what Graph documents for `pause`. */
export function pause(job: SynchronizationJob): SynchronizationJob {
  return change(job, 'Paused', { code: 'Paused' });
}

/** The admin starts the job. That clears a quarantine, as Graph documents for `start`; a bad cycle brings a new one. */
export function resume(job: SynchronizationJob): SynchronizationJob {
  return change(job, 'Active', { code: 'Active', quarantine: null });
}

/**
 * A time as Entra writes it: up to seven fractional digits, trailing zeros cut (6 and 7 digits are published). The
 * digits below a millisecond are made up from those above, so that equal times stay equal.
 */
export function entraTime(at: Date): string {
  const belowMilliseconds = String(((at.getTime() % 10_000) * 7919) % 10_000).padStart(4, '0');
  const digits = at.toISOString().replace('Z', belowMilliseconds);
  return `${digits.replace(/\.?0+$/, '')}Z`;
}

function change(job: SynchronizationJob, scheduleState: string, status: JobStatus): SynchronizationJob {
  return {
    ...job,
    schedule: { ...job.schedule, state: scheduleState },
    status: { ...job.status, ...status },
  };
}

function nextAttempt(at: Date, seriesCount: number): string {
  return entraTime(new Date(at.getTime() + (retryAfter[seriesCount - 1] ?? 24 * hour)));
}

/** Without an error the cycle itself ran, but too many entries failed: that is how a threshold is reached. */
function failure(at: Date, error: JobError | undefined): object {
  return error
    ? execution({ state: 'Failed', error }, at)
    : execution({ state: 'EntryLevelErrors', error: null, countEscrowed: 37, countEscrowedRaw: 41 }, at);
}

function execution(
  facts: { state: string; error: JobError | null; [count: string]: unknown },
  at: Date,
): object {
  return {
    activityIdentifier: randomUUID(),
    countEntitled: 0,
    countEntitledForProvisioning: 0,
    countEscrowed: 0,
    countEscrowedRaw: 0,
    countExported: 0,
    countExports: 0,
    countImported: 0,
    countImportedDeltas: 0,
    countImportedReferenceDeltas: 0,
    ...facts,
    timeBegan: entraTime(new Date(at.getTime() - 925)),
    timeEnded: entraTime(at),
  };
}

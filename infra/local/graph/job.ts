import { randomUUID } from 'node:crypto';
import { entraTime, never, timeOf } from './entra-time.ts';

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
  lastExecution?: Execution | null;
  quarantine?: Quarantine | null;
  steadyStateFirstAchievedTime?: string;
  steadyStateLastAchievedTime?: string;
  [other: string]: unknown;
}

interface Execution {
  state?: string;
  error?: JobError | null;
  /** Objects that could not be provisioned. */
  countEscrowed?: number;
  timeBegan?: string;
  timeEnded?: string;
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

const minute = 60_000;
const hour = 60 * minute;
/** From each attempt to the next: five minutes as published, then 6, 12 and 24 h as documented, then daily. */
const retryAfter = [5 * minute, 6 * hour, 12 * hour, 24 * hour];
const executionMs = 925;

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

/**
 * Four weeks in quarantine are over, and Entra tries no more. What it then shows is not documented, so there are two guesses: it keeps
 * code and quarantine and disables the schedule, or it looks as if somebody had paused it.
 */
export function giveUp(job: SynchronizationJob, shows: 'quarantine' | 'pause'): SynchronizationJob {
  if (!job.status?.quarantine)
    throw new Error(`Job ${job.id} is not in quarantine, so Entra does not give it up.`);
  return change(job, 'Disabled', shows === 'quarantine' ? {} : { code: 'Paused', quarantine: null });
}

/** A cycle succeeds: counts and times move, no object fails, and a quarantine, if there was one, is over. */
export function lift(job: SynchronizationJob, at: Date): SynchronizationJob {
  return cycle(job, at, 0);
}

/** A cycle of a job that runs: what failed in the one before fails in it, too. The first one of a job makes it `Active`. */
export function run(job: SynchronizationJob, at: Date): SynchronizationJob {
  const last = needRunning(job).status?.lastExecution;
  return cycle(job, at, last?.countEscrowed ?? 0);
}

/** A cycle in which `count` objects fail, as in those after it; 0 mends them. */
export function failObjects(job: SynchronizationJob, count: number, at: Date): SynchronizationJob {
  return cycle(needRunning(job), at, count);
}

/** The admin pauses the job. Its state, a quarantine included, is kept: that is what Graph documents for `pause`. */
export function pause(job: SynchronizationJob): SynchronizationJob {
  return change(job, 'Paused', { code: 'Paused' });
}

/** Its schedule is switched off, and the code stays as it is. */
export function disable(job: SynchronizationJob): SynchronizationJob {
  return change(job, 'Disabled', {});
}

/** The admin starts the job. That clears a quarantine, as Graph documents for `start`; a bad cycle brings a new one. */
export function start(job: SynchronizationJob): SynchronizationJob {
  return change(job, 'Active', { code: hasRun(job) ? 'Active' : 'NotRun', quarantine: null });
}

/** Whether Entra runs it on its interval. In quarantine it only retries. */
export function isRunning({ schedule, status }: SynchronizationJob): boolean {
  const code = status?.code;
  return schedule?.state === 'Active' && (code === 'Active' || code === 'NotRun') && !status?.quarantine;
}

/** @throws Error that says why it does not run, and what would make it */
export function needRunning(job: SynchronizationJob): SynchronizationJob {
  if (isRunning(job)) return job;
  const isQuarantined = job.schedule?.state === 'Active' && Boolean(job.status?.quarantine);
  throw new Error(
    isQuarantined
      ? `Job ${job.id} is in quarantine: 'heal' or 'start' ends that.`
      : `Job ${job.id} does not run: 'start' starts it.`,
  );
}

/** Whether an execution of it ever ended. */
export function hasRun({ status }: SynchronizationJob): boolean {
  return timeOf(status?.lastExecution?.timeEnded) !== undefined;
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

/** A cycle that ran to its end: the last success stands still while a single object fails. */
function cycle(job: SynchronizationJob, at: Date, failing: number): SynchronizationJob {
  const first = job.status?.steadyStateFirstAchievedTime;
  const ended = execution(
    {
      state: failing > 0 ? 'EntryLevelErrors' : 'Succeeded',
      error: null,
      countEscrowed: failing,
      countEscrowedRaw: failing,
      countImportedDeltas: 1 + (at.getTime() % 40),
    },
    at,
  );
  return change(job, 'Active', {
    code: 'Active',
    lastExecution: ended,
    ...(failing === 0 && {
      lastSuccessfulExecution: { ...ended, activityIdentifier: null, timeBegan: never },
    }),
    quarantine: null,
    steadyStateFirstAchievedTime: first !== undefined && timeOf(first) !== undefined ? first : entraTime(at),
    steadyStateLastAchievedTime: entraTime(at),
  });
}

/** Without an error the cycle itself ran, but too many entries failed: that is how a threshold is reached. */
function failure(at: Date, error: JobError | undefined): Execution {
  return error
    ? execution({ state: 'Failed', error }, at)
    : execution({ state: 'EntryLevelErrors', error: null, countEscrowed: 37, countEscrowedRaw: 41 }, at);
}

function execution(facts: Execution, at: Date): Execution {
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
    timeBegan: entraTime(new Date(at.getTime() - executionMs)),
    timeEnded: entraTime(at),
  };
}

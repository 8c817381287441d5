import { durationMs } from './duration.ts';
import { timeOf } from './entra-time.ts';
import { isRunning, run, type SynchronizationJob } from './job.ts';

/** How a job moves in the hands of Entra, which its body does not say. Times are milliseconds since 1970. */
export interface Motion {
  /** Since when it has been running; undefined while it does not. */
  readonly runningSince: number | undefined;
  /** Entra does not run it, though nothing shows why. */
  readonly isStalled: boolean;
  /** When its next execution ends. */
  readonly dueAt: number;
  readonly intervalMs: number;
}

/** How a job moves that was put or changed at `at`; `before` is undefined for a new one, which has run until now if it ever did. */
export function motionOf(
  job: SynchronizationJob,
  before: Motion | undefined,
  at: number,
  isStalled = before?.isStalled ?? false,
): Motion {
  const endedAt = timeOf(job.status?.lastExecution?.timeEnded);
  const intervalMs = durationMs(job.schedule?.interval) ?? Number.POSITIVE_INFINITY;
  const since = before ? (before.runningSince ?? at) : (endedAt ?? at);
  const runningSince = isRunning(job) ? since : undefined;
  const moves = runningSince !== undefined && !isStalled;
  const dueAt = moves ? Math.max(runningSince, endedAt ?? 0) + intervalMs : Number.POSITIVE_INFINITY;
  return { runningSince, isStalled, dueAt, intervalMs };
}

/** A job after all executions that were due until `now`: it shows the last of them. */
export function runUntil(
  job: SynchronizationJob,
  motion: Motion,
  now: number,
): { readonly job: SynchronizationJob; readonly motion: Motion } {
  const { dueAt, intervalMs } = motion;
  if (now < dueAt) return { job, motion };
  const lastAt = dueAt + Math.floor((now - dueAt) / intervalMs) * intervalMs;
  return { job: run(job, new Date(lastAt)), motion: { ...motion, dueAt: lastAt + intervalMs } };
}

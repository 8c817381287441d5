import type { Failure, RunCounts, RunOutcome } from '../contract/answers/run.ts';
import type { Instant } from './instant.ts';

export type { Failure, RunCounts, RunOutcome };

/** The tenant's one run row: what the last runs did, and which run works now. */
export interface RunRecord {
  /** Start of the last run that read everything; moves only forward. */
  readonly completeStartedAt: Instant | undefined;
  /** Start and end of the last run that ended, complete or not. */
  readonly lastStartedAt: Instant | undefined;
  readonly lastEndedAt: Instant | undefined;
  readonly lastOutcome: RunOutcome | undefined;
  readonly counts: RunCounts | undefined;
  /** At most 20, the rest is in the log. */
  readonly failures: readonly Failure[];
  /** Start of the last whole sweep of the tenant's service principals; moves only forward. */
  readonly sweptAt: Instant | undefined;
  /** The first service principal that the last run did not reach, in order of ids; the next run begins there. */
  readonly resumeAt: string | undefined;
  /** Until when a run claims to be the only one; in the past when none does. */
  readonly busyUntil: Instant | undefined;
  /** Names the run of `busyUntil`. */
  readonly busyWith: string | undefined;
}

/** The run row before any run has begun. */
export const emptyRun: RunRecord = {
  completeStartedAt: undefined,
  lastStartedAt: undefined,
  lastEndedAt: undefined,
  lastOutcome: undefined,
  counts: undefined,
  failures: [],
  sweptAt: undefined,
  resumeAt: undefined,
  busyUntil: undefined,
  busyWith: undefined,
};

import type { Instant } from './instant.ts';
import type { Cause } from './observe.ts';

/** Something a run could not read or tell, for the operator. */
export interface Failure extends Cause {
  /** The service principal, job or event it is about; empty when it is about the whole tenant. */
  readonly about: string;
}

/** What a run did. */
export interface RunCounts {
  readonly principals: number;
  readonly jobsRead: number;
  readonly jobsChanged: number;
  readonly jobsUnreadable: number;
  readonly eventsRecorded: number;
  readonly eventsSent: number;
  /** Events recorded but not yet accepted by Service Bus when the run ended. */
  readonly eventsWaiting: number;
  /** Age in whole seconds of the oldest of them; 0 when none waits. */
  readonly oldestWaitingSeconds: number;
  readonly graphRequests: number;
  /** Answers with which Graph throttled the run (429), alone or inside a batch. */
  readonly graphThrottled: number;
  readonly tableTransactions: number;
  readonly milliseconds: number;
}

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

/** complete: everything was asked and stored. partial: time ran out or a write failed. failed: nothing could be read. */
export type RunOutcome = 'complete' | 'partial' | 'failed';

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

import type { Failure } from './failure.ts';
import type { Instant } from './instant.ts';

export const runOutcomes = ['complete', 'partial', 'failed'] as const;

export type RunOutcome = (typeof runOutcomes)[number];

/** Counted while a run works; the other counts are known at its end. */
export const talliedCounts = [
  'principals',
  'principalsUnread',
  'jobsRead',
  'jobsChanged',
  'jobsUnreadable',
  'eventsRecorded',
  'eventsSent',
] as const;

/** Every count of a run, in the order in which its row and its heartbeat list them. The contract documents each. */
export const runCountNames = [
  ...talliedCounts,
  'eventsWaiting',
  'oldestWaitingSeconds',
  'graphRequests',
  'graphThrottled',
  'tableTransactions',
  'milliseconds',
] as const;

export type RunCounts = Readonly<Record<(typeof runCountNames)[number], number>>;

/** The tenant's one run row: what the last runs did, and which run works now. */
export interface RunRecord {
  /** Claims since the row was made: it only rises, so a lower one shows that the table was set back. */
  readonly runs: number;
  /**
   * Unix seconds: no sequence recorded from now on is lower. A new one begins where sequences of a lost or set-back table may have been
   * used that this one does not know; 0 before the first run.
   */
  readonly epoch: number;
  /**
   * Start of the last run in which every known job, and every service principal that waits to be read for the first time and was due,
   * was asked, answered in any way, and every change was written. Where it takes several runs, the start of the first of them.
   * Moves only forward.
   */
  readonly coveredSince: Instant | undefined;
  /** The round of runs that together ask every known job: where and when it began. Undefined when the last run asked them all. */
  readonly round: Round | undefined;
  /** Start and end of the last run that ended, whatever became of it. */
  readonly lastStartedAt: Instant | undefined;
  readonly lastEndedAt: Instant | undefined;
  readonly lastOutcome: RunOutcome | undefined;
  readonly counts: RunCounts | undefined;
  /** At most 20 kinds. */
  readonly failures: readonly Failure[];
  /** Start of the first run since the row was made. */
  readonly firstStartedAt: Instant | undefined;
  /** A hash of what was watched when `discoveredAt` and the cursor were written: for something else they do not count. */
  readonly scope: string;
  /** Start of the last discovery of the tenant's service principals that was done; moves only forward. */
  readonly discoveredAt: Instant | undefined;
  readonly cursor: Cursor;
  /** Until when a run claims to be the only one; in the past when none does. */
  readonly busyUntil: Instant | undefined;
  /** Names the run of `busyUntil`. Still there after its end in time: then the run was killed. */
  readonly busyWith: string | undefined;
}

export interface Round {
  /** Start of its first run. */
  readonly since: Instant;
  /** The first service principal that it asked. */
  readonly from: string;
}

/** How far the asking has come; saved while a run works, so that a killed run makes progress too. */
export interface Cursor {
  /** The first known service principal that was not asked, in order of ids; the next run begins there. */
  readonly known: string | undefined;
  /** The discovery that is not done: when it began, and the first discovered service principal that was not asked. */
  readonly discovery: { readonly startedAt: Instant; readonly next: string } | undefined;
}

export const noCursor: Cursor = { known: undefined, discovery: undefined };

/** The run row before any run has begun. */
export const emptyRun: RunRecord = {
  runs: 0,
  epoch: 0,
  coveredSince: undefined,
  round: undefined,
  lastStartedAt: undefined,
  lastEndedAt: undefined,
  lastOutcome: undefined,
  counts: undefined,
  failures: [],
  firstStartedAt: undefined,
  scope: '',
  discoveredAt: undefined,
  cursor: noCursor,
  busyUntil: undefined,
  busyWith: undefined,
};

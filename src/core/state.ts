import type { Application } from './application.ts';
import type { ConditionRecord, ConditionRecords, Doubt } from './conditions/record.ts';
import { addMilliseconds, dayMs, type Instant, laterOf } from './instant.ts';
import type { JobKey } from './job-key.ts';
import type { RunMemory } from './run-memory.ts';

export interface Unreadable {
  readonly since: Instant;
  /** A stable code such as `http403`, `malformed`, `massRemoval`. */
  readonly cause: string;
  /** One bounded sentence for the operator. */
  readonly detail: string;
}

/** All that is known of a job between two polls, except the job's body. */
export interface JobState extends JobKey {
  readonly application: Application;
  readonly templateId: string;
  /** Proven to be gone. */
  readonly isRemoved: boolean;
  readonly statusCode: string;
  readonly scheduleState: string;
  /** `schedule.interval` as Graph gave it; empty when it gave none. */
  readonly interval: string;
  /** What readings have shown of its runs; undefined in a row that was written before this was remembered. */
  readonly runs: RunMemory | undefined;
  readonly conditions: ConditionRecords;
  /** It was not found: that it is gone waits for a later run to confirm it. */
  readonly absence: Absence | undefined;
  /** Counts everything that happened to the job, published or not: the place of the last of it in the history. */
  readonly step: number | undefined;
  /** The sequence of the last event that said that it was removed. */
  readonly removedSequence: number | undefined;
  readonly unreadable: Unreadable | undefined;
  readonly unwatchedSince: Instant | undefined;
  /** Entra pruned its per-object errors: the job will pause after the initial cycle and wait for its admin. */
  readonly escrowsPruned: boolean;
  /** The setting of accidental-deletion prevention; empty when it is not set. */
  readonly deleteThreshold: string;
  readonly troubleshootingUrl: string;
  /** Start of the last run known to have read the job when this was written; see `observedAt()`. */
  readonly observedAt: Instant;
  /** When anything of this last changed. */
  readonly changedAt: Instant;
  /** Changes with the job's body and the application's names, but not with the order of members: see `contentHash`. */
  readonly hash: string;
}

export type Absence = Pick<Doubt, 'since' | 'seenAt'>;

/**
 * When the job was last read. An unchanged job is not written, so a readable row was read by the last run that asked for everything too;
 * a row that says unreadable, unwatched, removed or perhaps gone keeps the time it was written with.
 */
export function observedAt(state: JobState, coveredSince: Instant | undefined): Instant {
  const isFrozen = state.unreadable || state.unwatchedSince || state.isRemoved || state.absence;
  return isFrozen ? state.observedAt : laterOf(state.observedAt, coveredSince);
}

/** Start of the last run that saw the open condition, by the same reasoning: a row with a mark keeps what it was written with. */
export function seenAt(
  state: JobState,
  { isOpen, status, doubt, seenAt: written }: ConditionRecord,
  coveredSince: Instant | undefined,
): Instant | undefined {
  const isFrozen =
    !isOpen ||
    (doubt && doubt.what !== 'changed') ||
    status === 'unknown' ||
    state.absence ||
    state.unreadable ||
    state.unwatchedSince;
  return isFrozen || written === undefined ? written : laterOf(written, coveredSince);
}

/** Whether polls ask for the job as for any other: it is neither removed nor unwatched. */
export function isPolled({ isRemoved, unwatchedSince }: JobState): boolean {
  return !isRemoved && unwatchedSince === undefined;
}

/** False for a job proven to be gone and not seen since: then there is nothing to ask for. */
export function mayExist({ isRemoved }: JobState): boolean {
  return !isRemoved;
}

const askedOnForMs = dayMs;

/**
 * Whether a job was proven to be gone within a day: its service principal is still asked, so that what is configured in its place is
 * known at the next poll.
 */
export function wasRemovedRecently({ isRemoved, changedAt }: JobState, now: Instant): boolean {
  return isRemoved && addMilliseconds(changedAt, askedOnForMs) > now;
}

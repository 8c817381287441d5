import type { ClearCause, ConditionType } from '../../contract/events/event-names.ts';
import type { DetectionContext } from '../detection.ts';
import type { Instant } from '../instant.ts';
import type { Job } from '../job.ts';
import type { RunMemory } from '../run-memory.ts';
import type { Happening } from '../transition.ts';
import type { ConditionRecord, ConditionRecords, ConditionStatus, FactsOf, Reason } from './record.ts';

/** One kind of thing that can be wrong with a job: how it is seen, and how it is proven. */
export interface Condition<Type extends ConditionType = ConditionType> {
  /** Whether it holds, by one reading and what is remembered. Total: no job makes it throw. */
  assess(reading: ConditionReading<Type>): Assessment<FactsOf[Type]>;
  /** How a begin and a clear are proven where one reading is not enough. */
  readonly begin: Proof;
  readonly clear: Proof;
  /** The cause of a clear that was read. */
  readonly clearedBy: ClearCause;
  reasonOf(facts: FactsOf[Type]): Reason;
  /** Whether a reason is still the one that is known; equal texts are, unless the condition says otherwise. */
  isSameReason?(known: Reason, now: Reason): boolean;
  /** Whether subscribers can ask for its changes. */
  readonly hasChanges: boolean;
  /** What else a reading gives, after all. */
  remind?(followed: Followed<Type>, reading: ConditionReading<Type>): Followed<Type>;
}

export interface Proof {
  /** Least time from the first reading that says so to the run that confirms it; two runs it takes at least. */
  afterMs(run: DetectionContext): number;
  /** `same`: another `execution` of the assessment starts the doubt again; `another`: it takes a later one. Undefined: it does not matter. */
  readonly execution?: 'same' | 'another';
}

/** Two runs that see the same, far enough from each other. */
export const twoReads: Proof = { afterMs: ({ confirmAfterMs }) => confirmAfterMs };

/** What a condition is assessed from. */
export interface ConditionReading<Type extends ConditionType> {
  readonly job: Job;
  /** Arrival of the answer. */
  readonly at: Instant;
  /** The time of the answer by Graph's clock, where ours differs by more than clocks may; else `at`. */
  readonly now: Instant;
  readonly run: DetectionContext;
  /** With this reading. */
  readonly runs: RunMemory;
  readonly record: ConditionRecord<FactsOf[Type]>;
  /** Of the job: those that come before this one in order are already as this reading left them. */
  readonly records: ConditionRecords;
}

/** What one reading says of a condition. */
export interface Assessment<Facts> {
  readonly status: ConditionStatus;
  /** What is seen of it; given where it holds. */
  readonly facts?: Facts;
  /** The time by which Graph names a series of it. */
  readonly series?: Instant | undefined;
  /** Whether this reading alone proves it. */
  readonly isProof?: boolean;
  /** Names what a proof has to see once more, or anew: the last execution, or in which way a job is late. */
  readonly execution?: string;
  /** When that execution ended, cut to seconds, where a proof has to see another one. */
  readonly endedAt?: Instant;
  /** Whether this reading, which decides nothing, leaves what is in doubt as it is: it says nothing to the contrary. */
  readonly keepsDoubt?: boolean;
  /** What has taken the place of an open episode, proven elsewhere. */
  readonly endedBy?: ClearCause;
  /** Not to be published, whatever is wanted: it is old, or the job is not known well enough. */
  readonly isSilent?: boolean;
  /** For how long a begin is held back, since many jobs are late at once. */
  readonly heldForMs?: number | undefined;
}

/** Where and when an assessment was made. */
export interface Sight<Type extends ConditionType> {
  readonly type: Type;
  readonly condition: Condition<Type>;
  readonly at: Instant;
  readonly run: DetectionContext;
  /** Start of the last run that read the job; undefined where none did. */
  readonly lastReadAt: Instant | undefined;
}

export interface Followed<Type extends ConditionType> {
  /** The very record that went in when nothing is new. */
  readonly record: ConditionRecord<FactsOf[Type]>;
  /** In the order in which their events are sent. */
  readonly happenings: readonly Happening<Type>[];
}

import { conditionTypes } from '../contract/events/event-names.ts';
import type { ConditionRecord, ConditionRecords, Doubt, Episode } from './conditions/record.ts';
import type { Absence, JobState, Unreadable } from './state.ts';

/** Members whose change alone is not worth a write. */
type NotWorthAWrite = Key | InHash | NeverAlone | Time;
/** They name the job: never differ between two of its states. */
type Key = 'servicePrincipalId' | 'jobId';
/** All that Graph says of the job and its application is in the hash. */
type InHash =
  | 'application'
  | 'templateId'
  | 'statusCode'
  | 'scheduleState'
  | 'interval'
  | 'escrowsPruned'
  | 'deleteThreshold'
  | 'troubleshootingUrl';
/** They change only together with a member that is compared. */
type NeverAlone = 'step' | 'removedSequence';
/** Times that are known without a write: see `observedAt()`. */
type Time = 'observedAt' | 'changedAt';

type Comparison<T> = (a: T, b: T) => boolean;
/** Every member is compared or omitted by name: a new one that is forgotten here does not compile. */
type Comparisons<T> = { readonly [Member in keyof T]: Comparison<T[Member]> };

const same: Comparison<unknown> = (a, b) => a === b;

/** Its name, its occurrence and what was decided at its begin change only together with its series or the sequence. */
const sameEpisode = compareBy<Omit<Episode, 'name' | 'occurrence' | 'after' | 'published'>>({
  series: same,
  reasons: (a, b) => a.length === b.length,
  heldUntil: same,
  remindedAt: same,
});

/** Another reason or execution begins another doubt, with another `since`. */
const sameDoubt = compareBy<Pick<Doubt, 'what' | 'since' | 'seenAt'>>({
  what: same,
  since: same,
  seenAt: same,
});

const sameAbsence = compareBy<Absence>({ since: same, seenAt: same });

/** The words of a failure may differ each time. */
const sameMark = compareBy<Omit<Unreadable, 'detail'>>({ since: same, cause: same });

/** Without `seenAt`, which is known without a write: see `seenAt()`. */
const sameRecord = compareBy<Omit<ConditionRecord, 'seenAt' | 'repeats' | 'latestSeries'>>({
  status: same,
  isOpen: same,
  // What was seen changes with the job's content, but that a job is late comes with time alone.
  facts: (a, b) => reasonIn(a) === reasonIn(b),
  episode: sameEpisode,
  /** Every published event raises it. */
  sequence: same,
  doubt: sameDoubt,
});

const sameRecords: Comparison<ConditionRecords> = (a, b) =>
  a === b || conditionTypes.every((type) => sameRecord(a[type], b[type]));

/** Whether two states of a job say the same, so that the second need not be written. */
export const isSameState: Comparison<JobState> = compareBy<Omit<JobState, NotWorthAWrite>>({
  isRemoved: same,
  conditions: sameRecords,
  absence: sameAbsence,
  // Changes with the content of the job, but for a row that knows nothing of runs yet.
  runs: same,
  unreadable: sameMark,
  unwatchedSince: same,
  hash: same,
});

function reasonIn(facts: unknown): unknown {
  return typeof facts === 'object' && facts !== null && 'reason' in facts ? facts.reason : undefined;
}

function compareBy<T>(comparisons: Comparisons<T>): Comparison<T | undefined> {
  const compared: Comparison<T>[] = [];
  for (const member in comparisons) {
    const isSame = comparisons[member];
    compared.push((a, b) => isSame(a[member], b[member]));
  }
  return (a, b) =>
    a === b || (a !== undefined && b !== undefined && compared.every((isSame) => isSame(a, b)));
}

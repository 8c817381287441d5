import type { Doubt, Episode, JobState, Unreadable } from './state.ts';

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
  | 'quarantine'
  | 'evidence'
  | 'escrowsPruned'
  | 'deleteThreshold'
  | 'troubleshootingUrl';
/** They change only together with a member that is compared. */
type NeverAlone = 'repeats' | 'latestSeries';
/** Times that are known without a write: see `observedAt()` and `quarantineSeenAt()`. */
type Time = 'observedAt' | 'quarantineSeenAt' | 'changedAt';

type Comparison<T> = (a: T, b: T) => boolean;
/** Every member is compared or omitted by name: a new one that is forgotten here does not compile. */
type Comparisons<T> = { readonly [Member in keyof T]: Comparison<T[Member]> };

const same: Comparison<unknown> = (a, b) => a === b;

/** Its name and occurrence change only together with its series. */
const sameEpisode = compareBy<Omit<Episode, 'name' | 'occurrence'>>({
  series: same,
  reasons: (a, b) => a.length === b.length,
  remindedAt: same,
});

/** Another `pair` begins another doubt, with another `since`. */
const sameDoubt = compareBy<Pick<Doubt, keyof Doubt>>({ what: same, since: same, seenAt: same });

/** The words of a failure may differ each time. */
const sameMark = compareBy<Omit<Unreadable, 'detail'>>({ since: same, cause: same });

/** Whether two states of a job say the same, so that the second need not be written. */
export const isSameState: Comparison<JobState> = compareBy<Omit<JobState, NotWorthAWrite>>({
  state: same,
  suspended: same,
  episode: sameEpisode,
  doubt: sameDoubt,
  unreadable: sameMark,
  unwatchedSince: same,
  /** Every event raises it: what gave one is always written. */
  sequence: same,
  hash: same,
});

function compareBy<T>(comparisons: Comparisons<T>): Comparison<T | undefined> {
  const compared: Comparison<T>[] = [];
  for (const member in comparisons) {
    const isSame = comparisons[member];
    compared.push((a, b) => isSame(a[member], b[member]));
  }
  return (a, b) =>
    a === b || (a !== undefined && b !== undefined && compared.every((isSame) => isSame(a, b)));
}

import type { Doubt, Episode, JobState, Unreadable } from './state.ts';

/** Why a member need not be compared: its change alone is not worth a write. */
type Excuse =
  /** Names the job: never differs between two of its states. */
  | 'key'
  /** All that Graph says of the job and its application is in the hash. */
  | 'inHash'
  /** Changes only together with a member that is compared. */
  | 'neverAlone'
  /** A time that is known without a write: see `observedAt()` and `quarantineSeenAt()`. */
  | 'time'
  /** The words of a failure may differ each time. */
  | 'words';

type Comparison<T> = (a: T, b: T) => boolean;
/** Every member is compared or excused: a new one that is forgotten here does not compile. */
type Comparisons<T> = { readonly [Member in keyof T]: Comparison<T[Member]> | Excuse };

const same: Comparison<unknown> = (a, b) => a === b;

const sameEpisode = compareBy<Episode>({
  name: 'neverAlone',
  series: same,
  occurrence: 'neverAlone',
  reasons: (a, b) => a.length === b.length,
  remindedAt: same,
});

/** Another `pair` begins another doubt, with another `since`. */
const sameDoubt = compareBy<Pick<Doubt, keyof Doubt>>({ what: same, since: same, seenAt: same });

const sameMark = compareBy<Unreadable>({ since: same, cause: same, detail: 'words' });

/** Whether two states of a job say the same, so that the second need not be written. */
export const isSameState: Comparison<JobState> = compareBy<JobState>({
  servicePrincipalId: 'key',
  jobId: 'key',
  application: 'inHash',
  templateId: 'inHash',
  state: same,
  suspended: same,
  statusCode: 'inHash',
  scheduleState: 'inHash',
  quarantine: 'inHash',
  evidence: 'inHash',
  episode: sameEpisode,
  repeats: 'neverAlone',
  latestSeries: 'neverAlone',
  sequence: 'neverAlone',
  doubt: sameDoubt,
  unreadable: sameMark,
  unwatchedSince: same,
  escrowsPruned: 'inHash',
  deleteThreshold: 'inHash',
  troubleshootingUrl: 'inHash',
  observedAt: 'time',
  quarantineSeenAt: 'time',
  changedAt: 'time',
  hash: same,
});

function compareBy<T>(comparisons: Comparisons<T>): Comparison<T | undefined> {
  const compared: Comparison<T>[] = [];
  for (const member in comparisons) {
    const compare = comparisons[member];
    if (typeof compare === 'function') compared.push((a, b) => compare(a[member], b[member]));
  }
  return (a, b) =>
    a === b || (a !== undefined && b !== undefined && compared.every((isSame) => isSame(a, b)));
}

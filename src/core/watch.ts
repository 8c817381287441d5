import type { Cause, PrincipalAnswer } from './observe.ts';
import { type JobKey, type JobState, mayExist } from './state.ts';

/** Which jobs are watched: the whole tenant, or service principals and single jobs by name. */
export type Watch =
  | { readonly kind: 'tenant' }
  | { readonly kind: 'list'; readonly entries: readonly WatchEntry[] };

export interface WatchEntry {
  readonly servicePrincipalId: string;
  /** Undefined: every job of the service principal. */
  readonly jobId: string | undefined;
}

export function isWatched(watch: Watch, key: JobKey): boolean {
  if (watch.kind === 'tenant') return true;
  return watch.entries.some(
    (entry) =>
      entry.servicePrincipalId === key.servicePrincipalId &&
      (entry.jobId === undefined || entry.jobId === key.jobId),
  );
}

/**
 * The service principals to ask: those of the list, or those with a job that is not known to be gone and then those that
 * discovery found beside them. Of each, what the last run did not reach, from `resumeAt` on, comes first.
 */
export function principalsToAsk(
  watch: Watch,
  known: readonly JobState[],
  discovered: Iterable<string>,
  resumeAt: string | undefined,
): ToAsk {
  const named =
    watch.kind === 'list'
      ? watch.entries.map((entry) => entry.servicePrincipalId)
      : known.filter(mayExist).map((job) => job.servicePrincipalId);
  const first = new Set(named);
  const others = watch.kind === 'list' ? [] : [...discovered].filter((id) => !first.has(id));
  const isCursor = resumeAt !== undefined && !first.has(resumeAt);
  return {
    known: beginningAt(resumeAt, [...first].sort()),
    // A sweep that one run could not finish goes on where it stopped, rather than round and round.
    discovered: others.sort().filter((id) => !isCursor || id >= resumeAt),
  };
}

export interface ToAsk {
  /** At every poll. */
  readonly known: readonly string[];
  /** After the known ones, as far as time allows. */
  readonly discovered: readonly string[];
}

function beginningAt(start: string | undefined, sorted: readonly string[]): readonly string[] {
  if (start === undefined) return sorted;
  return [...sorted.filter((id) => id >= start), ...sorted.filter((id) => id < start)];
}

/**
 * What the watch list names but Graph does not have: most likely a wrong id. `jobs` are those of the answer and those
 * with a row; what was once there is not reported for ever.
 */
export function neverFound(
  watch: Watch,
  answer: PrincipalAnswer,
  jobs: readonly ReadonlyMap<string, unknown>[],
): Cause[] {
  if (watch.kind === 'tenant' || answer.kind === 'unreadable') return [];
  const { servicePrincipalId } = answer;
  return watch.entries
    .filter((entry) => entry.servicePrincipalId === servicePrincipalId)
    .filter(({ jobId }) =>
      jobId === undefined
        ? answer.kind === 'gone' && jobs.every(({ size }) => size === 0)
        : !jobs.some((some) => some.has(jobId)),
    )
    .map(({ jobId }) => ({
      cause: 'notFound',
      detail: `WATCH names ${servicePrincipalId}${jobId === undefined ? '' : `/${jobId}`}, which Graph does not have: check the ids`,
    }));
}

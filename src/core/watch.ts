import { hash } from 'node:crypto';
import type { JobKey } from './job-key.ts';
import type { Question } from './observe.ts';

/** Which jobs are watched: the whole tenant but for some, or service principals and single jobs by name. */
export type Watch =
  | {
      readonly kind: 'tenant';
      readonly except?: readonly WatchEntry[];
      /** OData filter of discovery. */
      readonly filter?: string;
    }
  | { readonly kind: 'list'; readonly entries: readonly WatchEntry[] };

export interface WatchEntry {
  readonly servicePrincipalId: string;
  /** Undefined: every job of the service principal. */
  readonly jobId: string | undefined;
}

/** Names what is watched: what was found of one scope says nothing of another. */
export function scopeOf(watch: Watch): string {
  return hash('sha256', JSON.stringify(watch), 'base64url');
}

export function isWatched(watch: Watch, key: JobKey): boolean {
  return watch.kind === 'tenant'
    ? !watch.except?.some((entry) => names(entry, key))
    : watch.entries.some((entry) => names(entry, key));
}

/** Whether any job of the service principal is watched. */
export function isPrincipalWatched(watch: Watch, servicePrincipalId: string): boolean {
  return watch.kind === 'tenant'
    ? !watch.except?.some(
        (entry) => entry.servicePrincipalId === servicePrincipalId && entry.jobId === undefined,
      )
    : watch.entries.some((entry) => entry.servicePrincipalId === servicePrincipalId);
}

/** The questions for a list: the service principals that it names whole, and else each job by its id. In order of ids. */
export function questionsOf(entries: readonly WatchEntry[]): Question[] {
  const whole = new Set(
    entries.filter(({ jobId }) => jobId === undefined).map((entry) => entry.servicePrincipalId),
  );
  // Each once: no row may stand in a transaction twice.
  const questions = new Map<string, Question>();
  for (const { servicePrincipalId, jobId } of entries) {
    if (whole.has(servicePrincipalId))
      questions.set(servicePrincipalId, { servicePrincipalId, jobId: undefined });
    else questions.set(`${servicePrincipalId}/${jobId}`, { servicePrincipalId, jobId });
  }
  return [...questions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, question]) => question);
}

/**
 * The entries of a list that Graph does not have: most likely wrong ids. A job that was once there is not among them.
 *
 * @param question what was asked, and whether Graph did not know it at all
 * @param found jobs of the answer, and `known` those with a row
 */
export function neverFound(
  watch: Watch,
  { servicePrincipalId, jobId, kind }: Question & { readonly kind: string },
  found: ReadonlyMap<string, unknown>,
  known: ReadonlyMap<string, unknown>,
): WatchEntry[] {
  if (watch.kind === 'tenant' || kind === 'unreadable') return [];
  const isNotFound = kind === 'notFound';
  if (jobId !== undefined) return isNotFound && !known.has(jobId) ? [{ servicePrincipalId, jobId }] : [];
  return watch.entries
    .filter((entry) => entry.servicePrincipalId === servicePrincipalId)
    .filter((entry) =>
      entry.jobId === undefined
        ? isNotFound && known.size === 0
        : !found.has(entry.jobId) && !known.has(entry.jobId),
    );
}

function names(entry: WatchEntry, key: JobKey): boolean {
  return (
    entry.servicePrincipalId === key.servicePrincipalId &&
    (entry.jobId === undefined || entry.jobId === key.jobId)
  );
}

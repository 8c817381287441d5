import type { Look, Mark } from '../tenant/true-job.ts';

/** What one answer shows of one job. */
export interface Sighting {
  /** `amongMany`: gone, but with so many others that it proves nothing yet. */
  readonly look: Look | 'gone' | 'amongMany' | 'unreadable';
  readonly series: string | undefined;
  /** Why it is in quarantine; blank where that is not said. */
  readonly pair: string;
  /** Arrival of the answer. */
  readonly at: string;
}

/** What Graph answered to one question for a principal's jobs, noted where it was answered. */
export interface Seen {
  readonly servicePrincipalId: string;
  /** Members that could be read. */
  readonly marks: Map<string, Mark>;
  /** Members with an id that could not be read. */
  readonly malformed: Set<string>;
  /** What it says of a job that it lacks. */
  absent: 'gone' | 'unreadable';
  /** Arrival of its last answer. */
  at: string;
  /** Grows with everything that happens; when its first answer was given. */
  readonly tick: number;
}

export function sightingOf(seen: Seen, jobId: string): Sighting {
  const { at } = seen;
  if (seen.malformed.has(jobId)) return { look: 'unreadable', series: undefined, pair: '', at };
  const mark = seen.marks.get(jobId);
  return mark ? { ...mark, at } : { look: seen.absent, series: undefined, pair: '', at };
}

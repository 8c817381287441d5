import type { JobKey } from '../../../src/core/job-key.ts';
import type { Look, Mark } from '../tenant/true-job.ts';

/** What one answer shows of one job. */
export interface Sighting {
  /** `amongMany`: gone, but with so many others, or without any that was read, that it proves nothing yet. */
  readonly look: Look | 'gone' | 'amongMany' | 'unreadable';
  /** The answer is to a question for this very job. */
  readonly byId: boolean;
  /** Undefined where the answer shows nothing of the job. */
  readonly mark: Mark | undefined;
  /** Arrival of the answer. */
  readonly at: string;
  /** When it was given, by Graph's clock. */
  readonly graphTime: string;
}

/** What Graph answered to one question, noted where it was answered. */
export interface Seen {
  readonly servicePrincipalId: string;
  /** Undefined: it was asked for all jobs of the principal. */
  readonly jobId: string | undefined;
  /** Members that could be read. */
  readonly marks: Map<string, Mark>;
  /** Members with an id that could not be read. */
  readonly malformed: Set<string>;
  /** What it says of a job that it lacks. */
  absent: 'gone' | 'unreadable';
  /** Arrival of its last answer. */
  at: string;
  /** When its first answer was given, by Graph's clock. */
  readonly graphTime: string;
  /** Whether it came as far as the poll. */
  isHandedOver: boolean;
  /** Grows with everything that happens; when its first answer was given. */
  readonly tick: number;
}

export function isAbout({ servicePrincipalId, jobId }: Seen, job: JobKey): boolean {
  return servicePrincipalId === job.servicePrincipalId && (jobId === undefined || jobId === job.jobId);
}

export function sightingOf(seen: Seen, jobId: string): Sighting {
  const { at, graphTime } = seen;
  const of = { byId: seen.jobId !== undefined, at, graphTime };
  const mark = seen.marks.get(jobId);
  if (seen.malformed.has(jobId)) return { ...of, mark: undefined, look: 'unreadable' };
  return { ...of, mark, look: mark?.look ?? seen.absent };
}

/** Whether it shows all there is to see. */
export function isWhole({ absent, malformed }: Seen): boolean {
  return absent === 'gone' && malformed.size === 0;
}

import type { Instant } from './instant.ts';
import { jobIdOf, readJob } from './job.ts';
import type { Application, Observation } from './state.ts';

/** Why something could not be read. */
export interface Cause {
  /** A stable code such as `http403`, `timeout`, `malformed`. */
  readonly cause: string;
  /** One bounded sentence for the operator: what was answered, and what to do where that is known. */
  readonly detail: string;
}

/** What Graph answered when asked for the jobs of one service principal. */
export type PrincipalAnswer = {
  readonly servicePrincipalId: string;
  /** Arrival of the answer. */
  readonly at: Instant;
} & (
  | {
      readonly kind: 'jobs';
      readonly jobs: readonly unknown[];
      /** Set when the list was not read to its end: a job that it lacks may well be there. */
      readonly cut: Cause | undefined;
    }
  /** Proven: the principal or its jobs are no more. */
  | { readonly kind: 'gone' }
  | ({ readonly kind: 'unreadable' } & Cause)
);

export interface Observations {
  readonly byJob: ReadonlyMap<string, Observation>;
  /** What was answered but belongs to no job that could be named. */
  readonly strays: readonly Cause[];
}

/**
 * What one answer says about each job it holds and each of `known` (job ids) that it lacks. Absence is proof only in a
 * list read whole whose every member has an id; `application` names the principal where discovery has told it.
 */
export function observe(
  answer: PrincipalAnswer,
  known: Iterable<string>,
  application: Application | undefined,
): Observations {
  const { at } = answer;
  const byJob = new Map<string, Observation>();
  const strays: Cause[] = [];
  let absent: Observation = { kind: 'gone', at };

  if (answer.kind === 'unreadable') {
    absent = { kind: 'unreadable', at, cause: answer.cause, detail: answer.detail };
    strays.push({ cause: answer.cause, detail: answer.detail });
  }
  if (answer.kind === 'jobs') {
    if (answer.cut) absent = { kind: 'unreadable', at, ...answer.cut };
    for (const [index, raw] of answer.jobs.entries()) {
      const reading = readJob(raw);
      if (reading.ok && !byJob.has(reading.job.id)) {
        byJob.set(reading.job.id, { kind: 'read', at, application, job: reading.job });
        continue;
      }
      const where = reading.ok ? '.id appears twice' : reading.where;
      const unreadable: Observation = {
        kind: 'unreadable',
        at,
        cause: 'malformed',
        detail: `value[${index}]${where}`,
      };
      const id = jobIdOf(raw);
      if (id !== undefined) byJob.set(id, unreadable);
      else absent = unreadable;
      strays.push({ cause: 'malformed', detail: unreadable.detail });
    }
  }
  for (const jobId of known) if (!byJob.has(jobId)) byJob.set(jobId, absent);
  return { byJob, strays };
}

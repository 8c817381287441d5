import { isDeepStrictEqual } from 'node:util';
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

/** What Graph is asked for: all jobs of a service principal, or one of them by its id. */
export interface Question {
  readonly servicePrincipalId: string;
  /** Undefined: all of them. */
  readonly jobId: string | undefined;
}

/** What Graph answered to a question. */
export type Answer = Question & {
  /** Arrival of the answer, by the clock of the run. */
  readonly at: Instant;
} & (
    | {
        /** To a question for all jobs. */
        readonly kind: 'jobs';
        readonly jobs: readonly unknown[];
        /** Set when the list was not read to its end: a job that it lacks may well be there. */
        readonly cut: Cause | undefined;
      }
    /** To a question for one job. */
    | { readonly kind: 'job'; readonly job: unknown }
    /** Graph's own 404: it does not know the principal's jobs, or the one job. */
    | { readonly kind: 'notFound' }
    | ({ readonly kind: 'unreadable' } & Cause)
  );

export interface Observations {
  readonly byJob: ReadonlyMap<string, Observation>;
  /** What was answered but belongs to no job that could be named. */
  readonly strays: readonly Cause[];
  /** Why the answer may hold a job that nobody has seen; undefined when it was read whole. */
  readonly unseen: Cause | undefined;
}

/**
 * What one answer says about each job it holds and each of `known` (job ids) that it lacks. Absence is proof only in a
 * list read whole whose every member has an id; `application` names the principal where discovery has found it.
 */
export function observe(
  answer: Answer,
  known: Iterable<string>,
  application: Application | undefined,
): Observations {
  if (answer.jobId !== undefined) return observeOne(answer, answer.jobId, known, application);
  const { at } = answer;
  switch (answer.kind) {
    case 'notFound':
      return { byJob: each(known, { kind: 'gone', at, byId: false }), strays: [], unseen: undefined };
    case 'jobs':
      return observeList(answer, known, application);
    default: {
      const cause =
        answer.kind === 'unreadable' ? causeOf(answer) : malformed('the answer is no list of jobs');
      const byJob = each(known, { kind: 'unreadable', at, ...cause });
      // Known jobs bear the mark themselves, unless they can be read by their ids; where none is known, nothing else would tell.
      const isTold = byJob.size > 0 && !isListFault(cause);
      return { byJob, strays: [cause], unseen: isTold ? undefined : cause };
    }
  }
}

/** An answer about one job, which was asked for by its id. */
function observeOne(
  answer: Answer,
  jobId: string,
  known: Iterable<string>,
  application: Application | undefined,
): Observations {
  const { at } = answer;
  const found = (observation: Observation): Observations => {
    const cause = observation.kind === 'unreadable' ? causeOf(observation) : undefined;
    const isKnown = [...known].includes(jobId);
    return {
      byJob: new Map([[jobId, observation]]),
      strays: cause ? [cause] : [],
      unseen: isKnown ? undefined : cause,
    };
  };
  if (answer.kind === 'notFound') return found({ kind: 'gone', at, byId: true });
  if (answer.kind === 'unreadable') return found({ kind: 'unreadable', at, ...causeOf(answer) });
  const reading = readJob(answer.kind === 'job' ? answer.job : undefined);
  if (!reading.ok) return found({ kind: 'unreadable', at, ...malformed(`the job ${reading.where}`) });
  return reading.job.id === jobId
    ? found({ kind: 'read', at, application, job: reading.job })
    : found({ kind: 'unreadable', at, ...malformed('the job that was answered has another id') });
}

function observeList(
  { at, jobs, cut }: Extract<Answer, { kind: 'jobs' }>,
  known: Iterable<string>,
  application: Application | undefined,
): Observations {
  const isKnown = new Set(known);
  const byJob = new Map<string, Observation>();
  const first = new Map<string, unknown>();
  const strays: Cause[] = [];
  let absent: Observation = cut ? { kind: 'unreadable', at, ...cut } : { kind: 'gone', at, byId: false };
  let unseen = cut;
  for (const [index, raw] of jobs.entries()) {
    const id = jobIdOf(raw);
    const reading = readJob(raw);
    // Pages may overlap: the same job twice is one job. Two that differ cannot both be right.
    const isCopy = id !== undefined && first.has(id);
    if (isCopy && isSame(first.get(id), raw)) continue;
    if (id !== undefined) first.set(id, raw);
    if (reading.ok && !isCopy) {
      byJob.set(reading.job.id, { kind: 'read', at, application, job: reading.job });
      continue;
    }
    const where = reading.ok || isCopy ? ' is in the list twice, and the two differ' : reading.where;
    const cause = malformed(`value[${index}]${where}`);
    const unreadable: Observation = { kind: 'unreadable', at, ...cause };
    if (id !== undefined) byJob.set(id, unreadable);
    else absent = unreadable;
    strays.push(cause);
    if (id === undefined || !isKnown.has(id)) unseen ??= cause;
  }
  for (const jobId of isKnown) if (!byJob.has(jobId)) byJob.set(jobId, absent);
  return { byJob, strays, unseen };
}

/** Apart from the order of members. */
function isSame(a: unknown, b: unknown): boolean {
  try {
    return isDeepStrictEqual(a, b);
  } catch {
    // Nested too deep.
    return false;
  }
}

/** Whether a list cannot be taken apart: that says nothing of its jobs, which can be asked for by their ids. */
export function isListFault({ cause }: Cause): boolean {
  return cause === 'malformed' || cause === 'foreignNextLink';
}

function each(known: Iterable<string>, observation: Observation): Map<string, Observation> {
  return new Map([...known].map((jobId) => [jobId, observation]));
}

function causeOf({ cause, detail }: Cause): Cause {
  return { cause, detail };
}

function malformed(detail: string): Cause {
  return { cause: 'malformed', detail };
}

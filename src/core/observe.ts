import { isDeepStrictEqual } from 'node:util';
import type { Application } from './application.ts';
import type { Instant } from './instant.ts';
import { type Job, jobIdOf, readJob } from './job.ts';

/** Why something could not be read. */
export interface Cause {
  /** A stable code such as `http403`, `timeout`, `malformed`. */
  readonly cause: string;
  /** One bounded sentence for the operator: what was answered, and what to do where that is known. */
  readonly detail: string;
}

/** A question to Graph: for all jobs of a service principal, or for one of them by its id. */
export interface Question {
  readonly servicePrincipalId: string;
  /** Undefined: all of them. */
  readonly jobId: string | undefined;
}

/** Graph's answer to a question. */
export type Answer = Question & {
  /** Arrival of the answer, by the clock of the run. */
  readonly at: Instant;
  /** The time of the answer by Graph's own clock, where it said so. */
  readonly graphTime?: Instant | undefined;
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

/** An answer about one job. Its row was loaded before Graph was asked, so it is never older than what it is compared with. */
export type Observation =
  | {
      readonly kind: 'read';
      readonly at: Instant;
      /** By Graph's own clock, where it said so. */
      readonly graphTime?: Instant | undefined;
      readonly application: Application | undefined;
      readonly job: Job;
    }
  | {
      readonly kind: 'gone';
      readonly at: Instant;
      /** Graph itself does not know the job by its id; without it the job is only missing in a list. */
      readonly byId: boolean;
    }
  | ({ readonly kind: 'unreadable'; readonly at: Instant } & Cause)
  | { readonly kind: 'unwatched'; readonly at: Instant };

export interface Observations {
  readonly byJob: ReadonlyMap<string, Observation>;
  /** The parts of the answer that could not be read. */
  readonly unreadable: readonly UnreadablePart[];
  /** Whether the answer settles if something of the service principal was never read. A failure that only marks known jobs does not. */
  readonly isConclusive: boolean;
}

/** One job of an answer, where it is known which; else the whole, or a part that may be any job. */
interface UnreadablePart extends Cause {
  readonly jobId: string | undefined;
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
      return { byJob: each(known, { kind: 'gone', at, byId: false }), unreadable: [], isConclusive: true };
    case 'jobs':
      return observeList(answer, known, application);
    default: {
      const cause =
        answer.kind === 'unreadable' ? causeOf(answer) : malformed('the answer is no list of jobs');
      const byJob = each(known, { kind: 'unreadable', at, ...cause });
      // A list that cannot be taken apart leaves known jobs to be asked for by their ids: they are not marked.
      const isConclusive = byJob.size === 0 || isListFault(cause);
      return { byJob, unreadable: [{ ...cause, jobId: undefined }], isConclusive };
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
  const { at, graphTime } = answer;
  const found = (observation: Observation): Observations => {
    const isUnreadable = observation.kind === 'unreadable';
    return {
      byJob: new Map([[jobId, observation]]),
      unreadable: isUnreadable ? [{ ...causeOf(observation), jobId }] : [],
      isConclusive: !isUnreadable || ![...known].includes(jobId),
    };
  };
  if (answer.kind === 'notFound') return found({ kind: 'gone', at, byId: true });
  if (answer.kind === 'unreadable') return found({ kind: 'unreadable', at, ...causeOf(answer) });
  const reading = readJob(answer.kind === 'job' ? answer.job : undefined);
  if (!reading.ok) return found({ kind: 'unreadable', at, ...malformed(`the job ${reading.where}`) });
  return reading.job.id === jobId
    ? found({ kind: 'read', at, graphTime, application, job: reading.job })
    : found({ kind: 'unreadable', at, ...malformed('the job that was answered has another id') });
}

function observeList(
  { at, graphTime, jobs, cut }: Extract<Answer, { kind: 'jobs' }>,
  known: Iterable<string>,
  application: Application | undefined,
): Observations {
  const byJob = new Map<string, Observation>();
  /** The members that could not be read, by the ids that they have: in nearly every list there are none. */
  let faulty: Map<string, unknown> | undefined;
  const unreadable: UnreadablePart[] = cut ? [{ ...cut, jobId: undefined }] : [];
  let absent: Observation = cut ? { kind: 'unreadable', at, ...cut } : { kind: 'gone', at, byId: false };
  for (const [index, raw] of jobs.entries()) {
    const reading = readJob(raw);
    const id = reading.ok ? reading.job.id : jobIdOf(raw);
    const before = id === undefined ? undefined : byJob.get(id);
    if (reading.ok && !before) {
      byJob.set(reading.job.id, { kind: 'read', at, graphTime, application, job: reading.job });
      continue;
    }
    // Pages may overlap: the same job twice is one job. Two that differ cannot both be right.
    const first = before?.kind === 'read' ? before.job.raw : faulty?.get(id ?? '');
    if (before && isSame(first, raw)) continue;
    const where = reading.ok || before ? ' is in the list twice, and the two differ' : reading.where;
    const cause = malformed(`value[${index}]${where}`);
    const observation: Observation = { kind: 'unreadable', at, ...cause };
    if (id === undefined) {
      absent = observation;
    } else {
      byJob.set(id, observation);
      faulty ??= new Map();
      faulty.set(id, raw);
    }
    unreadable.push({ ...cause, jobId: id });
  }
  for (const jobId of known) if (!byJob.has(jobId)) byJob.set(jobId, absent);
  return { byJob, unreadable, isConclusive: true };
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

import type { JobKey } from '../../../src/core/job-key.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { answered, liveUntil, type Mark, markOf, newJob, type TrueJob } from './true-job.ts';

/** How a principal is answered. */
export const answerings = [
  'plain',
  'paged',
  'silence',
  '401',
  '403',
  '429',
  '503',
  'notJson',
  'cut',
  'foreignLink',
  'malformedJob',
  'jobWithoutId',
  '404',
  '404InBatch',
  '404OfAProxy',
  'rawHtml',
  'withoutStatus',
  'withoutExecutionIds',
  'withoutTemplate',
  'alternating',
] as const;
export type Answering = (typeof answerings)[number];

/** How a whole `$batch` is answered. */
export const batchings = ['plain', 'refused', 'silence', 'incomplete'] as const;
export type Batching = (typeof batchings)[number];

/** A job as Graph writes it, and what that shows: so that the proof need not read jobs as the product does. */
export interface ShownJob {
  readonly job: JsonObject;
  readonly mark: Mark;
}

/** A principal's jobs as they were answered at some time; undefined when it was gone. */
export type View = readonly ShownJob[] | undefined;

export interface TruePrincipal {
  readonly id: string;
  present: boolean;
  readonly jobs: readonly TrueJob[];
  answering: Answering;
  /** Views that a replica may still have, newest last. */
  readonly past: View[];
  /** The old view that a replica answers, and until when. */
  lag: { readonly view: View; readonly until: number } | undefined;
}

/** A tenant as it is, whatever Graph says of it, and the time: milliseconds of Unix time. */
export class Truth {
  readonly principals: readonly TruePrincipal[];
  batching: Batching = 'plain';
  directoryAnswers = true;
  /** Milliseconds that Graph takes for an answer. */
  latency = usualLatency;
  /** Milliseconds that a poll takes for an answer once it has come. */
  pace = 0;
  /** Milliseconds by which Graph's clock is ahead of the table's. */
  graphAhead = 0;
  /** Series that were ever a job's, for those that come back. */
  readonly oldSeries: string[] = ['2026-01-01T08:00:00.1234567Z'];

  #now = Date.parse('2026-03-10T00:00:00.000Z');
  #deadlines: { readonly at: number; readonly controller: AbortController }[] = [];

  constructor(jobsOfPrincipals: readonly number[]) {
    this.principals = jobsOfPrincipals.map((count, p) => ({
      id: `sp-${p}`,
      present: true,
      jobs: Array.from({ length: count }, (_, j) => newJob(`scim.${j}`, this.#now)),
      answering: 'plain',
      past: [],
      lag: undefined,
    }));
  }

  get now(): number {
    return this.#now;
  }

  set now(now: number) {
    this.#now = now;
    const reached = this.#deadlines.filter(({ at }) => at <= now);
    if (reached.length === 0) return;
    this.#deadlines = this.#deadlines.filter(({ at }) => at > now);
    for (const { controller } of reached) controller.abort(new DOMException('Time is over.', 'TimeoutError'));
  }

  /** A signal that aborts once so many milliseconds have passed. */
  signalAfter(milliseconds: number): AbortSignal {
    const controller = new AbortController();
    if (milliseconds <= 0) controller.abort(new DOMException('Time is over.', 'TimeoutError'));
    else this.#deadlines.push({ at: this.#now + milliseconds, controller });
    return controller.signal;
  }

  /** Deadlines of polls that have ended. */
  forgetDeadlines(): void {
    this.#deadlines = [];
  }

  get places(): { readonly principal: TruePrincipal; readonly job: TrueJob }[] {
    return this.principals.flatMap((principal) => principal.jobs.map((job) => ({ principal, job })));
  }

  get keys(): JobKey[] {
    return this.places.map(({ principal, job }) => ({ servicePrincipalId: principal.id, jobId: job.id }));
  }

  /** What Graph answers of a principal now; undefined when it says that there is none. */
  view(principal: TruePrincipal): View {
    if (principal.lag && principal.lag.until > this.now) return principal.lag.view;
    return this.presentView(principal);
  }

  /** What an up-to-date replica answers. */
  presentView({ present, jobs }: TruePrincipal): View {
    if (!present) return undefined;
    for (const job of jobs) liveUntil(job, this.now);
    return jobs.filter((job) => job.present).map((job) => ({ job: answered(job), mark: markOf(job) }));
  }

  /** Keeps a view that is over for a replica that lags. */
  remember(principal: TruePrincipal, view: View): void {
    principal.past.push(view);
    if (principal.past.length > 4) principal.past.shift();
  }

  /** Everything answers, and answers the present. */
  heal(): void {
    this.batching = 'plain';
    this.directoryAnswers = true;
    this.latency = usualLatency;
    this.pace = 0;
    this.graphAhead = 0;
    for (const principal of this.principals) {
      principal.answering = 'plain';
      principal.lag = undefined;
    }
  }
}

const usualLatency = 50;

/** Three principals with five jobs: too few for the rule of mass removals. */
export function smallTenant(): Truth {
  return new Truth([2, 2, 1]);
}

/** Four principals with eleven jobs: two principals at once are a mass removal. */
export function largerTenant(): Truth {
  return new Truth([3, 3, 3, 2]);
}

/** Three principals with seventy jobs: what they give at once takes three transactions. */
export function crowdedTenant(): Truth {
  return new Truth([40, 20, 10]);
}

import type { JsonObject } from '../../src/core/json.ts';
import { healthyJob, quarantine } from '../support/jobs.ts';

/** What a job is to one who may look behind Graph. */
export type Look = 'running' | 'idle' | 'quarantined';

/** A look, and the series that names its quarantine, as Graph would write it. */
export interface Mark {
  readonly look: Look;
  readonly series: string | undefined;
}

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
  '404InBatch',
  '404OfAProxy',
] as const;
export type Answering = (typeof answerings)[number];

/** How a whole `$batch` is answered. */
export const batchings = ['plain', 'refused', 'silence', 'incomplete'] as const;
export type Batching = (typeof batchings)[number];

export interface TrueJob {
  readonly id: string;
  present: boolean;
  state: 'active' | 'quarantined' | 'paused' | 'pausedInQuarantine' | 'disabled';
  series: string | undefined;
  tries: number;
}

/** A principal's jobs as they were answered at some time; undefined when it was gone. */
export type View = readonly JsonObject[] | undefined;

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

/** A tenant as it is, whatever Graph says of it. Its clock is the only one: milliseconds of Unix time. */
export class Truth {
  now = Date.parse('2026-03-10T00:00:00.000Z');
  readonly principals: readonly TruePrincipal[];
  batching: Batching = 'plain';
  directoryAnswers = true;
  /** Series that were ever a job's, for those that come back. */
  readonly oldSeries: string[] = ['2026-01-01T08:00:00.1234567Z'];

  constructor(jobsOfPrincipals: readonly number[]) {
    this.principals = jobsOfPrincipals.map((count, p) => ({
      id: `sp-${p}`,
      present: true,
      jobs: Array.from({ length: count }, (_, j) => ({
        id: `scim.${j}`,
        present: true,
        state: 'active',
        series: undefined,
        tries: 0,
      })),
      answering: 'plain',
      past: [],
      lag: undefined,
    }));
  }

  get places(): { readonly principal: TruePrincipal; readonly job: TrueJob }[] {
    return this.principals.flatMap((principal) => principal.jobs.map((job) => ({ principal, job })));
  }

  /** What Graph answers of a principal now; undefined when it says that there is none. */
  view(principal: TruePrincipal): View {
    if (principal.lag && principal.lag.until > this.now) return principal.lag.view;
    return viewOf(principal);
  }

  /** Keeps the present view for a replica that lags; called before anything changes. */
  remember(principal: TruePrincipal): void {
    principal.past.push(viewOf(principal));
    if (principal.past.length > 4) principal.past.shift();
  }

  /** Everything answers, and answers the present. */
  heal(): void {
    this.batching = 'plain';
    this.directoryAnswers = true;
    for (const principal of this.principals) {
      principal.answering = 'plain';
      principal.lag = undefined;
    }
  }
}

export function markOf(job: TrueJob): Mark {
  const inQuarantine = job.state === 'quarantined' || job.state === 'pausedInQuarantine';
  return {
    look: inQuarantine ? 'quarantined' : job.state === 'active' ? 'running' : 'idle',
    series: inQuarantine ? job.series : undefined,
  };
}

function viewOf({ present, jobs }: TruePrincipal): View {
  return present ? jobs.filter((job) => job.present).map(answered) : undefined;
}

/** As Graph writes it; `mark` goes along so that the proof need not read quarantines as the product does. */
function answered(job: TrueJob): JsonObject {
  const { state, series, tries } = job;
  const code = { active: 'Active', quarantined: 'Quarantine', disabled: 'NotConfigured' };
  const status = state === 'paused' || state === 'pausedInQuarantine' ? 'Paused' : code[state];
  const schedule = status === 'Paused' ? 'Paused' : state === 'disabled' ? 'Disabled' : 'Active';
  const mark = markOf(job);
  const tried = { currentBegan: `2026-03-${10 + (tries % 20)}T01:00:00Z`, seriesCount: 1 + tries };
  const object =
    mark.look === 'quarantined'
      ? quarantine(series ?? ['', null, '0001-01-01T00:00:00Z'][tries % 3], tried)
      : tries % 2 === 1
        ? { reason: 'Unknown', seriesBegan: '0001-01-01T00:00:00Z', seriesCount: 0 }
        : null;
  return { ...healthyJob(job.id, { code: status, quarantine: object }, { state: schedule }), mark };
}

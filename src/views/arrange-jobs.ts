import type { JobSummary } from '../contract/answers/job.ts';
import { jobStates, type OverviewQuery, type Sort } from '../contract/http/query-values.ts';
import { isWrong } from './job-conditions.ts';
import type { JobLine } from './job-line.ts';
import { isWatchedState } from './job-state.ts';

/** The jobs that the query asks for, in its order. */
export function arrangeJobs<Job extends JobLine>(jobs: readonly Job[], query: OverviewQuery): Job[] {
  return jobs.filter(isAskedFor(query)).sort(inOrderOf(query));
}

/** Whether the query asks for a job. */
export function isAskedFor({ state, q }: Pick<OverviewQuery, 'state' | 'q'>): (job: JobLine) => boolean {
  const part = q.trim().toLowerCase();
  return (job) => isShown(job, state) && (part === '' || textOf(job).includes(part));
}

/** Which of two jobs stands first in the order of the query. */
export function inOrderOf({ sort }: Pick<OverviewQuery, 'sort'>): Order {
  return (a, b) => orders[sort](a, b) || byName(a, b);
}

export function mostUrgentFirst(jobs: readonly JobSummary[]): JobSummary[] {
  return [...jobs].sort(byUrgency);
}

/** The worst states first; within one those that Entra will switch off first, then what is so for longest. */
export function byUrgency(a: JobLine, b: JobLine): number {
  return rankOf(a) - rankOf(b) || orders.disable(a, b) || orders.since(a, b) || byName(a, b);
}

/** As many entries as are grouped rather than read one by one. */
const stormFrom = 5;

/**
 * Jobs with which the same is wrong for the same cause, where they are too many to be read one by one; every other job by itself. A group
 * stands where the first of its jobs stood, and keeps their order.
 */
export function groupByCause(jobs: readonly JobSummary[]): readonly (readonly JobSummary[])[] {
  const byCause = new Map<string, JobSummary[]>();
  for (const job of jobs) {
    const cause = causeOf(job);
    const known = byCause.get(cause);
    if (known) known.push(job);
    else byCause.set(cause, [job]);
  }
  return jobs.flatMap((job) => {
    const group = byCause.get(causeOf(job)) ?? [];
    if (group.length < stormFrom) return [[job]];
    return group[0] === job ? [group] : [];
  });
}

/** Everything by which two jobs need the same: what is wrong, why, and what is to be done about it. */
function causeOf({ state, conditions, errorCode, advice }: JobSummary): string {
  const wrong = conditions.filter(isWrong).flatMap(({ type, reason }) => [type, reason]);
  return JSON.stringify([state, errorCode, ...wrong, ...advice.map(({ id }) => id)]);
}

/** The application's name, or the job's id where it is not known. */
export function nameOf({ displayName, jobId }: JobLine): string {
  return displayName ?? jobId;
}

function isShown(job: JobLine, state: OverviewQuery['state']): boolean {
  if (state === 'watched') return isWatchedState(job.state);
  if (state === 'unreadable') return isWatchedState(job.state) && job.unreadable !== null;
  return job.state === state;
}

function textOf(job: JobLine): string {
  const { displayName, jobId, servicePrincipalId, appId, templateId, kind, state, errorCode } = job;
  const wrong = job.conditions.filter(isWrong).flatMap(({ type, reason }) => [type, reason]);
  return [displayName, jobId, servicePrincipalId, appId, templateId, kind, state, errorCode, ...wrong]
    .join('\n')
    .toLowerCase();
}

let collator: Intl.Collator | undefined;

function byName(a: JobLine, b: JobLine): number {
  // Made when there is something to sort: a poll should not wait for the tables that it loads.
  collator ??= new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  return collator.compare(nameOf(a), nameOf(b)) || earliest(a.jobId, b.jobId);
}

type Order = (a: JobLine, b: JobLine) => number;

/** The states are listed the worst first. */
const rankOf = ({ state }: JobLine) => jobStates.indexOf(state);
const urgency = (job: JobLine) => rankOf(job) * 2 + (job.unreadable ? 0 : 1);

/** Since when the worst of what is wrong with a job is so. */
function sinceOf({ conditions }: JobLine): string | null {
  return conditions.find(isWrong)?.since ?? null;
}

const orders: Readonly<Record<Sort, Order>> = {
  name: () => 0,
  state: (a, b) => urgency(a) - urgency(b),
  since: (a, b) => earliest(sinceOf(a), sinceOf(b)),
  disable: (a, b) => earliest(a.expectedDisableAt, b.expectedDisableAt) || earliest(sinceOf(a), sinceOf(b)),
  run: (a, b) => earliest(a.lastRunEndedAt, b.lastRunEndedAt),
  read: (a, b) => earliest(a.observedAt, b.observedAt),
};

/** Compares as texts; null comes last. */
function earliest(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
}

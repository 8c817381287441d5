import type { Health } from '../contract/answers/health.ts';
import type { ShownEpisode } from '../contract/answers/history.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import type { Freshness } from '../contract/answers/shared.ts';
import type { OverviewQuery, usualStates } from '../contract/http/query-values.ts';
import { addMilliseconds, dayMs, type Instant } from '../core/instant.ts';
import { jobName } from '../core/job-key.ts';
import { isPolled, type JobState } from '../core/state.ts';
import { arrangeJobs, isListedAsWatched, mostUrgentFirst } from './arrange-jobs.ts';
import { freshnessContext, readLastRun, type ViewContext } from './context.ts';
import { tenantFreshness } from './freshness.ts';
import { healthOf } from './health.ts';
import { openEpisodes, withOpen } from './history.ts';
import { toJobSummary } from './job.ts';
import { wrongStates } from './job-state.ts';
import type { EndedEpisode, StoredState } from './ports.ts';

type WatchedState = (typeof usualStates)[number];

/** A job with those of its episodes that reach into the time shown, oldest first. */
export interface OverviewJob {
  readonly job: JobSummary;
  readonly episodes: readonly ShownEpisode[];
}

/** The tenant at a glance. */
export interface Overview extends Freshness {
  readonly now: Instant;
  readonly query: OverviewQuery;
  readonly health: Health;
  /** Watched jobs by their state. */
  readonly counts: Readonly<Record<WatchedState, number>> & {
    readonly watched: number;
    /** Service principals that were never read whole. */
    readonly unread: number;
  };
  /** Jobs with which something is wrong, the most urgent first; at most `mostWrong`. */
  readonly wrong: readonly OverviewJob[];
  /** One page of the jobs that the query asks for. */
  readonly jobs: readonly OverviewJob[];
  /** How many jobs the query asks for, and how many pages they fill; at least 1. */
  readonly found: number;
  readonly pages: number;
}

const jobsPerPage = 100;
/** As many as a person reads; the rest is a link away. */
const mostWrong = 50;

/** The tenant at a glance, from what is stored. @throws StoreError */
export async function showOverview(context: ViewContext, query: OverviewQuery): Promise<Overview> {
  const run = await readLastRun(context);
  const asOf = freshnessContext(run, context);
  const [survey, ended] = await Promise.all([
    context.snapshots.survey(statesOf(query)),
    context.snapshots.ended(addMilliseconds(asOf.now, -query.days * dayMs)),
  ]);
  const jobs = survey.jobs.map((state) => toJobSummary(state, asOf, context));
  const watched = jobs.filter(isListedAsWatched);
  const wrong = mostUrgentFirst(watched.filter(({ state }) => wrongStates.includes(state)));
  const found = arrangeJobs(jobs, query);
  const pages = Math.max(1, Math.ceil(found.length / jobsPerPage));
  const page = Math.min(query.page, pages);
  const withEpisodes = episodesByJob(survey.jobs, ended);
  return {
    now: asOf.now,
    query: { ...query, page },
    ...tenantFreshness(asOf),
    health: healthOf(context, run, survey, asOf),
    counts: { ...countByState(watched), watched: watched.length, unread: survey.unread.length },
    wrong: wrong.slice(0, mostWrong).map(withEpisodes),
    jobs: found.slice((page - 1) * jobsPerPage, page * jobsPerPage).map(withEpisodes),
    found: found.length,
    pages,
  };
}

/** Watched jobs are always read, since they are counted; others only when the query asks for them. */
function statesOf({ state }: OverviewQuery): readonly StoredState[] {
  const watched: readonly StoredState[] = ['open', 'quiet'];
  return state === 'removed' || state === 'unwatched' ? [...watched, state] : watched;
}

function countByState(jobs: readonly JobSummary[]): Record<WatchedState, number> {
  const counts = {
    quarantined: 0,
    halted: 0,
    overdue: 0,
    failing: 0,
    unknown: 0,
    notStarted: 0,
    starting: 0,
    healthy: 0,
  };
  for (const { state } of jobs) {
    if (state !== 'removed' && state !== 'unwatched') counts[state] += 1;
  }
  return counts;
}

/** Finds a job's episodes, oldest first: the ended ones, and those that it is in. */
function episodesByJob(
  states: readonly JobState[],
  ended: readonly EndedEpisode[],
): (job: JobSummary) => OverviewJob {
  const byJob = new Map<string, ShownEpisode[]>();
  for (const one of ended) {
    const name = jobName(one);
    const known = byJob.get(name);
    if (known) known.push(one.episode);
    else byJob.set(name, [one.episode]);
  }
  const stateOf = new Map(states.map((state) => [jobName(state), state]));
  return (job) => {
    const name = jobName(job);
    const state = stateOf.get(name);
    const open = state && isPolled(state) ? openEpisodes(state) : [];
    const episodes = withOpen(open, byJob.get(name) ?? []);
    return { job, episodes: [...episodes].sort((a, b) => (a.began < b.began ? -1 : 1)) };
  };
}

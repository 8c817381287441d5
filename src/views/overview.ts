import type { Health } from '../contract/answers/health.ts';
import type { ShownEpisode } from '../contract/answers/history.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import type { Freshness } from '../contract/answers/shared.ts';
import type { OverviewQuery } from '../contract/http/query-values.ts';
import { addMilliseconds, dayMs, type Instant } from '../core/instant.ts';
import { jobName } from '../core/job-key.ts';
import { arrangeJobs, isListedAsWatched, mostUrgentFirst } from './arrange-jobs.ts';
import { freshnessContext, readLastRun, type ViewContext } from './context.ts';
import { tenantFreshness } from './freshness.ts';
import { healthOf } from './health.ts';
import { openEpisode } from './history.ts';
import { toJobSummary } from './job.ts';
import type { EndedEpisode, StoredState } from './ports.ts';

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
  readonly counts: {
    readonly watched: number;
    readonly quarantined: number;
    /** Neither known to be healthy nor known to be in quarantine. */
    readonly unknown: number;
    /** Service principals that were never read whole. */
    readonly unread: number;
  };
  /** In the order in which Entra will switch them off; at most `mostQuarantined`. */
  readonly quarantined: readonly OverviewJob[];
  /** One page of the jobs that the query asks for. */
  readonly jobs: readonly OverviewJob[];
  /** How many jobs the query asks for, and how many pages they fill; at least 1. */
  readonly found: number;
  readonly pages: number;
}

const jobsPerPage = 100;
/** As many as a person reads; the rest is a link away. */
const mostQuarantined = 50;

/** The tenant at a glance, from what is stored. @throws StoreError */
export async function showOverview(context: ViewContext, query: OverviewQuery): Promise<Overview> {
  const run = await readLastRun(context);
  const asOf = freshnessContext(run, context);
  const [survey, ended] = await Promise.all([
    context.snapshots.survey(statesOf(query)),
    context.snapshots.ended(addMilliseconds(asOf.now, -query.days * dayMs)),
  ]);
  const jobs = survey.jobs.map((state) => toJobSummary(state, asOf));
  const watched = jobs.filter(isListedAsWatched);
  const quarantined = mostUrgentFirst(watched.filter(({ state }) => state === 'quarantined'));
  const found = arrangeJobs(jobs, query);
  const pages = Math.max(1, Math.ceil(found.length / jobsPerPage));
  const page = Math.min(query.page, pages);
  const withEpisodes = episodesByJob(ended);
  return {
    now: asOf.now,
    query: { ...query, page },
    ...tenantFreshness(asOf),
    health: healthOf(context, run, survey, asOf),
    counts: {
      watched: watched.length,
      quarantined: quarantined.length,
      unknown: watched.filter(({ state }) => state === 'unknown').length,
      unread: survey.unread.length,
    },
    quarantined: quarantined.slice(0, mostQuarantined).map(withEpisodes),
    jobs: found.slice((page - 1) * jobsPerPage, page * jobsPerPage).map(withEpisodes),
    found: found.length,
    pages,
  };
}

/** Watched jobs are always read, since they are counted; others only when the query asks for them. */
function statesOf({ state }: OverviewQuery): readonly StoredState[] {
  const watched: readonly StoredState[] = ['quarantined', 'healthy'];
  return state === 'removed' || state === 'unwatched' ? [...watched, state] : watched;
}

/** Finds a job's episodes, oldest first: the ended ones, and the one that it is in. */
function episodesByJob(ended: readonly EndedEpisode[]): (job: JobSummary) => OverviewJob {
  const byJob = new Map<string, ShownEpisode[]>();
  for (const one of ended) {
    const name = jobName(one);
    const known = byJob.get(name);
    if (known) known.push(one.episode);
    else byJob.set(name, [one.episode]);
  }
  return (job) => {
    const open = job.state === 'quarantined' ? openEpisode(job) : undefined;
    const episodes = [...(byJob.get(jobName(job)) ?? []), ...(open ? [open] : [])];
    return { job, episodes: episodes.sort((a, b) => (a.began < b.began ? -1 : 1)) };
  };
}

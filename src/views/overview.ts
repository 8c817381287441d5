import type { OverviewQuery } from '../contract/http/query-values.ts';
import { addMilliseconds, dayMs, type Instant } from '../core/instant.ts';
import { isPolled, jobName } from '../core/state.ts';
import { arrangeJobs, isWatched, mostUrgentFirst } from './arrange-jobs.ts';
import { type EpisodeRepresentation, openEpisode } from './episodes.ts';
import { type Freshness, tenantFreshness } from './freshness.ts';
import { type Health, healthFacts, healthOf } from './health.ts';
import { type JobSummary, jobSummary } from './job.ts';
import { lastRun, type StatusPorts, vantageAfter } from './look.ts';
import type { EndedEpisode, StoredState } from './ports.ts';

/** A job and its episodes that reach into the time shown, oldest first. */
export interface OverviewJob {
  readonly job: JobSummary;
  readonly episodes: readonly EpisodeRepresentation[];
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
    /** Service principals of which something was never read. */
    readonly unread: number;
  };
  /** Those that Entra will switch off first come first; at most `mostQuarantined`. */
  readonly quarantined: readonly OverviewJob[];
  /** One page of the jobs that the query asks for. */
  readonly jobs: readonly OverviewJob[];
  /** How many jobs the query asks for, and how many pages they fill; at least 1. */
  readonly found: number;
  readonly pages: number;
}

const jobsPerPage = 100;
/** As many as a person reads; the rest is a link away. */
export const mostQuarantined = 50;

/** The tenant at a glance, from what is stored. @throws StoreError */
export async function showOverview(ports: StatusPorts, query: OverviewQuery): Promise<Overview> {
  const run = await lastRun(ports);
  const vantage = vantageAfter(run, ports);
  const [survey, ended] = await Promise.all([
    ports.snapshots.survey(statesOf(query)),
    ports.snapshots.ended(addMilliseconds(vantage.now, -query.days * dayMs)),
  ]);
  const unreadable = survey.jobs.filter((state) => state.unreadable && isPolled(state));
  const jobs = survey.jobs.map((state) => jobSummary(state, vantage));
  const watched = jobs.filter(isWatched);
  const quarantined = mostUrgentFirst(watched.filter(({ state }) => state === 'quarantined'));
  const found = arrangeJobs(jobs, query);
  const pages = Math.max(1, Math.ceil(found.length / jobsPerPage));
  const page = Math.min(query.page, pages);
  const withEpisodes = episodesByJob(ended);
  return {
    now: vantage.now,
    query: { ...query, page },
    ...tenantFreshness(vantage),
    health: healthOf({ ...healthFacts(ports, run, survey), unreadable }, vantage),
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

/** What is watched is always counted; what is not is read only when it is asked for. */
function statesOf({ state }: OverviewQuery): readonly StoredState[] {
  const watched: readonly StoredState[] = ['quarantined', 'healthy'];
  return state === 'removed' || state === 'unwatched' ? [...watched, state] : watched;
}

/** Finds a job's episodes, oldest first: the ended ones, and the one that it is in. */
export function episodesByJob(ended: readonly EndedEpisode[]): (job: JobSummary) => OverviewJob {
  const byJob = new Map<string, EpisodeRepresentation[]>();
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

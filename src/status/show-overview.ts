import { tenantFreshness, type Vantage } from '../core/freshness.ts';
import { healthOf } from '../core/health.ts';
import { addMilliseconds, dayMs } from '../core/instant.ts';
import { type JobSummary, jobSummary } from '../core/job-representation.ts';
import { arrangeJobs, isWatched, mostUrgentFirst } from './arrange-jobs.ts';
import { episodesByJob } from './episodes-by-job.ts';
import type { Overview } from './overview.ts';
import type { OverviewQuery } from './overview-query.ts';
import type { ListedState, SnapshotStore } from './ports.ts';
import { lastRun, type StatusPorts, vantageAfter } from './status-ports.ts';

const jobsPerPage = 100;
/** As many as a person reads; the rest is a link away. */
export const mostQuarantined = 50;

/** The tenant at a glance, from what is stored. @throws StoreError */
export async function showOverview(ports: StatusPorts, query: OverviewQuery): Promise<Overview> {
  const run = await lastRun(ports);
  const vantage = vantageAfter(run, ports);
  const [jobs, unhealthy, ended] = await Promise.all([
    allJobs(ports.snapshots, statesOf(query), vantage),
    ports.snapshots.unhealthy(),
    ports.snapshots.ended(addMilliseconds(vantage.now, -query.days * dayMs)),
  ]);
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
    health: healthOf({ run, ...unhealthy }, vantage),
    counts: {
      watched: watched.length,
      quarantined: quarantined.length,
      unreadable: watched.filter(({ unreadable }) => unreadable !== null).length,
    },
    quarantined: quarantined.slice(0, mostQuarantined).map(withEpisodes),
    jobs: found.slice((page - 1) * jobsPerPage, page * jobsPerPage).map(withEpisodes),
    found: found.length,
    pages,
  };
}

/** What is watched is always counted; what is not is read only when it is asked for. */
function statesOf({ state }: OverviewQuery): readonly ListedState[] {
  const watched: readonly ListedState[] = ['quarantined', 'healthy'];
  return state === 'removed' || state === 'unwatched' ? [...watched, state] : watched;
}

async function allJobs(
  snapshots: SnapshotStore,
  states: readonly ListedState[],
  vantage: Vantage,
): Promise<JobSummary[]> {
  const jobs: JobSummary[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await snapshots.jobs(states, { size: 1000, after });
    for (const state of items) jobs.push(jobSummary(state, vantage));
    after = next;
  } while (after !== undefined);
  return jobs;
}

import { tenantFreshness } from '../core/freshness.ts';
import { healthOf } from '../core/health.ts';
import { addMilliseconds, dayMs } from '../core/instant.ts';
import { jobSummary } from '../core/job-representation.ts';
import { isReadStill } from '../core/state.ts';
import { arrangeJobs, isWatched, mostUrgentFirst } from './arrange-jobs.ts';
import { healthFacts } from './check-health.ts';
import { episodesByJob } from './episodes-by-job.ts';
import type { Overview } from './overview.ts';
import type { OverviewQuery } from './overview-query.ts';
import type { StoredState } from './ports.ts';
import { lastRun, type StatusPorts, vantageAfter } from './status-ports.ts';

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
  const unreadable = survey.jobs.filter((state) => state.unreadable && isReadStill(state));
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

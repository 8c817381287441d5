import type { JobStateWord } from '../contract/http/query-values.ts';
import type { JobState } from '../core/state.ts';
import { type Freshness, tenantFreshness } from './freshness.ts';
import { type JobSummary, jobFreshness, jobSummary, stateWord } from './job.ts';
import { lastRun, type StatusPorts, vantageAfter } from './look.ts';
import type { PageRequest, StoredState } from './ports.ts';

export interface JobList extends Freshness {
  readonly jobs: readonly JobSummary[];
  /** Where the next page begins. */
  readonly next: string | undefined;
  /** Service principals of which something was never read, by the last run. */
  readonly principalsUnread: number;
}

/** The rows in which jobs of a state may be: whether one is healthy depends on its age too. */
const rowsOf: Readonly<Record<JobStateWord, StoredState>> = {
  quarantined: 'quarantined',
  unknown: 'healthy',
  healthy: 'healthy',
  removed: 'removed',
  unwatched: 'unwatched',
};

/** One page of the jobs in any of these states. @throws StoreError, BadPageError */
export async function listJobs(
  ports: StatusPorts,
  states: readonly JobStateWord[],
  page: PageRequest,
): Promise<JobList> {
  const run = await lastRun(ports);
  const vantage = vantageAfter(run, ports);
  const rows = [...new Set(states.map((state) => rowsOf[state]))];
  const isWanted = (state: JobState) => states.includes(stateWord(state, jobFreshness(state, vantage)));
  // Where both are wanted every row is: no more rows are read than are shown.
  const isOneOfTwo = states.includes('unknown') !== states.includes('healthy');
  const { items, next } = await ports.snapshots.jobs(rows, page, isOneOfTwo ? isWanted : undefined);
  return {
    jobs: items.map((state) => jobSummary(state, vantage)),
    next,
    principalsUnread: run?.counts?.principalsUnread ?? 0,
    ...tenantFreshness(vantage),
  };
}

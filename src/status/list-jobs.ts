import { type Freshness, tenantFreshness } from '../core/freshness.ts';
import { type JobSummary, jobSummary } from '../core/job-representation.ts';
import type { ListedState, PageRequest } from './ports.ts';
import { type StatusPorts, vantageOf } from './status-ports.ts';

export interface JobList extends Freshness {
  readonly jobs: readonly JobSummary[];
  /** Where the next page begins. */
  readonly next: string | undefined;
}

/** One page of the jobs in any of these states. @throws StoreError, BadPageError */
export async function listJobs(
  ports: StatusPorts,
  states: readonly ListedState[],
  page: PageRequest,
): Promise<JobList> {
  const vantage = await vantageOf(ports);
  const { items, next } = await ports.snapshots.jobs(states, page);
  return { jobs: items.map((state) => jobSummary(state, vantage)), next, ...tenantFreshness(vantage) };
}

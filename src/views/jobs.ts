import type { JobList } from '../contract/answers/job.ts';
import type { JobStateWord } from '../contract/http/query-values.ts';
import type { JobState } from '../core/state.ts';
import { freshnessContext, type Paged, readLastRun, type ViewContext } from './context.ts';
import { tenantFreshness } from './freshness.ts';
import { jobFreshness, stateWord, toJobSummary } from './job.ts';
import type { PageRequest, StoredState } from './ports.ts';

/** In which rows jobs of a state are found: a row that says healthy may be too old to be called so. */
const rowsOf: Readonly<Record<JobStateWord, StoredState>> = {
  quarantined: 'quarantined',
  unknown: 'healthy',
  healthy: 'healthy',
  removed: 'removed',
  unwatched: 'unwatched',
};

/** One page of the jobs in any of these states. @throws StoreError, BadPageError */
export async function listJobs(
  context: ViewContext,
  states: readonly JobStateWord[],
  page: PageRequest,
): Promise<Paged<JobList>> {
  const run = await readLastRun(context);
  const asOf = freshnessContext(run, context);
  const rows = [...new Set(states.map((state) => rowsOf[state]))];
  const isWanted = (state: JobState) => states.includes(stateWord(state, jobFreshness(state, asOf)));
  // Where both are wanted every row is: no more rows are read than are shown.
  const isOneOfTwo = states.includes('unknown') !== states.includes('healthy');
  const { items, next } = await context.snapshots.jobs(rows, page, isOneOfTwo ? isWanted : undefined);
  return {
    value: items.map((state) => toJobSummary(state, asOf)),
    next,
    principalsUnread: run?.counts?.principalsUnread ?? 0,
    ...tenantFreshness(asOf),
  };
}

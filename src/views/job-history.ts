import type { ShownEpisode } from '../contract/answers/history.ts';
import type { JobDetail } from '../contract/answers/job.ts';
import type { ConditionRecords } from '../core/conditions/record.ts';
import { addMilliseconds, dayMs, type Instant } from '../core/instant.ts';
import { freshnessContext, readLastRun, type ViewContext } from './context.ts';
import { findJob } from './find-job.ts';
import { openEpisodes, withOpen } from './history.ts';
import { toJobDetail } from './job.ts';

/** A job with its past. */
export interface JobHistory {
  readonly now: Instant;
  /** Start of the last run that ended; undefined before the first. */
  readonly lastRunAt: Instant | undefined;
  readonly job: JobDetail;
  /** What is remembered of its conditions: the figures behind what the answer says of them. */
  readonly records: ConditionRecords;
  /** The episodes of the last 90 days, newest first, at most 1,000. */
  readonly recent: readonly ShownEpisode[];
  /** One page of all episodes, newest first. */
  readonly episodes: readonly ShownEpisode[];
  /** Where the next page begins. */
  readonly next: string | undefined;
}

export const recentDays = 90;
const pageSize = 50;

/**
 * A job, named by its id or its key, with one page of its episodes.
 *
 * @param after the `next` of the page before
 * @throws JobNotFoundError, StoreError, DamagedRowError, BadPageError
 */
export async function showJobHistory(
  context: ViewContext,
  servicePrincipalId: string,
  jobIdOrKey: string,
  after: string | undefined,
): Promise<JobHistory> {
  const { snapshots } = context;
  const run = await readLastRun(context);
  const asOf = freshnessContext(run, context);
  // The row before the history: an episode that ends in between is then shown as it ended, and never missing.
  const { state, body } = await findJob(context, servicePrincipalId, jobIdOrKey, asOf);
  const from = addMilliseconds(asOf.now, -recentDays * dayMs);
  const [page, recent] = await Promise.all([
    snapshots.episodes(servicePrincipalId, jobIdOrKey, { size: pageSize, after }),
    snapshots.episodes(servicePrincipalId, jobIdOrKey, { size: 1000, after: undefined }, { from }),
  ]);
  const open = openEpisodes(state);
  return {
    now: asOf.now,
    lastRunAt: run?.lastStartedAt,
    job: toJobDetail(state, body, asOf, context),
    records: state.conditions,
    recent: withOpen(open, recent.items),
    episodes: after === undefined ? withOpen(open, page.items) : page.items,
    next: page.next,
  };
}

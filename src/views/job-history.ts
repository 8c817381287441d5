import { addMilliseconds, dayMs, type Instant } from '../core/instant.ts';
import { type EpisodeRepresentation, openEpisode, withOpen } from './episodes.ts';
import { type JobDetail, jobDetail, jobNotFound } from './job.ts';
import { type StatusPorts, vantageOf } from './look.ts';

/** A job with its past. */
export interface JobHistory {
  readonly now: Instant;
  readonly job: JobDetail;
  /** Those of the last 90 days, newest first, at most 1,000. */
  readonly recent: readonly EpisodeRepresentation[];
  /** One page of all, newest first. */
  readonly episodes: readonly EpisodeRepresentation[];
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
  ports: StatusPorts,
  servicePrincipalId: string,
  jobIdOrKey: string,
  after: string | undefined,
): Promise<JobHistory> {
  const { snapshots } = ports;
  const vantage = await vantageOf(ports);
  // The row before the history: an episode that ends in between is then shown as it ended, and never missing.
  const snapshot = await snapshots.job(servicePrincipalId, jobIdOrKey);
  if (!snapshot) throw await jobNotFound(ports, servicePrincipalId, jobIdOrKey, vantage);
  const from = addMilliseconds(vantage.now, -recentDays * dayMs);
  const [page, recent] = await Promise.all([
    snapshots.episodes(servicePrincipalId, jobIdOrKey, { size: pageSize, after }),
    snapshots.episodes(servicePrincipalId, jobIdOrKey, { size: 1000, after: undefined }, { from }),
  ]);
  const job = jobDetail(snapshot.state, snapshot.body, vantage);
  const open = openEpisode(job);
  return {
    now: vantage.now,
    job,
    recent: withOpen(open, recent.items),
    episodes: after === undefined ? withOpen(open, page.items) : page.items,
    next: page.next,
  };
}

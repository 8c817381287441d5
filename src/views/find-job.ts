import type { JobDetail } from '../contract/answers/job.ts';
import { boundedText } from '../core/bounded-text.ts';
import { ConnectorError } from '../core/errors.ts';
import { withoutFutureTimes } from '../core/run-claim.ts';
import type { UnreadPrincipal } from '../core/unread.ts';
import { freshnessContext, readFreshnessContext, type ViewContext } from './context.ts';
import type { FreshnessContext } from './freshness.ts';
import { toJobDetail } from './job.ts';
import type { Snapshot } from './ports.ts';

/** The latest snapshot of a job, named by its id or its key. @throws JobNotFoundError, StoreError, DamagedRowError */
export async function showJob(
  context: ViewContext,
  servicePrincipalId: string,
  jobIdOrKey: string,
): Promise<JobDetail> {
  const { snapshots } = context;
  const remembered = snapshots.recentRun();
  const [asOf, early] = await Promise.all([
    readFreshnessContext(context),
    remembered && snapshots.job(servicePrincipalId, jobIdOrKey),
  ]);
  // What judges the row was there before the row was asked for, so it does not matter that both were read side by side.
  const isInOrder = remembered?.coveredSince === asOf.coveredSince;
  const { state, body } =
    early && isInOrder ? early : await findJob(context, servicePrincipalId, jobIdOrKey, asOf);
  return toJobDetail(state, body, asOf, context);
}

/**
 * The same by one read, for a caller who may have the answer already: judged by the run row as it was up to two minutes ago. Undefined
 * where there is none, or where a later one may say more: of a job that is not known, or by it is not read lately.
 *
 * It is what `showJob` would answer if its second read came so much later. A later run row makes a job look newer, never older, so what
 * is not stale by this one is not stale.
 */
export async function recallJob(
  context: ViewContext,
  servicePrincipalId: string,
  jobIdOrKey: string,
): Promise<JobDetail | undefined> {
  const { snapshots, clock } = context;
  const run = snapshots.recentRun();
  if (!run) return undefined;
  const asOf = freshnessContext(withoutFutureTimes(run, clock.now()), context);
  const found = await snapshots.job(servicePrincipalId, jobIdOrKey);
  if (!found) return undefined;
  const job = toJobDetail(found.state, found.body, asOf, context);
  return job.stale ? undefined : job;
}

/** A job's row. @throws JobNotFoundError, StoreError, DamagedRowError */
export async function findJob(
  { snapshots }: Pick<ViewContext, 'snapshots'>,
  servicePrincipalId: string,
  jobIdOrKey: string,
  asOf: FreshnessContext,
): Promise<Snapshot> {
  const found = await snapshots.job(servicePrincipalId, jobIdOrKey);
  if (found) return found;
  const unread = await snapshots.unread(servicePrincipalId);
  throw new JobNotFoundError(servicePrincipalId, jobIdOrKey, asOf, unread);
}

/** The store has no job of that name; the message says what to check. */
export class JobNotFoundError extends ConnectorError {
  override readonly name = 'JobNotFoundError';
  /** @param unread the memory of the service principal, where it was never read whole */
  constructor(
    servicePrincipalId: string,
    jobIdOrKey: string,
    { coveredSince }: FreshnessContext,
    unread: UnreadPrincipal | undefined,
  ) {
    const advice = unread
      ? `the service principal could not be read whole since ${unread.since} (${unread.cause}): ${unread.detail}`
      : coveredSince === undefined
        ? 'no poll has read the tenant yet'
        : 'check both ids (of the service principal the object id, not the appId), that WATCH covers the job, and that it is older than DISCOVERY_INTERVAL';
    super(
      'JobNotFound',
      `No job '${boundedText(jobIdOrKey, 256)}' of service principal ${servicePrincipalId} is known: ${advice.replace(/\.$/, '')}.`,
    );
  }
}

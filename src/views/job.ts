import type { JobDetail, JobSummary } from '../contract/answers/job.ts';
import type { JobStateWord } from '../contract/http/query-values.ts';
import { boundedText } from '../core/bounded-text.ts';
import { ConnectorError } from '../core/errors.ts';
import { expectedDisableAt } from '../core/expiry.ts';
import { graphInstant, type Instant, rfc3339 } from '../core/instant.ts';
import { isRunning } from '../core/job.ts';
import { keyOf } from '../core/job-key.ts';
import type { JsonObject } from '../core/json.ts';
import { errorCodeOf, reasonOf } from '../core/quarantine-details.ts';
import { isPolled, type JobState, observedAt } from '../core/state.ts';
import type { UnreadPrincipal } from '../core/unread.ts';
import { shownReason } from './episodes.ts';
import { type Freshness, tenantFreshness, type Vantage } from './freshness.ts';
import { type StatusPorts, vantageOf } from './look.ts';

export type { JobDetail, JobSummary };

export function jobSummary(state: JobState, vantage: Vantage): JobSummary {
  const { doubt } = state;
  const freshness = jobFreshness(state, vantage);
  return {
    servicePrincipalId: state.servicePrincipalId,
    jobId: state.jobId,
    key: keyOf(state.jobId),
    appId: state.application.appId || null,
    displayName: state.application.displayName || null,
    templateId: state.templateId || null,
    state: stateWord(state, freshness),
    suspended: state.suspended,
    statusCode: state.statusCode || null,
    scheduleState: state.scheduleState || null,
    ...openQuarantine(state),
    deleteThreshold: state.deleteThreshold || null,
    warnings: state.escrowsPruned ? ['escrowsPruned'] : [],
    unreadable: state.unreadable ?? null,
    doubt: doubt ? { what: doubt.what, since: doubt.since } : null,
    ...freshness,
    changedAt: state.changedAt,
  };
}

export function jobDetail(state: JobState, body: JsonObject | undefined, vantage: Vantage): JobDetail {
  return { ...jobSummary(state, vantage), job: body ?? null, bodyOmitted: body === undefined };
}

/** The one word for a job. It is called healthy only where that was seen lately and nothing speaks against it. */
export function stateWord(state: JobState, { stale }: Pick<Freshness, 'stale'>): JobStateWord {
  if (state.unwatchedSince !== undefined) return 'unwatched';
  if (state.state !== 'healthy') return state.state;
  const isDoubtful = state.doubt?.what === 'quarantined' || state.doubt?.what === 'gone';
  return stale || state.unreadable || isDoubtful || !isRunning(state) ? 'unknown' : 'healthy';
}

/** A removed or unwatched job is not read any more, so it goes stale only with the tenant: what is stale then is its mark. */
export function jobFreshness(
  state: JobState,
  vantage: Vantage,
): Freshness & { readonly observedAt: Instant } {
  const at = observedAt(state, vantage.coveredSince);
  return {
    observedAt: at,
    stale: tenantFreshness(isPolled(state) ? { ...vantage, coveredSince: at } : vantage).stale,
  };
}

function openQuarantine({ state, quarantine, episode }: JobState) {
  const open = state === 'quarantined' ? quarantine : undefined;
  const told = state === 'quarantined' ? episode : undefined;
  return {
    quarantine: open ?? null,
    reason: reasonOf(open) || null,
    errorCode: errorCodeOf(open) || null,
    episode: told?.name ?? null,
    occurrence: told?.occurrence ?? null,
    began: told?.name ?? null,
    expectedDisableAt: told?.series === undefined ? null : expectedDisableAt(told.series),
    nextAttempt: usableDate(open?.nextAttempt),
    reasons: (told?.reasons ?? []).map(shownReason),
  };
}

/** A date as Graph wrote it, unless it means "never". */
function usableDate(date: unknown): string | null {
  return typeof date === 'string' && graphInstant(date) !== undefined ? rfc3339(date.trim()) : null;
}

/** The latest snapshot of a job, named by its id or its key. @throws JobNotFoundError, StoreError, DamagedRowError */
export async function showJob(
  ports: StatusPorts,
  servicePrincipalId: string,
  jobIdOrKey: string,
): Promise<JobDetail> {
  const vantage = await vantageOf(ports);
  const snapshot = await ports.snapshots.job(servicePrincipalId, jobIdOrKey);
  if (!snapshot) throw await jobNotFound(ports, servicePrincipalId, jobIdOrKey, vantage);
  return jobDetail(snapshot.state, snapshot.body, vantage);
}

/** The store has no job of that name; the message says what to check. */
export class JobNotFoundError extends ConnectorError {
  /** @param unread what is remembered of the service principal, where it could not be read yet */
  constructor(
    servicePrincipalId: string,
    jobIdOrKey: string,
    { coveredSince }: Vantage,
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

/** The error for a job that has no row: whether anything is remembered of its service principal is looked up. */
export async function jobNotFound(
  { snapshots }: Pick<StatusPorts, 'snapshots'>,
  servicePrincipalId: string,
  jobIdOrKey: string,
  vantage: Vantage,
): Promise<JobNotFoundError> {
  return new JobNotFoundError(
    servicePrincipalId,
    jobIdOrKey,
    vantage,
    await snapshots.unread(servicePrincipalId),
  );
}

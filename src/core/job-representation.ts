import { type ShownReason, shownReason } from './episode-representation.ts';
import { expectedDisableAt } from './expected-disable.ts';
import { type Freshness, tenantFreshness, type Vantage } from './freshness.ts';
import { graphInstant, type Instant, rfc3339 } from './instant.ts';
import { keyOf } from './job-key.ts';
import type { JsonObject } from './json.ts';
import { errorCodeOf, reasonOf } from './quarantine-details.ts';
import { type Doubt, type JobState, observedAt, type Unreadable } from './state.ts';

/** A job as the HTTP functions tell it. Every member is always there; null where there is nothing to tell. */
export interface JobSummary extends Freshness {
  readonly servicePrincipalId: string;
  readonly jobId: string;
  /** The job's id where that fits a URL, else its hash: names the job in links. */
  readonly key: string;
  readonly appId: string | null;
  readonly displayName: string | null;
  readonly templateId: string | null;
  /** What subscribers were told last, or `unwatched` for a job that `WATCH` no longer names. */
  readonly state: JobState['state'] | 'unwatched';
  /** In quarantine, but paused, disabled or of an unknown code: nothing can prove a recovery. */
  readonly suspended: boolean;
  readonly statusCode: string;
  readonly scheduleState: string | null;
  /** `status.quarantine` as Graph gave it. This and what follows down to `reasons` is told of an open quarantine only. */
  readonly quarantine: JsonObject | null;
  readonly reason: string | null;
  readonly errorCode: string | null;
  readonly episode: string | null;
  readonly occurrence: number | null;
  /** The `time` of the began event. */
  readonly began: string | null;
  /** When Entra may switch the job off: an estimate. */
  readonly expectedDisableAt: Instant | null;
  readonly nextAttempt: string | null;
  /** The reasons seen in the open episode, oldest first. */
  readonly reasons: readonly ShownReason[];
  readonly deleteThreshold: string | null;
  /** `escrowsPruned`: the job will pause and wait for its admin, without quarantine. */
  readonly warnings: readonly 'escrowsPruned'[];
  /** Set while the job cannot be read: everything else is what was read last. */
  readonly unreadable: Unreadable | null;
  /** A first answer that a later poll has yet to confirm. */
  readonly doubt: Pick<Doubt, 'what' | 'since'> | null;
  readonly observedAt: Instant;
  readonly changedAt: Instant;
}

/** A job with its body. */
export interface JobDetail extends JobSummary {
  /** The whole `synchronizationJob` as Graph gave it. */
  readonly job: JsonObject | null;
  /** True when the body was too large to be stored. */
  readonly bodyOmitted: boolean;
}

export function jobSummary(state: JobState, vantage: Vantage): JobSummary {
  const { doubt } = state;
  return {
    servicePrincipalId: state.servicePrincipalId,
    jobId: state.jobId,
    key: keyOf(state.jobId),
    appId: state.application.appId || null,
    displayName: state.application.displayName || null,
    templateId: state.templateId || null,
    state: state.unwatchedSince === undefined ? state.state : 'unwatched',
    suspended: state.suspended,
    statusCode: state.statusCode,
    scheduleState: state.scheduleState || null,
    ...openQuarantine(state),
    deleteThreshold: state.deleteThreshold || null,
    warnings: state.escrowsPruned ? ['escrowsPruned'] : [],
    unreadable: state.unreadable ?? null,
    doubt: doubt ? { what: doubt.what, since: doubt.since } : null,
    ...jobFreshness(state, vantage),
    changedAt: state.changedAt,
  };
}

export function jobDetail(state: JobState, body: JsonObject | undefined, vantage: Vantage): JobDetail {
  return { ...jobSummary(state, vantage), job: body ?? null, bodyOmitted: body === undefined };
}

/** A removed or unwatched job is not read any more, so it goes stale only with the tenant: what is stale then is its mark. */
function jobFreshness(state: JobState, vantage: Vantage): Freshness & { readonly observedAt: Instant } {
  const at = observedAt(state, vantage.lastCompleteRun);
  const isReadStill = state.state !== 'removed' && state.unwatchedSince === undefined;
  return {
    observedAt: at,
    stale: tenantFreshness(isReadStill ? { ...vantage, lastCompleteRun: at } : vantage).stale,
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
    began: told ? rfc3339(told.beganAt) : null,
    expectedDisableAt: told?.series === undefined ? null : expectedDisableAt(told.series),
    nextAttempt: usableDate(open?.nextAttempt),
    reasons: (told?.reasons ?? []).map(shownReason),
  };
}

/** A date as Graph wrote it, unless it means "never". */
function usableDate(date: unknown): string | null {
  return typeof date === 'string' && graphInstant(date) !== undefined ? rfc3339(date.trim()) : null;
}

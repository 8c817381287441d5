import type { JobDetail, JobSummary, ShownReason } from '../contract/answers/job.ts';
import type { Freshness } from '../contract/answers/shared.ts';
import type { JobStateWord } from '../contract/http/query-values.ts';
import { expectedDisableAt } from '../core/expiry.ts';
import { graphInstant, type Instant, rfc3339 } from '../core/instant.ts';
import { isRunning } from '../core/job.ts';
import { keyOf } from '../core/job-key.ts';
import type { JsonObject } from '../core/json.ts';
import { errorCodeOf, reasonOf } from '../core/quarantine.ts';
import { isPolled, type JobState, observedAt, type SeenReason } from '../core/state.ts';
import { type FreshnessContext, tenantFreshness } from './freshness.ts';

/** A job as answers show it, out of its row. */
export function toJobSummary(state: JobState, asOf: FreshnessContext): JobSummary {
  const { doubt } = state;
  const freshness = jobFreshness(state, asOf);
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

/** A job with its body; undefined for one that was too large to be stored. */
export function toJobDetail(
  state: JobState,
  body: JsonObject | undefined,
  asOf: FreshnessContext,
): JobDetail {
  return { ...toJobSummary(state, asOf), job: body ?? null, bodyOmitted: body === undefined };
}

/** The state of a job in answers: healthy only where that was read lately and nothing speaks against it. */
export function stateWord(state: JobState, { stale }: Pick<Freshness, 'stale'>): JobStateWord {
  if (state.unwatchedSince !== undefined) return 'unwatched';
  if (state.state !== 'healthy') return state.state;
  const isDoubtful = state.doubt?.what === 'quarantined' || state.doubt?.what === 'gone';
  return stale || state.unreadable || isDoubtful || !isRunning(state) ? 'unknown' : 'healthy';
}

/** A removed or unwatched job is read no more. That it is so goes stale with the tenant only. */
export function jobFreshness(
  state: JobState,
  asOf: FreshnessContext,
): Freshness & { readonly observedAt: Instant } {
  const at = observedAt(state, asOf.coveredSince);
  return {
    observedAt: at,
    stale: tenantFreshness(isPolled(state) ? { ...asOf, coveredSince: at } : asOf).stale,
  };
}

function openQuarantine({ state, quarantine, episode }: JobState) {
  const isOpen = state === 'quarantined';
  const given = isOpen ? quarantine : undefined;
  const open = isOpen ? episode : undefined;
  return {
    quarantine: given ?? null,
    reason: reasonOf(given) || null,
    errorCode: errorCodeOf(given) || null,
    episode: open?.name ?? null,
    occurrence: open?.occurrence ?? null,
    began: open?.name ?? null,
    expectedDisableAt: open?.series === undefined ? null : expectedDisableAt(open.series),
    nextAttempt: usableDate(given?.nextAttempt),
    reasons: (open?.reasons ?? []).map(toShownReason),
  };
}

/** A date as Graph wrote it, unless it means "never". */
function usableDate(date: unknown): string | null {
  return typeof date === 'string' && graphInstant(date) !== undefined ? rfc3339(date.trim()) : null;
}

function toShownReason({ reason, errorCode, since }: SeenReason): ShownReason {
  return { reason: reason || null, errorCode: errorCode || null, since };
}

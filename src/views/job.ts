import type { JobDetail, JobSummary, ShownReason } from '../contract/answers/job.ts';
import type { Freshness } from '../contract/answers/shared.ts';
import { applicationUrl, portalUrl } from '../core/application.ts';
import { boundedText } from '../core/bounded-text.ts';
import { expectedDisableAt } from '../core/conditions/expiry.ts';
import type { SeenReason } from '../core/conditions/record.ts';
import { graphInstant, type Instant, rfc3339 } from '../core/instant.ts';
import { keyOf } from '../core/job-key.ts';
import { jobKindOf } from '../core/job-kind.ts';
import type { JsonObject } from '../core/json.ts';
import { errorCodeOf, reasonOf } from '../core/quarantine.ts';
import { isPolled, type JobState, observedAt } from '../core/state.ts';
import type { CloudRoots } from './context.ts';
import { type FreshnessContext, tenantFreshness } from './freshness.ts';
import { shownAdvice, shownConditions } from './job-conditions.ts';
import { isRecent, stateWord } from './job-state.ts';

/** A job as answers show it, out of its row. */
export function toJobSummary(state: JobState, asOf: FreshnessContext, roots: CloudRoots): JobSummary {
  const { servicePrincipalId, jobId, application, runs } = state;
  const { quarantine } = state.conditions;
  const freshness = jobFreshness(state, asOf);
  const conditions = shownConditions(state, isRecent(state, freshness.stale));
  return {
    servicePrincipalId,
    jobId,
    key: keyOf(jobId),
    appId: application.appId || null,
    displayName: application.displayName || null,
    label: jobLabel(state),
    templateId: state.templateId || null,
    kind: jobKindOf(state.templateId),
    state: stateWord(state, freshness.stale),
    conditions,
    advice: shownAdvice(state, conditions, freshness.observedAt, roots),
    suspended: quarantine.isOpen && quarantine.status === 'unknown',
    statusCode: state.statusCode || null,
    scheduleState: state.scheduleState || null,
    interval: state.interval || null,
    lastRunEndedAt: runs?.endedAt ?? null,
    portalUrl: portalUrl(servicePrincipalId, application.appId, roots.portalRoot),
    applicationUrl: applicationUrl(servicePrincipalId, application.appId, roots.portalRoot),
    ...openQuarantine(state),
    deleteThreshold: state.deleteThreshold || null,
    warnings: state.escrowsPruned ? ['escrowsPruned'] : [],
    unreadable: state.unreadable ?? null,
    doubt: doubtOf(state),
    ...freshness,
    changedAt: state.changedAt,
  };
}

/** A job with its body; undefined for one that was too large to be stored. */
export function toJobDetail(
  state: JobState,
  body: JsonObject | undefined,
  asOf: FreshnessContext,
  roots: CloudRoots,
): JobDetail {
  return { ...toJobSummary(state, asOf, roots), job: body ?? null, bodyOmitted: body === undefined };
}

/** Of ids Entra's differ in the end. */
function jobLabel({ application, servicePrincipalId, jobId, templateId }: JobState): string {
  const end = [...jobId].slice(-8).join('');
  const parts = [application.displayName || servicePrincipalId, templateId];
  const shown = parts.filter((part) => part.trim() !== '').map((part) => boundedText(part, 100));
  return [...shown, boundedText(end === jobId ? end : `…${end}`, 32)].join(' · ');
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

/** What answers say of a quarantine that is open; nulls where none is. */
export function openQuarantine({ conditions: { quarantine: record } }: JobState) {
  const given = record.isOpen ? record.facts?.quarantine : undefined;
  const open = record.isOpen ? record.episode : undefined;
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

const doubts = { began: 'quarantined', cleared: 'recovered', changed: 'changed' } as const;

/** What a later run has yet to confirm: that the job is gone, else what one answer said of its quarantine. */
function doubtOf({ absence, conditions: { quarantine } }: JobState): JobSummary['doubt'] {
  if (absence) return { what: 'gone', since: absence.since };
  const { doubt } = quarantine;
  return doubt ? { what: doubts[doubt.what], since: doubt.since } : null;
}

/** A date as Graph wrote it, unless it means "never". */
function usableDate(date: unknown): string | null {
  return typeof date === 'string' && graphInstant(date) !== undefined ? rfc3339(date.trim()) : null;
}

export function toShownReason({ reason, errorCode, since }: SeenReason): ShownReason {
  return { reason: reason || null, errorCode: errorCode || null, since };
}

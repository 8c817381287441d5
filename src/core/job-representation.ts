import type { JobDetail, JobSummary } from '../contract/answers/job.ts';
import { shownReason } from './episode-representation.ts';
import { expectedDisableAt } from './expected-disable.ts';
import { type Freshness, tenantFreshness, type Vantage } from './freshness.ts';
import { graphInstant, type Instant, rfc3339 } from './instant.ts';
import { keyOf } from './job-key.ts';
import type { JsonObject } from './json.ts';
import { errorCodeOf, reasonOf } from './quarantine-details.ts';
import { isReadStill, type JobState, observedAt } from './state.ts';

export type { JobDetail, JobSummary };

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
  return {
    observedAt: at,
    stale: tenantFreshness(isReadStill(state) ? { ...vantage, lastCompleteRun: at } : vantage).stale,
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

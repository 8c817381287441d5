import { boundedText } from '../core/bounded-text.ts';
import type { JsonObject } from '../core/json.ts';
import { boundedQuarantine, documentedQuarantine, errorCodeOf, reasonOf } from '../core/quarantine.ts';
import type { Doubt, JobState } from '../core/state.ts';
import { bodyColumns, jsonOf, longestText } from './body.ts';
import { longColumn } from './columns.ts';
import { schemaVersion } from './job-row.ts';
import { latestRowKey } from './keys.ts';
import type { Row } from './stored-row.ts';

/** The row of a state. With `body` it is the whole row; without it lacks the body's columns, for a merge that keeps them. */
export function toJobRow(partitionKey: string, state: JobState, body: JsonObject | undefined): Row {
  const { episode, doubt, unreadable, quarantine } = state;
  return {
    partitionKey,
    rowKey: latestRowKey(state.servicePrincipalId, state.jobId),
    schemaVersion,
    servicePrincipalId: state.servicePrincipalId,
    jobId: state.jobId,
    appId: bounded(state.application.appId),
    displayName: bounded(state.application.displayName),
    templateId: bounded(state.templateId),
    state: state.state,
    suspended: state.suspended,
    statusCode: bounded(state.statusCode),
    scheduleState: bounded(state.scheduleState),
    quarantine: quarantineColumn(quarantine),
    // For people who filter rows; what is read back comes from the quarantine object.
    reason: reasonOf(quarantine),
    errorCode: errorCodeOf(quarantine),
    nextAttempt: typeof quarantine?.nextAttempt === 'string' ? bounded(quarantine.nextAttempt) : '',
    evidence: state.evidence ?? '',
    episode: episode?.name ?? '',
    series: episode?.series ?? '',
    occurrence: episode?.occurrence ?? 0,
    reasons: JSON.stringify(episode?.reasons ?? []),
    remindedAt: episode?.remindedAt ?? '',
    repeats: state.repeats,
    toldSeries: state.latestSeries ?? '',
    sequence: longColumn(state.sequence),
    ...doubtColumns(doubt),
    unreadableCause: bounded(unreadable?.cause ?? ''),
    unreadableDetail: bounded(unreadable?.detail ?? ''),
    unreadableSince: unreadable?.since ?? '',
    unwatchedSince: state.unwatchedSince ?? '',
    escrowsPruned: state.escrowsPruned,
    deleteThreshold: bounded(state.deleteThreshold),
    troubleshootingUrl: bounded(state.troubleshootingUrl),
    observedAt: state.observedAt,
    quarantineSeenAt: state.quarantineSeenAt ?? '',
    changedAt: state.changedAt,
    hash: state.hash,
    ...(body && bodyColumns(body)),
  };
}

function doubtColumns(doubt: Doubt | undefined): Record<string, string> {
  return {
    doubt: doubt?.what ?? '',
    doubtSince: doubt?.since ?? '',
    doubtSeenAt: doubt?.seenAt ?? '',
    doubtReason: doubt?.what === 'changed' ? JSON.stringify(doubt.pair) : '',
  };
}

/** A text that is cut where it would be too long for a column. */
export function bounded(value: string): string {
  return boundedText(value, 2048);
}

/** The quarantine object as Graph gave it, or, of one that does not fit a column, its documented members, long texts cut. */
function quarantineColumn(quarantine: JsonObject | undefined): string {
  if (!quarantine) return '';
  const whole = jsonOf(quarantine);
  return whole.length <= longestText
    ? whole
    : jsonOf(boundedQuarantine(documentedQuarantine(quarantine), 2048, true));
}

import type { TableEntity, TableEntityResult } from '@azure/data-tables';
import * as z from 'zod/mini';
import { boundedText } from '../core/bounded-text.ts';
import type { JsonObject } from '../core/json.ts';
import {
  boundedQuarantine,
  documentedQuarantine,
  errorCodeOf,
  reasonOf,
} from '../core/quarantine-details.ts';
import type { JobState } from '../core/state.ts';
import { bodyColumns, readObject } from './body.ts';
import { latestRowKey } from './keys.ts';

export const schemaVersion = 1;

const text = z.string();
const textOrNone = z.pipe(
  z.string(),
  z.transform((value) => (value === '' ? undefined : value)),
);

/**
 * A job's row as this version writes it. Dates are texts: the service has no year 1. An absent text is written as an empty
 * one, because a merge cannot take a column away.
 */
const row = z.object({
  schemaVersion: z.literal(schemaVersion),
  servicePrincipalId: text,
  jobId: text,
  appId: text,
  displayName: text,
  templateId: text,
  state: z.enum(['healthy', 'quarantined', 'removed']),
  suspended: z.boolean(),
  statusCode: text,
  scheduleState: text,
  quarantine: z.pipe(
    text,
    z.transform((json, context) => {
      const object = readObject(json);
      if (json !== '' && !object)
        context.issues.push({ code: 'custom', message: 'is not JSON', input: json });
      return object;
    }),
  ),
  evidence: z.enum(['', 'status', 'object']),
  episode: textOrNone,
  series: textOrNone,
  occurrence: z.number(),
  beganAt: text,
  toldSeries: textOrNone,
  sequence: z.number(),
  doubt: z.enum(['', 'quarantined', 'recovered', 'gone']),
  doubtSince: text,
  unreadableCause: text,
  unreadableDetail: text,
  unreadableSince: text,
  unwatchedSince: textOrNone,
  escrowsPruned: z.boolean(),
  deleteThreshold: text,
  troubleshootingUrl: text,
  observedAt: text,
  quarantineSeenAt: textOrNone,
  changedAt: text,
  hash: text,
});

/** What a poll reads of a row: everything but the body. */
export const stateColumns: readonly string[] = Object.keys(row.shape);

export type RowReading =
  | { readonly ok: true; readonly state: JobState }
  | { readonly ok: false; readonly problem: string };

/** Reads a job's row; says what is wrong when it was damaged, or written by a newer version. */
export function readJobRow(entity: TableEntityResult<Record<string, unknown>>): RowReading {
  const read = row.safeParse(entity);
  if (!read.success) {
    const issue = read.error.issues[0];
    const version = entity.schemaVersion;
    const problem =
      typeof version === 'number' && version > schemaVersion
        ? `written by a newer version (schemaVersion ${version})`
        : `column ${issue?.path.join('.')}: ${issue?.message}`;
    return { ok: false, problem };
  }
  const { data } = read;
  return {
    ok: true,
    state: {
      servicePrincipalId: data.servicePrincipalId,
      jobId: data.jobId,
      application: { appId: data.appId, displayName: data.displayName },
      templateId: data.templateId,
      state: data.state,
      suspended: data.suspended,
      statusCode: data.statusCode,
      scheduleState: data.scheduleState,
      quarantine: data.quarantine,
      evidence: data.evidence === '' ? undefined : data.evidence,
      episode:
        data.episode === undefined
          ? undefined
          : { name: data.episode, series: data.series, occurrence: data.occurrence, beganAt: data.beganAt },
      toldSeries: data.toldSeries,
      sequence: data.sequence,
      doubt: data.doubt === '' ? undefined : { what: data.doubt, since: data.doubtSince },
      unreadable:
        data.unreadableCause === ''
          ? undefined
          : { since: data.unreadableSince, cause: data.unreadableCause, detail: data.unreadableDetail },
      unwatchedSince: data.unwatchedSince,
      escrowsPruned: data.escrowsPruned,
      deleteThreshold: data.deleteThreshold,
      troubleshootingUrl: data.troubleshootingUrl,
      observedAt: data.observedAt,
      quarantineSeenAt: data.quarantineSeenAt,
      changedAt: data.changedAt,
      hash: data.hash,
    },
  };
}

/** The row of a state; with `body` it replaces the whole row, without it the stored body stays. */
export function toJobRow(
  partitionKey: string,
  state: JobState,
  body: JsonObject | undefined,
): TableEntity<Record<string, unknown>> {
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
    quarantine: quarantineText(quarantine),
    // For people who filter rows; what is read back comes from the quarantine object.
    reason: reasonOf(quarantine),
    errorCode: errorCodeOf(quarantine),
    nextAttempt: typeof quarantine?.nextAttempt === 'string' ? bounded(quarantine.nextAttempt) : '',
    evidence: state.evidence ?? '',
    episode: episode?.name ?? '',
    series: episode?.series ?? '',
    occurrence: episode?.occurrence ?? 0,
    beganAt: episode?.beganAt ?? '',
    toldSeries: state.toldSeries ?? '',
    sequence: state.sequence,
    doubt: doubt?.what ?? '',
    doubtSince: doubt?.since ?? '',
    unreadableCause: unreadable?.cause ?? '',
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

function bounded(value: string): string {
  return boundedText(value, 2048);
}

/** A quarantine object fits one column: unknown members of an enormous one are left out, and long texts cut. */
function quarantineText(quarantine: JsonObject | undefined): string {
  if (!quarantine) return '';
  const json = JSON.stringify(boundedQuarantine(quarantine, 8_000, true));
  return json.length <= 32_000
    ? json
    : JSON.stringify(boundedQuarantine(documentedQuarantine(quarantine), 2_048, true));
}

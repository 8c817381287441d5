import { instantOf } from '../core/instant.ts';
import type { JsonObject } from '../core/json.ts';
import { firstReasons } from '../core/reasons.ts';
import type { Doubt, Episode, JobState, SeenReason, Unreadable } from '../core/state.ts';
import { latestRowKey } from './keys.ts';
import {
  DamagedColumn,
  dateOrNone,
  flag,
  instant,
  instantOrNone,
  laterText,
  objectOrNone,
  oneOf,
  oneOfOrNone,
  sequence,
  shortText,
  text,
  whole,
} from './read-column.ts';
import { seenReason, seenReasons } from './reason-columns.ts';
import type { StoredRow } from './stored-row.ts';

/** Rows of another version are left as they are. */
export const schemaVersion = 1;

/** What a poll reads of a row: everything that `toJobRow` writes but the body and what is there for people. */
export const stateColumns: readonly string[] = [
  'schemaVersion',
  'servicePrincipalId',
  'jobId',
  'appId',
  'displayName',
  'templateId',
  'state',
  'suspended',
  'statusCode',
  'scheduleState',
  'quarantine',
  'evidence',
  'episode',
  'series',
  'occurrence',
  'beganAt',
  'reasons',
  'remindedAt',
  'repeats',
  'toldSeries',
  'sequence',
  'doubt',
  'doubtSince',
  'doubtReason',
  'unreadableCause',
  'unreadableDetail',
  'unreadableSince',
  'unwatchedSince',
  'escrowsPruned',
  'deleteThreshold',
  'troubleshootingUrl',
  'observedAt',
  'quarantineSeenAt',
  'changedAt',
  'hash',
];

export type RowReading =
  | { readonly ok: true; readonly state: JobState }
  | { readonly ok: false; readonly problem: string };

/** Reads a job's row; says what is wrong when it was damaged, or written by a newer version. */
export function readJobRow(row: StoredRow): RowReading {
  try {
    const version = whole(row, 'schemaVersion');
    if (version > schemaVersion)
      return { ok: false, problem: `written by a newer version (schemaVersion ${version})` };
    if (version < schemaVersion)
      return { ok: false, problem: `column schemaVersion: is not ${schemaVersion}` };
    const state = stateOf(row);
    if (latestRowKey(state.servicePrincipalId, state.jobId) !== row.rowKey)
      return { ok: false, problem: 'columns servicePrincipalId and jobId name another row' };
    return { ok: true, state };
  } catch (error) {
    if (error instanceof DamagedColumn) return { ok: false, problem: error.message };
    throw error;
  }
}

function stateOf(row: StoredRow): JobState {
  const state = oneOf(row, 'state', ['healthy', 'quarantined', 'removed']);
  const quarantine = objectOrNone(row, 'quarantine');
  return {
    servicePrincipalId: text(row, 'servicePrincipalId'),
    jobId: text(row, 'jobId'),
    application: { appId: text(row, 'appId'), displayName: text(row, 'displayName') },
    templateId: text(row, 'templateId'),
    state,
    suspended: flag(row, 'suspended'),
    statusCode: text(row, 'statusCode'),
    scheduleState: text(row, 'scheduleState'),
    quarantine,
    evidence: oneOfOrNone(row, 'evidence', ['status', 'object']),
    episode: episodeOf(row, quarantine),
    repeats: whole(row, 'repeats'),
    toldSeries: instantOrNone(row, 'toldSeries'),
    sequence: sequence(row, 'sequence'),
    doubt: doubtOf(row, state),
    unreadable: unreadableOf(row),
    unwatchedSince: instantOrNone(row, 'unwatchedSince'),
    escrowsPruned: flag(row, 'escrowsPruned'),
    deleteThreshold: text(row, 'deleteThreshold'),
    troubleshootingUrl: text(row, 'troubleshootingUrl'),
    observedAt: instant(row, 'observedAt'),
    quarantineSeenAt: instantOrNone(row, 'quarantineSeenAt'),
    changedAt: instant(row, 'changedAt'),
    hash: text(row, 'hash'),
  };
}

function episodeOf(row: StoredRow, quarantine: JsonObject | undefined): Episode | undefined {
  const name = shortText(row, 'episode');
  const series = instantOrNone(row, 'series');
  const occurrence = whole(row, 'occurrence');
  const beganAt = dateOrNone(row, 'beganAt');
  const reasons = reasonsOf(row);
  const remindedAt = laterText(row, 'remindedAt') ? instant(row, 'remindedAt') : undefined;
  if (name === '') return undefined;
  if (beganAt === undefined) throw new DamagedColumn('beganAt', 'is empty, but there is an episode');
  // Earlier versions kept none: then the reason of the quarantine is the only one known.
  const kept = reasons ?? firstReasons(quarantine, instantOf(beganAt) ?? instant(row, 'changedAt'));
  return { name, series, occurrence, beganAt, reasons: kept, remindedAt };
}

function reasonsOf(row: StoredRow): readonly SeenReason[] | undefined {
  const json = laterText(row, 'reasons');
  if (json === undefined) return undefined;
  // Of nearly every row, so without a schema.
  if (json === '[]') return [];
  const { data } = seenReasons.safeParse(json);
  if (!data) throw new DamagedColumn('reasons', 'is no list of reasons');
  return data;
}

function doubtOf(row: StoredRow, state: JobState['state']): Doubt | undefined {
  const what = oneOfOrNone(row, 'doubt', ['quarantined', 'recovered', 'gone']);
  const since = instantOrNone(row, 'doubtSince');
  const reason = laterText(row, 'doubtReason') ? seenReasonOf(row) : undefined;
  if (what) {
    if (since === undefined) throw new DamagedColumn('doubtSince', 'is empty, but there is a doubt');
    return { what, since };
  }
  // A doubt of a kind that earlier versions do not know: to them the row has none, and one of them may have left it behind on a
  // job whose episode it ended.
  if (!reason || state !== 'quarantined') return undefined;
  const { since: doubtedSince, ...pair } = reason;
  return { what: 'changed', since: doubtedSince, pair };
}

function seenReasonOf(row: StoredRow): SeenReason {
  const { data } = seenReason.safeParse(row.doubtReason);
  if (!data) throw new DamagedColumn('doubtReason', 'is no reason');
  return data;
}

function unreadableOf(row: StoredRow): Unreadable | undefined {
  const cause = text(row, 'unreadableCause');
  const detail = text(row, 'unreadableDetail');
  const since = instantOrNone(row, 'unreadableSince');
  if (cause === '') return undefined;
  if (since === undefined) throw new DamagedColumn('unreadableSince', 'is empty, but there is a cause');
  return { since, cause, detail };
}

import type { Doubt, Episode, JobState, ReasonPair, SeenReason, Unreadable } from '../core/state.ts';
import { ofEarlierVersion } from './damaged-rows.ts';
import { latestRowKey } from './keys.ts';
import {
  DamagedColumn,
  flag,
  instant,
  instantOrNone,
  objectOrNone,
  oneOf,
  oneOfOrNone,
  sequence,
  text,
  whole,
} from './read-column.ts';
import { reasonPair, seenReasons } from './reason-columns.ts';
import type { StoredRow } from './stored-row.ts';

/** Rows of another version are left as they are. */
export const schemaVersion = 2;

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
  'reasons',
  'remindedAt',
  'repeats',
  'toldSeries',
  'sequence',
  'doubt',
  'doubtSince',
  'doubtSeenAt',
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

/** What stands against reading a row: it is of another version. Undefined for one of this version. @throws DamagedColumn */
export function otherVersion(row: StoredRow): string | undefined {
  const version = whole(row, 'schemaVersion');
  if (version > schemaVersion) return `written by a newer version (schemaVersion ${version})`;
  return version < schemaVersion ? ofEarlierVersion : undefined;
}

/** Reads a job's row; says what is wrong when it was damaged, or written by another version. */
export function readJobRow(row: StoredRow): RowReading {
  try {
    const problem = otherVersion(row);
    if (problem !== undefined) return { ok: false, problem };
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
  return {
    servicePrincipalId: text(row, 'servicePrincipalId'),
    jobId: text(row, 'jobId'),
    application: { appId: text(row, 'appId'), displayName: text(row, 'displayName') },
    templateId: text(row, 'templateId'),
    state: oneOf(row, 'state', ['healthy', 'quarantined', 'removed']),
    suspended: flag(row, 'suspended'),
    statusCode: text(row, 'statusCode'),
    scheduleState: text(row, 'scheduleState'),
    quarantine: objectOrNone(row, 'quarantine'),
    evidence: oneOfOrNone(row, 'evidence', ['status', 'object']),
    episode: episodeOf(row),
    repeats: whole(row, 'repeats'),
    toldSeries: instantOrNone(row, 'toldSeries'),
    sequence: sequence(row, 'sequence'),
    doubt: doubtOf(row),
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

function episodeOf(row: StoredRow): Episode | undefined {
  const name = instantOrNone(row, 'episode');
  const series = instantOrNone(row, 'series');
  const occurrence = whole(row, 'occurrence');
  const reasons = reasonsOf(row);
  const remindedAt = instantOrNone(row, 'remindedAt');
  return name === undefined ? undefined : { name, series, occurrence, reasons, remindedAt };
}

function reasonsOf(row: StoredRow): readonly SeenReason[] {
  const json = text(row, 'reasons');
  // Most rows hold '[]': skip the schema for them.
  if (json === '[]') return [];
  const { data } = seenReasons.safeParse(json);
  if (!data) throw new DamagedColumn('reasons', 'is no list of reasons');
  return data;
}

function doubtOf(row: StoredRow): Doubt | undefined {
  const what = oneOfOrNone(row, 'doubt', ['quarantined', 'recovered', 'gone', 'changed']);
  const since = instantOrNone(row, 'doubtSince');
  const seenAt = instantOrNone(row, 'doubtSeenAt');
  const reason = text(row, 'doubtReason');
  if (!what) return undefined;
  if (since === undefined) throw new DamagedColumn('doubtSince', 'is empty, but there is a doubt');
  if (seenAt === undefined) throw new DamagedColumn('doubtSeenAt', 'is empty, but there is a doubt');
  return what === 'changed' ? { what, since, seenAt, pair: pairOf(reason) } : { what, since, seenAt };
}

function pairOf(json: string): ReasonPair {
  const { data } = reasonPair.safeParse(json);
  if (!data) throw new DamagedColumn('doubtReason', 'is no reason');
  return data;
}

/** Why something could not be read, and since when: of a job, or of a service principal that was never read. @throws DamagedColumn */
export function unreadableOf(row: StoredRow): Unreadable | undefined {
  const cause = text(row, 'unreadableCause');
  const detail = text(row, 'unreadableDetail');
  const since = instantOrNone(row, 'unreadableSince');
  if (cause === '') return undefined;
  if (since === undefined) throw new DamagedColumn('unreadableSince', 'is empty, but there is a cause');
  return { since, cause, detail };
}

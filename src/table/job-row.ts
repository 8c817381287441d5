import type { TransactionAction } from '@azure/data-tables';
import { boundedText } from '../core/bounded-text.ts';
import { DamagedRowError } from '../core/errors.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import {
  boundedQuarantine,
  documentedQuarantine,
  errorCodeOf,
  type ReasonPair,
  reasonOf,
} from '../core/quarantine.ts';
import { mostReasons } from '../core/reasons.ts';
import type { Doubt, Episode, JobState, SeenReason, Unreadable } from '../core/state.ts';
import type { JobChange } from '../poll/ports.ts';
import { bodyColumns, jsonOf, longestText } from './body.ts';
import {
  type Codec,
  checkVersion,
  cutText,
  damagedColumn,
  flag,
  instant,
  isInstant,
  json,
  oneOf,
  orNone,
  type Row,
  readersOf,
  type StoredRow,
  schemaVersion,
  sequence,
  text,
  whole,
  writeColumns,
} from './columns.ts';
import { latestRowKey } from './keys.ts';

const quarantineObject: Codec<JsonObject> = {
  ...json(isJsonObject, 'is not a JSON object'),
  /** As Graph gave it; of one that does not fit a column the documented members, long texts cut. */
  write(quarantine) {
    const whole = jsonOf(quarantine);
    return whole.length <= longestText
      ? whole
      : jsonOf(boundedQuarantine(documentedQuarantine(quarantine), 2048, true));
  },
};

/** All that a poll reads of a job's row. */
const columns = {
  schemaVersion: whole,
  servicePrincipalId: text,
  jobId: text,
  appId: cutText,
  displayName: cutText,
  templateId: cutText,
  state: oneOf('healthy', 'quarantined', 'removed'),
  suspended: flag,
  statusCode: cutText,
  scheduleState: cutText,
  quarantine: orNone(quarantineObject),
  evidence: orNone(oneOf('status', 'object')),
  episode: orNone(instant),
  series: orNone(instant),
  occurrence: whole,
  reasons: json(isListOfReasons, 'is no list of reasons'),
  remindedAt: orNone(instant),
  repeats: whole,
  toldSeries: orNone(instant),
  sequence,
  doubt: orNone(oneOf('quarantined', 'recovered', 'gone', 'changed')),
  doubtSince: orNone(instant),
  doubtSeenAt: orNone(instant),
  doubtReason: orNone(json(isReasonPair, 'is no reason')),
  unreadableCause: cutText,
  unreadableDetail: cutText,
  unreadableSince: orNone(instant),
  unwatchedSince: orNone(instant),
  escrowsPruned: flag,
  deleteThreshold: cutText,
  troubleshootingUrl: cutText,
  observedAt: instant,
  quarantineSeenAt: orNone(instant),
  changedAt: instant,
  hash: text,
};

const read = readersOf(columns);

export const stateColumns: readonly string[] = Object.keys(columns);

/**
 * The row of a state. With `body` it is the whole row; without, it lacks the body's columns, for a merge that keeps them.
 *
 * The parts are put together by Object.assign: in an object that begins with a spread each further member costs V8 several times as much,
 * and a row has some forty of them.
 */
function toJobRow(partitionKey: string, state: JobState, body: JsonObject | undefined): Row {
  const { servicePrincipalId, jobId, application, episode, doubt, unreadable, quarantine } = state;
  const values = Object.assign({}, state, {
    schemaVersion,
    appId: application.appId,
    displayName: application.displayName,
    episode: episode?.name,
    series: episode?.series,
    occurrence: episode?.occurrence ?? 0,
    reasons: episode?.reasons ?? [],
    remindedAt: episode?.remindedAt,
    toldSeries: state.latestSeries,
    doubt: doubt?.what,
    doubtSince: doubt?.since,
    doubtSeenAt: doubt?.seenAt,
    doubtReason: doubt?.what === 'changed' ? doubt.pair : undefined,
    unreadableCause: unreadable?.cause ?? '',
    unreadableDetail: unreadable?.detail ?? '',
    unreadableSince: unreadable?.since,
  });
  // For people who filter rows; what is read back comes from the quarantine object.
  const forPeople = {
    reason: reasonOf(quarantine),
    errorCode: errorCodeOf(quarantine),
    nextAttempt: typeof quarantine?.nextAttempt === 'string' ? boundedText(quarantine.nextAttempt, 2048) : '',
  };
  const keys = { partitionKey, rowKey: latestRowKey(servicePrincipalId, jobId) };
  return Object.assign(keys, writeColumns(columns, values), forPeople, body && bodyColumns(body));
}

/** Writes a job's row. */
export function jobAction(partitionKey: string, { version, next, body }: JobChange): TransactionAction {
  const row = toJobRow(partitionKey, next, body);
  return version === undefined
    ? ['create', row]
    : // The ETag belongs here: one in the entity alone would overwrite whatever is there.
      ['update', row, body ? 'Replace' : 'Merge', { etag: version }];
}

/** @throws DamagedRowError for a row that was damaged, or written by another version */
export function readJobRow(row: StoredRow): JobState {
  checkVersion(row, read.schemaVersion(row));
  const state = stateOf(row);
  const { rowKey = '' } = row;
  if (latestRowKey(state.servicePrincipalId, state.jobId) !== rowKey)
    throw new DamagedRowError(rowKey, 'columns servicePrincipalId and jobId name another row');
  return state;
}

function stateOf(row: StoredRow): JobState {
  return {
    servicePrincipalId: read.servicePrincipalId(row),
    jobId: read.jobId(row),
    application: { appId: read.appId(row), displayName: read.displayName(row) },
    templateId: read.templateId(row),
    state: read.state(row),
    suspended: read.suspended(row),
    statusCode: read.statusCode(row),
    scheduleState: read.scheduleState(row),
    quarantine: read.quarantine(row),
    evidence: read.evidence(row),
    episode: episodeOf(row),
    repeats: read.repeats(row),
    latestSeries: read.toldSeries(row),
    sequence: read.sequence(row),
    doubt: doubtOf(row),
    unreadable: unreadableOf(row),
    unwatchedSince: read.unwatchedSince(row),
    escrowsPruned: read.escrowsPruned(row),
    deleteThreshold: read.deleteThreshold(row),
    troubleshootingUrl: read.troubleshootingUrl(row),
    observedAt: read.observedAt(row),
    quarantineSeenAt: read.quarantineSeenAt(row),
    changedAt: read.changedAt(row),
    hash: read.hash(row),
  };
}

function episodeOf(row: StoredRow): Episode | undefined {
  const name = read.episode(row);
  const series = read.series(row);
  const occurrence = read.occurrence(row);
  const reasons = read.reasons(row);
  const remindedAt = read.remindedAt(row);
  return name === undefined ? undefined : { name, series, occurrence, reasons, remindedAt };
}

function doubtOf(row: StoredRow): Doubt | undefined {
  const what = read.doubt(row);
  const since = read.doubtSince(row);
  const seenAt = read.doubtSeenAt(row);
  const pair = read.doubtReason(row);
  if (!what) return undefined;
  if (since === undefined) throw damagedColumn(row, 'doubtSince', 'is empty, but there is a doubt');
  if (seenAt === undefined) throw damagedColumn(row, 'doubtSeenAt', 'is empty, but there is a doubt');
  if (what !== 'changed') return { what, since, seenAt };
  if (!pair) throw damagedColumn(row, 'doubtReason', 'is empty, but the reason changed');
  return { what, since, seenAt, pair };
}

/** Why the job could not be read, and since when. */
function unreadableOf(row: StoredRow): Unreadable | undefined {
  const cause = read.unreadableCause(row);
  const detail = read.unreadableDetail(row);
  const since = read.unreadableSince(row);
  if (cause === '') return undefined;
  if (since === undefined) throw damagedColumn(row, 'unreadableSince', 'is empty, but there is a cause');
  return { since, cause, detail };
}

function isReasonPair(value: unknown): value is ReasonPair {
  return isJsonObject(value) && isCode(value.reason) && isCode(value.errorCode);
}

function isCode(value: unknown): boolean {
  return typeof value === 'string' && boundedText(value, 256) === value;
}

function isListOfReasons(value: unknown): value is readonly SeenReason[] {
  return Array.isArray(value) && value.length <= mostReasons && value.every(isSeenReason);
}

function isSeenReason(value: unknown): value is SeenReason {
  return isJsonObject(value) && isInstant(value.since) && isReasonPair(value);
}

import type { TransactionAction } from '@azure/data-tables';
import { conditionTypes } from '../contract/events/event-names.ts';
import { boundedText } from '../core/bounded-text.ts';
import { mostReasons } from '../core/conditions/engine.ts';
import {
  type ConditionRecords,
  type ConditionStatus,
  type Doubt,
  type Episode,
  isOpenOrSeen,
  type QuarantineFacts,
  type Reason,
  type SeenReason,
  unassessedRecords,
} from '../core/conditions/record.ts';
import { DamagedRowError } from '../core/errors.ts';
import { isRunning, isStopped } from '../core/job.ts';
import { isCount, isJsonObject, type JsonObject } from '../core/json.ts';
import { jsonOf } from '../core/json-text.ts';
import { boundedQuarantine, documentedQuarantine, errorCodeOf, reasonOf } from '../core/quarantine.ts';
import type { RunMemory } from '../core/run-memory.ts';
import type { Absence, JobState, Unreadable } from '../core/state.ts';
import type { JobChange } from '../poll/ports.ts';
import { bodyColumns, longestText } from './body.ts';
import {
  addedLater,
  type Codec,
  checkVersion,
  count,
  cutText,
  damagedColumn,
  flag,
  instant,
  isCode,
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
import { otherRecords } from './condition-columns.ts';
import { latestRowKey } from './keys.ts';

/*
 * The row of a job. The quarantine has a column for each thing that people look for; the other conditions share one.
 */

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

const noReasons: readonly SeenReason[] = [];
const anyReasons = json(isListOfReasons, 'is no list of reasons');

const listOfReasons: Codec<readonly SeenReason[]> = {
  ...anyReasons,
  reader(column) {
    const read = anyReasons.reader(column);
    // As nearly all rows have it.
    return (row) => (row[column] === '[]' ? noReasons : read(row));
  },
};

/** All that a poll reads of a job's row, in whichever version. */
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
  reasons: listOfReasons,
  remindedAt: orNone(instant),
  repeats: whole,
  toldSeries: orNone(instant),
  sequence: orNone(sequence),
  doubt: orNone(oneOf('quarantined', 'recovered', 'gone', 'changed')),
  doubtSince: orNone(instant),
  doubtSeenAt: orNone(instant),
  doubtReason: orNone(json(isReason, 'is no reason')),
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
  // Since version 3.
  interval: cutText,
  hasRun: orNone(flag),
  isRunning: addedLater(flag),
  runningSince: orNone(instant),
  lastRunEndedAt: orNone(instant),
  lastRunSeconds: count,
  endsInTime: count,
  steadyAt: orNone(instant),
  inFirstCycle: flag,
  conditions: otherRecords,
  step: orNone(sequence),
  removedSequence: orNone(sequence),
  beganAfter: orNone(instant),
  doubtAfter: orNone(instant),
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
  const { servicePrincipalId, jobId, application, runs, conditions, absence, unreadable } = state;
  const { quarantine: record } = conditions;
  const { facts, episode, doubt } = record;
  const values = Object.assign({}, state, {
    schemaVersion,
    appId: application.appId,
    displayName: application.displayName,
    hasRun: runs?.hasRun,
    isRunning: runs?.isRunning ?? false,
    runningSince: runs?.runningSince,
    lastRunEndedAt: runs?.endedAt,
    lastRunSeconds: Math.floor((runs?.durationMs ?? 0) / 1000),
    endsInTime: runs?.endsInTime ?? 0,
    steadyAt: runs?.steadyAt,
    inFirstCycle: runs?.inFirstCycle ?? false,
    state: state.isRemoved ? 'removed' : record.isOpen ? 'quarantined' : 'healthy',
    suspended: record.isOpen && record.status === 'unknown',
    quarantine: facts?.quarantine,
    evidence: facts?.evidence,
    episode: episode?.name,
    series: episode?.series,
    occurrence: episode?.occurrence ?? 0,
    reasons: episode?.reasons ?? [],
    remindedAt: episode?.remindedAt,
    beganAfter: episode?.after,
    repeats: record.repeats,
    toldSeries: record.latestSeries,
    sequence: record.sequence,
    doubt: doubt ? storedDoubts[doubt.what] : absence && 'gone',
    doubtSince: (doubt ?? absence)?.since,
    doubtSeenAt: (doubt ?? absence)?.seenAt,
    doubtReason: doubt?.reason,
    doubtAfter: doubt?.after,
    quarantineSeenAt: record.seenAt,
    unreadableCause: unreadable?.cause ?? '',
    unreadableDetail: unreadable?.detail ?? '',
    unreadableSince: unreadable?.since,
  } as const);
  const quarantine = facts?.quarantine;
  // For people and filters; what is read back comes from the other columns.
  const forFilters = {
    reason: reasonOf(quarantine),
    errorCode: errorCodeOf(quarantine),
    nextAttempt: typeof quarantine?.nextAttempt === 'string' ? boundedText(quarantine.nextAttempt, 2048) : '',
    seenConditions: conditionTypes.filter((type) => isOpenOrSeen(conditions[type])).join(','),
  };
  const keys = { partitionKey, rowKey: latestRowKey(servicePrincipalId, jobId) };
  return Object.assign(keys, writeColumns(columns, values), forFilters, body && bodyColumns(body));
}

/** Doubts of a quarantine, as the column names them. */
const doubts = { quarantined: 'began', recovered: 'cleared', changed: 'changed' } as const;
const storedDoubts = { began: 'quarantined', cleared: 'recovered', changed: 'changed' } as const;

/** Writes a job's row. */
export function jobAction(partitionKey: string, { version, next, body }: JobChange): TransactionAction {
  const row = toJobRow(partitionKey, next, body);
  return version === undefined
    ? ['create', row]
    : // The ETag belongs here: one in the entity alone would overwrite whatever is there.
      ['update', row, body ? 'Replace' : 'Merge', { etag: version }];
}

/** @throws DamagedRowError for a row that was damaged, or written by a version that is not read */
export function readJobRow(row: StoredRow): JobState {
  const version = read.schemaVersion(row);
  checkVersion(row, version);
  const state = stateOf(row, version < 3 ? partBeforeVersion3(row) : laterPart(row));
  const { rowKey = '' } = row;
  if (latestRowKey(state.servicePrincipalId, state.jobId) !== rowKey)
    throw new DamagedRowError(rowKey, 'columns servicePrincipalId and jobId name another row');
  return state;
}

/** What version 3 has put into rows. */
interface LaterPart extends Pick<JobState, 'interval' | 'runs' | 'step' | 'removedSequence'> {
  readonly conditions: Omit<ConditionRecords, 'quarantine'>;
  readonly beganAfter: Episode['after'];
  readonly doubtAfter: Doubt['after'] | undefined;
}

function laterPart(row: StoredRow): LaterPart {
  return {
    interval: read.interval(row),
    runs: runsOf(row),
    step: read.step(row),
    removedSequence: read.removedSequence(row),
    conditions: read.conditions(row),
    beganAfter: read.beganAfter(row),
    doubtAfter: read.doubtAfter(row),
  };
}

/** Version 2 knows of quarantines only, all of them published: their sequence counts everything that happened. */
function partBeforeVersion3(row: StoredRow): LaterPart {
  return {
    interval: '',
    runs: undefined,
    step: read.sequence(row),
    removedSequence: undefined,
    conditions: unassessedRecords,
    beganAfter: undefined,
    doubtAfter: undefined,
  };
}

function stateOf(row: StoredRow, later: LaterPart): JobState {
  const { doubt, absence } = doubtsOf(row, later);
  const state = read.state(row);
  // In version 2 a job that was gone and came back stayed removed while its quarantine was in doubt.
  const isRemoved = state === 'removed' && doubt === undefined;
  const isOpen = state === 'quarantined';
  const statusCode = read.statusCode(row);
  const scheduleState = read.scheduleState(row);
  const facts = quarantineFactsOf(row);
  const suspended = read.suspended(row);
  const { halt, overdue, failures } = later.conditions;
  return {
    servicePrincipalId: read.servicePrincipalId(row),
    jobId: read.jobId(row),
    application: { appId: read.appId(row), displayName: read.displayName(row) },
    templateId: read.templateId(row),
    isRemoved,
    statusCode,
    scheduleState,
    interval: later.interval,
    runs: later.runs,
    conditions: {
      quarantine: {
        status: isRemoved
          ? 'none'
          : isOpen
            ? statusOfOpen(suspended, doubt)
            : statusOfClosed({ statusCode, scheduleState }, facts, doubt),
        isOpen,
        facts: isRemoved ? undefined : facts,
        episode: episodeOf(row, later),
        repeats: read.repeats(row),
        latestSeries: read.toldSeries(row),
        sequence: read.sequence(row),
        doubt,
        seenAt: read.quarantineSeenAt(row),
      },
      halt,
      overdue,
      failures,
    },
    absence,
    step: later.step,
    removedSequence: later.removedSequence,
    unreadable: unreadableOf(row),
    unwatchedSince: read.unwatchedSince(row),
    escrowsPruned: read.escrowsPruned(row),
    deleteThreshold: read.deleteThreshold(row),
    troubleshootingUrl: read.troubleshootingUrl(row),
    observedAt: read.observedAt(row),
    changedAt: read.changedAt(row),
    hash: read.hash(row),
  };
}

function statusOfOpen(suspended: boolean, doubt: Doubt | undefined): ConditionStatus {
  if (suspended) return 'unknown';
  return doubt?.what === 'cleared' ? 'false' : 'true';
}

function statusOfClosed(
  job: Pick<JobState, 'statusCode' | 'scheduleState'>,
  facts: QuarantineFacts | undefined,
  doubt: Doubt | undefined,
): ConditionStatus {
  if (facts || doubt?.what === 'began') return 'true';
  return isRunning(job) || isStopped(job) ? 'false' : 'unknown';
}

/** Undefined without evidence: version 2 keeps the last object of every job, also one of blanks. */
function quarantineFactsOf(row: StoredRow): QuarantineFacts | undefined {
  const quarantine = read.quarantine(row);
  const evidence = read.evidence(row);
  return evidence && { quarantine, evidence };
}

function episodeOf(row: StoredRow, { beganAfter }: LaterPart): Episode | undefined {
  const name = read.episode(row);
  const series = read.series(row);
  const occurrence = read.occurrence(row);
  const reasons = read.reasons(row);
  const remindedAt = read.remindedAt(row);
  if (name === undefined) return undefined;
  // Every quarantine is published, at once.
  const settled = { published: true, heldUntil: undefined };
  return { name, series, occurrence, reasons, after: beganAfter, ...settled, remindedAt };
}

/** The doubt about its quarantine, or whether it is there at all: an answer that it is gone drops the other. */
function doubtsOf(
  row: StoredRow,
  { doubtAfter: after }: LaterPart,
): { readonly doubt: Doubt | undefined; readonly absence: Absence | undefined } {
  const stored = read.doubt(row);
  const since = read.doubtSince(row);
  const seenAt = read.doubtSeenAt(row);
  const reason = read.doubtReason(row);
  if (stored === undefined) return { doubt: undefined, absence: undefined };
  if (since === undefined) throw damagedColumn(row, 'doubtSince', 'is empty, but there is a doubt');
  if (seenAt === undefined) throw damagedColumn(row, 'doubtSeenAt', 'is empty, but there is a doubt');
  if (stored === 'gone') return { doubt: undefined, absence: { since, seenAt } };
  const what = doubts[stored];
  if (what === 'changed' && !reason)
    throw damagedColumn(row, 'doubtReason', 'is empty, but the reason changed');
  const doubt = { what, since, seenAt, ...(after !== undefined && { after }), ...(reason && { reason }) };
  return { doubt, absence: undefined };
}

/** Undefined where nothing is known of them yet. */
function runsOf(row: StoredRow): RunMemory | undefined {
  const hasRun = read.hasRun(row);
  const isRunning = read.isRunning(row) ?? wasRunningBy(row);
  const runningSince = read.runningSince(row);
  const endedAt = read.lastRunEndedAt(row);
  const durationMs = 1000 * read.lastRunSeconds(row);
  const endsInTime = read.endsInTime(row);
  const steadyAt = read.steadyAt(row);
  const inFirstCycle = read.inFirstCycle(row);
  if (hasRun === undefined) return undefined;
  return { hasRun, isRunning, runningSince, endedAt, durationMs, endsInTime, steadyAt, inFirstCycle };
}

/** What a row says of it that was written before it was remembered. */
function wasRunningBy(row: StoredRow): boolean {
  const words = { statusCode: read.statusCode(row), scheduleState: read.scheduleState(row) };
  return isRunning(words) && read.evidence(row) === undefined;
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

function isReason(value: unknown): value is Reason {
  return isJsonObject(value) && isCode(value.reason) && isCode(value.errorCode) && isCountOrNone(value.count);
}

function isCountOrNone(value: unknown): boolean {
  return value === undefined || isCount(value);
}

function isListOfReasons(value: unknown): value is readonly SeenReason[] {
  return Array.isArray(value) && value.length <= mostReasons && value.every(isSeenReason);
}

function isSeenReason(value: unknown): value is SeenReason {
  return isJsonObject(value) && isInstant(value.since) && isReason(value);
}

import { boundedText } from '../core/bounded-text.ts';
import type { Failure } from '../core/failure.ts';
import { isJsonObject } from '../core/json.ts';
import { type RunCounts, type RunRecord, runCountNames, runOutcomes } from '../core/run-record.ts';
import { fromChunks, readObject, toChunks } from './body.ts';
import {
  instant,
  json,
  lenient,
  longNumber,
  oneOf,
  orNone,
  type Row,
  readersOf,
  type StoredRow,
  text,
  writeColumns,
} from './columns.ts';
import { runRowKey } from './keys.ts';

const timeOrNone = lenient(orNone(instant), undefined);
const textOrNone = lenient(orNone(text), undefined);
const numberOrZero = lenient(longNumber, 0);

/** No event rests on the run row: a column that cannot be read is as if it had never been written. */
const columns = {
  runs: numberOrZero,
  epoch: numberOrZero,
  coveredSince: timeOrNone,
  roundSince: timeOrNone,
  roundFrom: textOrNone,
  lastStartedAt: timeOrNone,
  lastEndedAt: timeOrNone,
  lastOutcome: lenient(orNone(oneOf(...runOutcomes)), undefined),
  counts: lenient(orNone(json(isRunCounts, 'lacks a count')), undefined),
  firstStartedAt: timeOrNone,
  scope: lenient(text, ''),
  sweptAt: timeOrNone,
  nextKnown: textOrNone,
  sweepStartedAt: timeOrNone,
  nextOfSweep: textOrNone,
  busyUntil: timeOrNone,
  busyWith: textOrNone,
};
const read = readersOf(columns);

export function readRunRow(row: StoredRow): RunRecord {
  const [since, from] = [read.roundSince(row), read.roundFrom(row)];
  const [startedAt, next] = [read.sweepStartedAt(row), read.nextOfSweep(row)];
  return {
    runs: read.runs(row),
    epoch: read.epoch(row),
    coveredSince: read.coveredSince(row),
    round: since && from ? { since, from } : undefined,
    lastStartedAt: read.lastStartedAt(row),
    lastEndedAt: read.lastEndedAt(row),
    lastOutcome: read.lastOutcome(row),
    counts: read.counts(row),
    failures: readFailures(row),
    firstStartedAt: read.firstStartedAt(row),
    scope: read.scope(row),
    discoveredAt: read.sweptAt(row),
    cursor: { known: read.nextKnown(row), discovery: startedAt && next ? { startedAt, next } : undefined },
    busyUntil: read.busyUntil(row),
    busyWith: read.busyWith(row),
  };
}

export function toRunRow(partitionKey: string, record: RunRecord): Row {
  const { round, cursor } = record;
  return {
    partitionKey,
    rowKey: runRowKey,
    ...writeColumns(columns, {
      ...record,
      roundSince: round?.since,
      roundFrom: round?.from,
      sweptAt: record.discoveredAt,
      nextKnown: cursor.known,
      sweepStartedAt: cursor.discovery?.startedAt,
      nextOfSweep: cursor.discovery?.next,
    }),
    ...failureColumns(record.failures),
  };
}

function isRunCounts(value: unknown): value is RunCounts {
  return isJsonObject(value) && runCountNames.every((name) => typeof value[name] === 'number');
}

/** Failures do not always fit one column. */
function failureColumns(failures: readonly Failure[]) {
  const all = failures.map(({ about, cause, detail, count }) => ({
    about: boundedText(about, 512),
    cause: boundedText(cause, 64),
    detail: boundedText(detail, 1024),
    count,
  }));
  return toChunks('failures', JSON.stringify({ all }));
}

function readFailures(row: StoredRow): readonly Failure[] {
  const all = readObject(fromChunks('failures', row))?.all;
  return Array.isArray(all) && all.every(isFailure) ? all : [];
}

function isFailure(value: unknown): value is Failure {
  return (
    isJsonObject(value) &&
    typeof value.count === 'number' &&
    [value.about, value.cause, value.detail].every((text) => typeof text === 'string')
  );
}

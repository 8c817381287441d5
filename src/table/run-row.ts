import * as z from 'zod/mini';
import { boundedText } from '../core/bounded-text.ts';
import { emptyRun, type RunCounts, type RunRecord, runCountNames, runOutcomes } from '../core/run-record.ts';
import { fromChunks, readObject, toChunks } from './body.ts';
import { instantOrNone, longColumn, longNumber } from './columns.ts';
import { runRowKey } from './keys.ts';
import type { Row, StoredRow } from './stored-row.ts';

const time = z.catch(instantOrNone, undefined);
const textOrNone = z.catch(
  z.pipe(
    z.string(),
    z.transform((text): string | undefined => (text === '' ? undefined : text)),
  ),
  undefined,
);
const numberOrNone = z.catch(longNumber, 0);
const count = z.number();

const row = z.object({
  runs: numberOrNone,
  epoch: numberOrNone,
  coveredSince: time,
  roundSince: time,
  roundFrom: textOrNone,
  lastStartedAt: time,
  lastEndedAt: time,
  lastOutcome: z.catch(z.optional(z.enum(runOutcomes)), undefined),
  firstStartedAt: time,
  scope: z.catch(z.string(), ''),
  sweptAt: time,
  nextKnown: textOrNone,
  sweepStartedAt: time,
  nextOfSweep: textOrNone,
  busyUntil: time,
  busyWith: textOrNone,
});

type CountColumns = Record<keyof RunCounts, z.ZodMiniNumber>;
const counts = z.object(Object.fromEntries(runCountNames.map((name) => [name, count])) as CountColumns);
const failures = z.object({
  all: z.array(z.object({ about: z.string(), cause: z.string(), detail: z.string(), count })),
});

/** No event rests on the run row: what cannot be read of it is as if it had never been written. */
export function readRunRow(stored: StoredRow): RunRecord {
  const { data } = row.safeParse(stored);
  if (!data) return emptyRun;
  const { roundSince, roundFrom, nextKnown, sweepStartedAt, nextOfSweep, ...record } = data;
  return {
    ...record,
    lastOutcome: data.lastOutcome,
    round: roundSince && roundFrom ? { since: roundSince, from: roundFrom } : undefined,
    counts: counts.safeParse(readObject(stored.counts)).data,
    failures: failures.safeParse(readObject(fromChunks('failures', stored))).data?.all ?? [],
    cursor: {
      known: nextKnown,
      sweep: sweepStartedAt && nextOfSweep ? { startedAt: sweepStartedAt, next: nextOfSweep } : undefined,
    },
  };
}

export function toRunRow(partitionKey: string, record: RunRecord): Row {
  const failures = record.failures.map(({ about, cause, detail, count }) => ({
    about: boundedText(about, 512),
    cause: boundedText(cause, 64),
    detail: boundedText(detail, 1024),
    count,
  }));
  const { round, cursor } = record;
  return {
    partitionKey,
    rowKey: runRowKey,
    runs: longColumn(record.runs),
    epoch: longColumn(record.epoch),
    coveredSince: record.coveredSince ?? '',
    roundSince: round?.since ?? '',
    roundFrom: round?.from ?? '',
    lastStartedAt: record.lastStartedAt ?? '',
    lastEndedAt: record.lastEndedAt ?? '',
    lastOutcome: record.lastOutcome ?? '',
    counts: record.counts ? JSON.stringify(record.counts) : '',
    ...toChunks('failures', JSON.stringify({ all: failures })),
    firstStartedAt: record.firstStartedAt ?? '',
    scope: record.scope,
    sweptAt: record.sweptAt ?? '',
    nextKnown: cursor.known ?? '',
    sweepStartedAt: cursor.sweep?.startedAt ?? '',
    nextOfSweep: cursor.sweep?.next ?? '',
    busyUntil: record.busyUntil ?? '',
    busyWith: record.busyWith ?? '',
  };
}

import type { TableEntity, TableEntityResult } from '@azure/data-tables';
import * as z from 'zod/mini';
import { boundedText } from '../core/bounded-text.ts';
import type { RunRecord } from '../core/run-record.ts';
import { runRowKey } from './keys.ts';

const textOrNone = z.catch(
  z.pipe(
    z.string(),
    z.transform((value): string | undefined => (value === '' ? undefined : value)),
  ),
  undefined,
);
const json = z.catch(
  z.pipe(
    z.string(),
    z.transform((text): unknown => JSON.parse(text)),
  ),
  undefined,
);

const row = z.object({
  completeStartedAt: textOrNone,
  lastStartedAt: textOrNone,
  lastEndedAt: textOrNone,
  lastOutcome: z.catch(z.optional(z.enum(['complete', 'partial', 'failed'])), undefined),
  counts: json,
  failures: json,
  sweptAt: textOrNone,
  resumeAt: textOrNone,
  busyUntil: textOrNone,
  busyWith: textOrNone,
});

const count = z.number();
const counts = z.object({
  principals: count,
  jobsRead: count,
  jobsChanged: count,
  jobsUnreadable: count,
  eventsRecorded: count,
  eventsSent: count,
  eventsWaiting: count,
  graphRequests: count,
  tableTransactions: count,
  milliseconds: count,
});
const failures = z.array(z.object({ about: z.string(), cause: z.string(), detail: z.string() }));

/** Nothing rests on the run row: what cannot be read of it is as if it had never been written. */
export function readRunRow(entity: TableEntityResult<Record<string, unknown>>): RunRecord {
  const { data } = row.safeParse(entity);
  if (!data) return emptyRun;
  return {
    ...data,
    lastOutcome: data.lastOutcome,
    counts: counts.safeParse(data.counts).data,
    failures: failures.safeParse(data.failures).data ?? [],
  };
}

export const emptyRun: RunRecord = {
  completeStartedAt: undefined,
  lastStartedAt: undefined,
  lastEndedAt: undefined,
  lastOutcome: undefined,
  counts: undefined,
  failures: [],
  sweptAt: undefined,
  resumeAt: undefined,
  busyUntil: undefined,
  busyWith: undefined,
};

export function toRunRow(partitionKey: string, record: RunRecord): TableEntity<Record<string, unknown>> {
  const failures = record.failures.map(({ about, cause, detail }) => ({
    about: boundedText(about, 256),
    cause: boundedText(cause, 64),
    detail: boundedText(detail, 512),
  }));
  return {
    partitionKey,
    rowKey: runRowKey,
    completeStartedAt: record.completeStartedAt ?? '',
    lastStartedAt: record.lastStartedAt ?? '',
    lastEndedAt: record.lastEndedAt ?? '',
    lastOutcome: record.lastOutcome ?? '',
    counts: record.counts ? JSON.stringify(record.counts) : '',
    failures: JSON.stringify(failures),
    sweptAt: record.sweptAt ?? '',
    resumeAt: record.resumeAt ?? '',
    busyUntil: record.busyUntil ?? '',
    busyWith: record.busyWith ?? '',
  };
}

import * as z from 'zod/mini';
import { boundedText } from '../core/bounded-text.ts';
import { emptyRun, type RunRecord } from '../core/run-record.ts';
import { readObject } from './body.ts';
import { fromChunks, toChunks } from './chunks.ts';
import { instantOrNone } from './columns.ts';
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
const count = z.number();

const row = z.object({
  completeStartedAt: time,
  lastStartedAt: time,
  lastEndedAt: time,
  lastOutcome: z.catch(z.optional(z.enum(['complete', 'partial', 'failed'])), undefined),
  sweptAt: time,
  resumeAt: textOrNone,
  busyUntil: time,
  busyWith: textOrNone,
});

const counts = z.object({
  principals: count,
  jobsRead: count,
  jobsChanged: count,
  jobsUnreadable: count,
  eventsRecorded: count,
  eventsSent: count,
  eventsWaiting: count,
  oldestWaitingSeconds: count,
  graphRequests: count,
  graphThrottled: count,
  tableTransactions: count,
  milliseconds: count,
});
const failures = z.object({
  all: z.array(z.object({ about: z.string(), cause: z.string(), detail: z.string() })),
});

/** Nothing that is told rests on the run row: what cannot be read of it is as if it had never been written. */
export function readRunRow(stored: StoredRow): RunRecord {
  const { data } = row.safeParse(stored);
  if (!data) return emptyRun;
  return {
    ...data,
    lastOutcome: data.lastOutcome,
    counts: counts.safeParse(readObject(stored.counts)).data,
    failures: failures.safeParse(readObject(fromChunks('failures', stored))).data?.all ?? [],
  };
}

export function toRunRow(partitionKey: string, record: RunRecord): Row {
  const failures = record.failures.map(({ about, cause, detail }) => ({
    about: boundedText(about, 512),
    cause: boundedText(cause, 64),
    detail: boundedText(detail, 1024),
  }));
  return {
    partitionKey,
    rowKey: runRowKey,
    completeStartedAt: record.completeStartedAt ?? '',
    lastStartedAt: record.lastStartedAt ?? '',
    lastEndedAt: record.lastEndedAt ?? '',
    lastOutcome: record.lastOutcome ?? '',
    counts: record.counts ? JSON.stringify(record.counts) : '',
    ...toChunks('failures', JSON.stringify({ all: failures })),
    sweptAt: record.sweptAt ?? '',
    resumeAt: record.resumeAt ?? '',
    busyUntil: record.busyUntil ?? '',
    busyWith: record.busyWith ?? '',
  };
}

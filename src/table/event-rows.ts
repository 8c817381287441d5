import * as z from 'zod/mini';
import type { JsonObject } from '../core/json.ts';
import type { RecordedEvent, WaitingEvent } from '../poll/ports.ts';
import type { HistoryEntry } from '../status/ports.ts';
import { bodyColumns, readBody, readObject } from './body.ts';
import { fromChunks, toChunks } from './chunks.ts';
import { instant, sequence, sequenceColumn } from './columns.ts';
import { outboxRowKey, transitionRowKey } from './keys.ts';
import type { Row, StoredRow } from './stored-row.ts';

/** An event that waits: the very bytes to send, and the properties of its message. */
export function toOutboxRow(partitionKey: string, { transition, event }: RecordedEvent): Row {
  const { body, ...message } = event;
  return {
    partitionKey,
    rowKey: outboxRowKey(transition, transition.sequence),
    servicePrincipalId: transition.servicePrincipalId,
    jobId: transition.jobId,
    sequence: sequenceColumn(transition.sequence),
    recordedAt: transition.recordedAt,
    type: event.type,
    message: JSON.stringify(message),
    body,
  };
}

const message = z.object({
  id: z.string(),
  type: z.string(),
  sessionId: z.string(),
  correlationId: z.string(),
  contentType: z.string(),
  applicationProperties: z.record(z.string(), z.string()),
});

const outboxRow = z.object({
  servicePrincipalId: z.string(),
  jobId: z.string(),
  sequence,
  recordedAt: instant,
  message: z.pipe(
    z.pipe(
      z.string(),
      z.transform((json) => readObject(json)),
    ),
    message,
  ),
  // Half an event is none: nothing that is no JSON object is ever sent.
  body: z
    .instanceof(Uint8Array)
    .check(z.refine((bytes) => readObject(new TextDecoder().decode(bytes)) !== undefined)),
});

/** Undefined for a row that cannot be read. */
export function readOutboxRow(stored: StoredRow): WaitingEvent | undefined {
  const { data } = outboxRow.safeParse(stored);
  if (!data) return undefined;
  const { message, body, ...key } = data;
  return { ...key, event: { ...message, body } };
}

/** A line of history: the event and, where one is given, the job that caused it. */
export function toTransitionRow(
  partitionKey: string,
  { transition, event }: RecordedEvent,
  body: JsonObject | undefined,
): Row {
  return {
    partitionKey,
    rowKey: transitionRowKey(transition, transition.sequence),
    servicePrincipalId: transition.servicePrincipalId,
    jobId: transition.jobId,
    sequence: sequenceColumn(transition.sequence),
    recordedAt: transition.recordedAt,
    type: event.type,
    ...toChunks('event', new TextDecoder().decode(event.body)),
    ...(body && bodyColumns(body)),
  };
}

const transitionRow = z.object({ sequence, recordedAt: instant });

/** Undefined for a row that cannot be read. */
export function readTransitionRow(stored: StoredRow): HistoryEntry | undefined {
  const { data } = transitionRow.safeParse(stored);
  const event = readObject(fromChunks('event', stored));
  return data && event && { ...data, event, job: readBody(stored) };
}

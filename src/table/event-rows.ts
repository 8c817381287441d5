import type { TableEntity, TableEntityResult } from '@azure/data-tables';
import * as z from 'zod/mini';
import type { JsonObject } from '../core/json.ts';
import type { RecordedEvent, WaitingEvent } from '../poll/ports.ts';
import type { HistoryEntry } from '../status/ports.ts';
import { bodyColumns, readBody, readObject } from './body.ts';
import { fromChunks, toChunks } from './chunks.ts';
import { outboxRowKey, transitionRowKey } from './keys.ts';

/** An event that waits: the very bytes to send, and the properties of its message. */
export function toOutboxRow(
  partitionKey: string,
  { transition, event }: RecordedEvent,
): TableEntity<Record<string, unknown>> {
  const { body, ...message } = event;
  return {
    partitionKey,
    rowKey: outboxRowKey(transition, transition.sequence),
    servicePrincipalId: transition.servicePrincipalId,
    jobId: transition.jobId,
    sequence: transition.sequence,
    recordedAt: transition.recordedAt,
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
  sequence: z.number(),
  recordedAt: z.string(),
  message: z.pipe(
    z.string(),
    z.transform((json) => readObject(json)),
  ),
  body: z.instanceof(Uint8Array),
});

/** Undefined for a row that cannot be read: it stays where it is, and health tells that an event waits. */
export function readOutboxRow(entity: TableEntityResult<Record<string, unknown>>): WaitingEvent | undefined {
  const row = outboxRow.safeParse(entity);
  if (!row.success) return undefined;
  const properties = message.safeParse(row.data.message);
  if (!properties.success) return undefined;
  const { servicePrincipalId, jobId, sequence, recordedAt, body } = row.data;
  return { servicePrincipalId, jobId, sequence, recordedAt, event: { ...properties.data, body } };
}

/** A line of history: the event and, where one is given, the job that caused it. */
export function toTransitionRow(
  partitionKey: string,
  { transition, event }: RecordedEvent,
  body: JsonObject | undefined,
): TableEntity<Record<string, unknown>> {
  return {
    partitionKey,
    rowKey: transitionRowKey(transition, transition.sequence),
    servicePrincipalId: transition.servicePrincipalId,
    jobId: transition.jobId,
    sequence: transition.sequence,
    recordedAt: transition.recordedAt,
    type: event.type,
    ...toChunks('event', new TextDecoder().decode(event.body)),
    ...(body && bodyColumns(body)),
  };
}

export function readTransitionRow(
  entity: TableEntityResult<Record<string, unknown>>,
): HistoryEntry | undefined {
  const { sequence, recordedAt } = entity;
  const event = readObject(fromChunks('event', entity));
  if (!event || typeof sequence !== 'number' || typeof recordedAt !== 'string') return undefined;
  return { sequence, recordedAt, event, job: readBody(entity) };
}

import pMap from 'p-map';
import * as z from 'zod/mini';
import type { QuarantineEvent } from '../core/cloud-event.ts';
import type { Instant } from '../core/instant.ts';
import type { JobKey } from '../core/job-key.ts';
import type { JsonObject } from '../core/json.ts';
import type { RecordedEvent } from '../poll/ports.ts';
import { bodyColumns, readObject } from './body.ts';
import { instant, longColumn, longNumber, sequence } from './columns.ts';
import { eventRowKey, fromTo, numberOf, outboxRowKey, transitionRowKey } from './keys.ts';
import type { Table } from './partition.ts';
import type { Row, StoredRow } from './stored-row.ts';

/*
 * An event stands once, in its row of the feed. The outbox and the history of its job point to it by its number.
 */

/** An event of the feed: the very bytes to send, and the properties of its message. */
export function toEventRow(partitionKey: string, { transition, event }: RecordedEvent, number: number): Row {
  const { body, ...message } = event;
  return {
    partitionKey,
    rowKey: eventRowKey(number),
    ...placeColumns(transition),
    type: event.type,
    message: JSON.stringify(message),
    body,
  };
}

/** An event that waits to be sent. */
export function toOutboxRow(partitionKey: string, { transition }: RecordedEvent, number: number): Row {
  return { partitionKey, rowKey: outboxRowKey(number), ...placeColumns(transition) };
}

/** A line of a job's history; it holds the job that caused the event, where one is given. */
export function toTransitionRow(
  partitionKey: string,
  { transition, event }: RecordedEvent,
  number: number,
  body: JsonObject | undefined,
): Row {
  return {
    partitionKey,
    rowKey: transitionRowKey(transition, transition.sequence),
    number: longColumn(number),
    sequence: longColumn(transition.sequence),
    recordedAt: transition.recordedAt,
    type: event.type,
    ...(body && bodyColumns(body)),
  };
}

/** Whose event it is, and its place among those of its job. */
interface EventPlace extends JobKey {
  readonly sequence: number;
  readonly recordedAt: Instant;
}

function placeColumns({ servicePrincipalId, jobId, sequence, recordedAt }: EventPlace) {
  return { servicePrincipalId, jobId, sequence: longColumn(sequence), recordedAt };
}

const place = { servicePrincipalId: z.string(), jobId: z.string(), sequence, recordedAt: instant };
const json = z.pipe(
  z.string(),
  z.transform((text) => readObject(text)),
);
const message = z.object({
  id: z.string(),
  type: z.string(),
  sessionId: z.string(),
  correlationId: z.string(),
  contentType: z.string(),
  applicationProperties: z.record(z.string(), z.string()),
});
const eventRow = z.object({ ...place, message: z.pipe(json, message), body: z.instanceof(Uint8Array) });

export interface StoredEvent extends EventPlace {
  readonly event: QuarantineEvent;
  /** The event's bytes as JSON. */
  readonly content: JsonObject;
}

/** Undefined for a row that cannot be read. Half an event is none: nothing that is no JSON object is ever sent. */
export function readEventRow(stored: StoredRow): StoredEvent | undefined {
  const { data } = eventRow.safeParse(stored);
  const content = data && readObject(new TextDecoder().decode(data.body));
  if (!data || !content) return undefined;
  const { message, body, ...key } = data;
  return { ...key, event: { ...message, body }, content };
}

const outboxRow = z.object(place);

/** Undefined for a row that cannot be read. */
export function readOutboxRow(stored: StoredRow): (EventPlace & { readonly number: number }) | undefined {
  const { data } = outboxRow.safeParse(stored);
  const number = numberOf(stored.rowKey ?? '');
  return data && number !== undefined ? { ...data, number } : undefined;
}

const transitionRow = z.object({ number: longNumber, sequence, recordedAt: instant });

/** Undefined for a row that cannot be read. */
export function readTransitionRow(stored: StoredRow): z.infer<typeof transitionRow> | undefined {
  return transitionRow.safeParse(stored).data;
}

/** Numbers that are looked for together. */
const numbersTogether = 500;
const readsAtOnce = 16;

/**
 * Events of the feed by their numbers; those that are missing or cannot be read are left out.
 *
 * What waits, or is of a small tenant, lies close together: one page from the first number to the last mostly holds all of it. The
 * others are read one by one.
 *
 * @param numbers rising or falling
 */
export async function readEvents(
  table: Table,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, StoredEvent>> {
  const found = new Map<number, StoredEvent>();
  const keep = (number: number, row: StoredRow) => {
    const event = readEventRow(row);
    if (event) found.set(number, event);
  };
  for (let start = 0; start < numbers.length; start += numbersTogether) {
    const wanted = new Set(numbers.slice(start, start + numbersTogether));
    if (wanted.size > 1) {
      for (const row of await firstPage(table, wanted)) {
        const number = numberOf(row.rowKey ?? '');
        if (number !== undefined && wanted.delete(number)) keep(number, row);
      }
    }
    const readAlone = async (number: number): Promise<void> => {
      const row = await table.get(eventRowKey(number));
      if (row) keep(number, row);
    };
    await pMap(wanted, readAlone, { concurrency: readsAtOnce });
  }
  return found;
}

async function firstPage(table: Table, numbers: ReadonlySet<number>): Promise<readonly StoredRow[]> {
  const range = fromTo(eventRowKey, Math.min(...numbers), Math.max(...numbers));
  for await (const page of table.pages(range, { pageSize: 2 * numbers.size })) return page;
  return [];
}

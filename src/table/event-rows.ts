import type { TransactionAction } from '@azure/data-tables';
import pMap from 'p-map';
import * as z from 'zod/mini';
import type { QuarantineEvent } from '../core/cloud-event.ts';
import type { Instant } from '../core/instant.ts';
import type { JobKey } from '../core/job-key.ts';
import type { JsonObject } from '../core/json.ts';
import type { JobChange, RecordedEvent } from '../poll/ports.ts';
import { bodyColumns, readObject } from './body.ts';
import {
  instant,
  longNumber,
  readersOf,
  type StoredRow,
  sequence,
  text,
  unlessDamaged,
  writeColumns,
} from './columns.ts';
import { eventRowKey, fromTo, numberOf, outboxRowKey, transitionRowKey } from './keys.ts';
import type { Table } from './partition.ts';

/*
 * An event is three rows. It stands once, in its row of the feed; one in the outbox says that it waits, one is a line of its job's
 * history. Both point to it by its number.
 */

/** Whose event it is, and its place among those of its job. */
export interface EventPlace extends JobKey {
  readonly sequence: number;
  readonly recordedAt: Instant;
}

const placeColumns = { servicePrincipalId: text, jobId: text, sequence, recordedAt: instant };
const readPlace = readersOf(placeColumns);
const lineColumns = { number: longNumber, sequence, recordedAt: instant, type: text };
const readLine = readersOf(lineColumns);

/** Creates the rows of events. */
export function eventActions(
  partitionKey: string,
  { body, events }: JobChange,
  nextNumber: (event: RecordedEvent) => number,
): TransactionAction[] {
  const last = events.at(-1);
  return events.flatMap((recorded): TransactionAction[] => {
    const { transition, event } = recorded;
    const number = nextNumber(recorded);
    const { type } = event;
    const { body: bytes, ...message } = event;
    const place = writeColumns(placeColumns, transition);
    const line = writeColumns(lineColumns, { ...transition, number, type });
    return [
      // The very bytes to send, and the properties of their message.
      [
        'create',
        {
          partitionKey,
          rowKey: eventRowKey(number),
          ...place,
          type,
          message: JSON.stringify(message),
          body: bytes,
        },
      ],
      ['create', { partitionKey, rowKey: outboxRowKey(number), ...place }],
      [
        'create',
        {
          partitionKey,
          rowKey: transitionRowKey(transition, transition.sequence),
          ...line,
          // One copy of the job is enough: of two events the second is the one that it shows.
          ...(body && recorded === last && bodyColumns(body)),
        },
      ],
    ];
  });
}

const messageSchema = z.object({
  id: z.string(),
  type: z.string(),
  sessionId: z.string(),
  correlationId: z.string(),
  contentType: z.string(),
  applicationProperties: z.record(z.string(), z.string()),
});

export interface StoredEvent extends EventPlace {
  readonly event: QuarantineEvent;
  /** The event's bytes as JSON. */
  readonly content: JsonObject;
}

/** Undefined for a row that cannot be read. Half an event is none: nothing that is no JSON object is ever sent. */
export function readEventRow(row: StoredRow): StoredEvent | undefined {
  const place = readEventPlace(row);
  const message = messageSchema.safeParse(readObject(row.message)).data;
  const { body } = row;
  if (!place || !message || !(body instanceof Uint8Array)) return undefined;
  const content = readObject(new TextDecoder().decode(body));
  return content && { ...place, event: { ...message, body }, content };
}

/** Whose event the row of the feed or of the outbox is; undefined where it does not say. */
export function readEventPlace(row: StoredRow): EventPlace | undefined {
  const read = () => ({
    servicePrincipalId: readPlace.servicePrincipalId(row),
    jobId: readPlace.jobId(row),
    sequence: readPlace.sequence(row),
    recordedAt: readPlace.recordedAt(row),
  });
  return unlessDamaged(read, undefined);
}

/** The key of the event's line of history; undefined where the row does not say whose event it is. */
export function historyRowKeyOf(row: StoredRow): string | undefined {
  const read = () => {
    const job = { servicePrincipalId: readPlace.servicePrincipalId(row), jobId: readPlace.jobId(row) };
    return transitionRowKey(job, readPlace.sequence(row));
  };
  return unlessDamaged(read, undefined);
}

/** What a line of history says: the number is that of its event. Undefined for a row that cannot be read. */
export function readTransitionRow(row: StoredRow) {
  const read = () => ({
    number: readLine.number(row),
    sequence: readLine.sequence(row),
    recordedAt: readLine.recordedAt(row),
  });
  return unlessDamaged(read, undefined);
}

/** Numbers that are looked for together. */
const numbersTogether = 500;
const readsAtOnce = 16;

/**
 * Events of the feed by their numbers; those that are missing or cannot be read are not in the map.
 *
 * Those that wait, and those of a small tenant, lie close together: one page from the first number to the last mostly holds all of them.
 * The others are read one by one.
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

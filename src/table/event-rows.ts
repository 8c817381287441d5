import type { TransactionAction } from '@azure/data-tables';
import pMap from 'p-map';
import * as z from 'zod/mini';
import type { ProvisioningEvent } from '../core/cloud-event.ts';
import type { Instant } from '../core/instant.ts';
import type { JobKey } from '../core/job-key.ts';
import type { JsonObject } from '../core/json.ts';
import type { JobChange, RecordedEvent } from '../poll/ports.ts';
import { bodyColumns, readObject } from './body.ts';
import {
  damagedColumn,
  flag,
  instant,
  isAbsent,
  longNumber,
  orNone,
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
 * What happened is an event in two or three rows. It stands once, in its row of the feed; one is a line of its job's history; and one in
 * the outbox says that it waits, if it is published. Both point to it by its number.
 */

/** Whose event it is, and where it stands among those of its job. */
interface EventPlace extends JobKey {
  /** Its place in the history. */
  readonly step: number;
  /** Undefined where it is not published. */
  readonly sequence: number | undefined;
  readonly recordedAt: Instant;
}

/** Of an event that waits: it is published. */
export interface OutboxPlace extends JobKey {
  readonly sequence: number;
  readonly recordedAt: Instant;
}

const outboxColumns = { servicePrincipalId: text, jobId: text, sequence, recordedAt: instant };
const readOutbox = readersOf(outboxColumns);
const placeColumns = { ...outboxColumns, step: sequence, sequence: orNone(sequence), published: flag };
const readPlace = readersOf(placeColumns);
const lineColumns = {
  number: longNumber,
  step: sequence,
  condition: text,
  sequence: orNone(sequence),
  published: flag,
  recordedAt: instant,
  type: text,
};
const readLine = readersOf(lineColumns);

/** The columns from which the key of an event's line of history is known. */
export const columnsOfPlace: readonly string[] = Object.keys(placeColumns);

/** Creates the rows of events. */
export function eventActions(
  partitionKey: string,
  { body, events }: JobChange,
  nextNumber: (event: RecordedEvent) => number,
): TransactionAction[] {
  const last = events.at(-1);
  return events.flatMap((recorded): TransactionAction[] => {
    const { transition, event } = recorded;
    const { step, sequence } = transition;
    const number = nextNumber(recorded);
    const values = { ...transition, number, type: event.type, published: sequence !== undefined };
    return [
      ['create', { partitionKey, rowKey: eventRowKey(number), ...wholeEvent({ ...transition, event }) }],
      ...(sequence === undefined ? [] : [outboxAction(partitionKey, number, { ...transition, sequence })]),
      [
        'create',
        {
          partitionKey,
          rowKey: transitionRowKey(transition, step),
          ...writeColumns(lineColumns, values),
          // One copy of the job is enough: of several events the last is the one that it shows.
          ...(body && recorded === last && bodyColumns(body)),
        },
      ],
    ];
  });
}

/** The very bytes to send, and the properties of their message. */
function wholeEvent({ event, ...place }: EventPlace & Pick<RecordedEvent, 'event'>) {
  const { body, ...message } = event;
  const columns = writeColumns(placeColumns, { ...place, published: place.sequence !== undefined });
  return { ...columns, type: event.type, message: JSON.stringify(message), body };
}

/**
 * Creates the row of an event that is to be sent once more. It is whole and points to none: the event may be deleted for its age before
 * the repeat is sent.
 */
export function repeatAction(partitionKey: string, number: number, event: StoredEvent): TransactionAction {
  return ['create', { partitionKey, rowKey: outboxRowKey(number), ...wholeEvent(event) }];
}

/** Whether a row of the outbox is that of a repeat. */
export function isRepeat({ body }: StoredRow): boolean {
  return body instanceof Uint8Array;
}

function outboxAction(partitionKey: string, number: number, place: OutboxPlace): TransactionAction {
  const keys = { partitionKey, rowKey: outboxRowKey(number) };
  return ['create', { ...keys, ...writeColumns(outboxColumns, place) }];
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
  /** With the condition that it is about, and the kind of what happened. */
  readonly event: ProvisioningEvent;
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

/** Whose event the row of the feed is; undefined where it does not say. */
function readEventPlace(row: StoredRow): EventPlace | undefined {
  return unlessDamaged(() => {
    const { step, sequence } = readSteps(row);
    return {
      servicePrincipalId: readPlace.servicePrincipalId(row),
      jobId: readPlace.jobId(row),
      step,
      sequence,
      recordedAt: readPlace.recordedAt(row),
    };
  }, undefined);
}

/** Whose event waits, by its row in the outbox; undefined where it does not say. */
export function readOutboxRow(row: StoredRow): OutboxPlace | undefined {
  const read = () => ({
    servicePrincipalId: readOutbox.servicePrincipalId(row),
    jobId: readOutbox.jobId(row),
    sequence: readOutbox.sequence(row),
    recordedAt: readOutbox.recordedAt(row),
  });
  return unlessDamaged(read, undefined);
}

/** The key of the event's line of history; undefined where the row does not say whose event it is. */
export function historyRowKeyOf(row: StoredRow): string | undefined {
  const read = () => {
    const job = { servicePrincipalId: readPlace.servicePrincipalId(row), jobId: readPlace.jobId(row) };
    return transitionRowKey(job, readSteps(row).step);
  };
  return unlessDamaged(read, undefined);
}

/** Rows of before know of published events only, and their sequence is their place in the history too. */
function readSteps(row: StoredRow): Pick<EventPlace, 'step' | 'sequence'> {
  if (isAbsent(row.step) && isAbsent(row.published)) {
    const only = readOutbox.sequence(row);
    return { step: only, sequence: only };
  }
  const sequence = readPlace.sequence(row);
  if (readPlace.published(row) !== (sequence !== undefined))
    throw damagedColumn(row, 'published', 'does not go with the sequence');
  return { step: readPlace.step(row), sequence };
}

/** The number of the event to which a line of history points; undefined for a row that cannot be read. */
export function eventNumberOf(row: StoredRow): number | undefined {
  return unlessDamaged(() => readLine.number(row), undefined);
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

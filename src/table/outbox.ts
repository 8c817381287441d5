import type { TransactionAction } from '@azure/data-tables';
import pMap from 'p-map';
import { isStoreFailure, StoreError } from '../core/errors.ts';
import { jobName } from '../core/job-key.ts';
import type { Backlog, Undeleted, WaitingEvent, WaitingPage } from '../poll/ports.ts';
import { isInstant, ofEarlierVersion, type StoredRow } from './columns.ts';
import {
  isRepeat,
  type OutboxPlace,
  readEventRow,
  readEvents,
  readOutboxRow,
  type StoredEvent,
} from './event-rows.ts';
import { type Fence, groupsOf, lanes } from './fence.ts';
import { numberOf, outboxRowKey, outboxRows } from './keys.ts';
import type { Table } from './partition.ts';

/** Events of a page: two requests mostly read them. */
const eventsOfPage = 500;
/** Deletes that fail one after another, from which on it is not the rows. */
const mostFailuresInARow = 3;

/**
 * The events that wait, in the order of commits.
 *
 * What follows a row that cannot be read would be sent out of order: the rest of its job waits too.
 *
 * @throws TakenOverError between two pages
 */
export async function* waitingEvents(table: Table, fence: Fence): AsyncGenerator<WaitingPage> {
  const heldJobs = new Set<string>();
  fence.check();
  for await (const page of table.pages(outboxRows, { pageSize: eventsOfPage })) {
    const pointing = page.filter((row) => !isRepeat(row));
    const numbers = pointing
      .map(({ rowKey = '' }) => numberOf(rowKey))
      .filter((number) => number !== undefined);
    const events = await readEvents(table, numbers);
    const given: WaitingEvent[] = [];
    const damaged: WaitingPage['damaged'][number][] = [];
    for (const row of page) {
      const number = numberOf(row.rowKey ?? '') ?? -1;
      const stored = isRepeat(row) ? readEventRow(row) : events.get(number);
      const job = jobOf(row) ?? (stored && jobName(stored));
      const place = readOutboxRow(row);
      if (!stored || !place || !isOf(stored, place)) {
        damaged.push(damagedEvent(row));
        if (job !== undefined) heldJobs.add(job);
      } else if (!heldJobs.has(jobName(place)))
        given.push({ ...place, number, event: stored.event, version: row.etag });
    }
    yield { events: given, damaged };
    fence.check();
  }
}

function isOf(event: StoredEvent, place: OutboxPlace): boolean {
  return event.sequence === place.sequence && jobName(event) === jobName(place);
}

function jobOf({ servicePrincipalId, jobId }: StoredRow): string | undefined {
  return typeof servicePrincipalId === 'string' && typeof jobId === 'string'
    ? jobName({ servicePrincipalId, jobId })
    : undefined;
}

function damagedEvent({ rowKey = '' }: StoredRow): WaitingPage['damaged'][number] {
  const problem = numberOf(rowKey) === undefined ? ofEarlierVersion : 'an event that cannot be read';
  return { rowKey, problem: `${problem}; its job waits behind it` };
}

/** Counts the outbox, and looks for its oldest event. */
export async function readBacklog(table: Table): Promise<Backlog> {
  let waiting = 0;
  let oldest: string | undefined;
  for await (const page of table.pages(outboxRows, { columns: ['recordedAt'] })) {
    waiting += page.length;
    for (const { recordedAt } of page) {
      if (isInstant(recordedAt) && (oldest === undefined || recordedAt < oldest)) oldest = recordedAt;
    }
  }
  return { waiting, oldest };
}

/** Deletes events that were accepted, many in a transaction; gives those that could not be deleted. */
export async function acknowledge(
  table: Table,
  fence: Fence,
  events: readonly WaitingEvent[],
): Promise<Undeleted[]> {
  const undeleted: Undeleted[] = [];
  const deletion = ({ number, version }: WaitingEvent): TransactionAction => [
    'delete',
    { partitionKey: table.partitionKey, rowKey: outboxRowKey(number), etag: version },
  ];

  const deleteAlone = async (event: WaitingEvent): Promise<void> => {
    const rowKey = outboxRowKey(event.number);
    // Gone already, by a transaction whose answer was lost.
    if (!(await table.get(rowKey, []))) return;
    if (await fence.transact([deletion(event)])) return;
    throw new StoreError('OutboxRowChanged', 'The row of the outbox was changed while its event was sent.');
  };
  const deleteGroup = async (group: readonly WaitingEvent[]): Promise<void> => {
    try {
      if (await fence.transact(group.map(deletion))) return;
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
    }
    let failuresInARow = 0;
    for (const [index, event] of group.entries()) {
      try {
        await deleteAlone(event);
        failuresInARow = 0;
      } catch (error) {
        if (!isStoreFailure(error)) throw error;
        failuresInARow++;
        const isDown = failuresInARow >= mostFailuresInARow;
        for (const each of isDown ? group.slice(index) : [event]) undeleted.push({ event: each, error });
        if (isDown) return;
      }
    }
  };

  await pMap(groupsOf(events), deleteGroup, { concurrency: lanes.length });
  return undeleted;
}

import type { TransactionAction } from '@azure/data-tables';
import pMap from 'p-map';
import { DamagedRowError, isStoreFailure, StoreError } from '../core/errors.ts';
import { jobName } from '../core/job-key.ts';
import type { Backlog, Undeleted, WaitingEvent } from '../poll/ports.ts';
import { ofEarlierVersion } from './damaged-rows.ts';
import { readEvents, readOutboxRow, type StoredEvent } from './event-rows.ts';
import { type Fence, lanes } from './fence.ts';
import { numberOf, outboxRowKey, outboxRows } from './keys.ts';
import type { Table } from './partition.ts';
import type { StoredRow } from './stored-row.ts';
import { groupsOf } from './writes.ts';

/** Events that are given together: two requests mostly read them. */
const eventsOfPage = 500;
/** One delete after another that fails shows that it is not the rows. */
const mostFailuresInARow = 3;

/**
 * The events that wait, in the order of commits.
 *
 * What follows a row that cannot be read would be sent out of order: the rest of its job waits too.
 *
 * @param check is called before each page; throws to end it
 * @throws DamagedRowError when all else was given
 */
export async function* waitingEvents(
  table: Table,
  check: () => void,
): AsyncGenerator<readonly WaitingEvent[]> {
  const heldJobs = new Set<string>();
  let damaged: DamagedRowError | undefined;
  check();
  for await (const page of table.pages(outboxRows, { pageSize: eventsOfPage })) {
    const numbers = page.map(({ rowKey = '' }) => numberOf(rowKey)).filter((number) => number !== undefined);
    const events = await readEvents(table, numbers);
    const given: WaitingEvent[] = [];
    for (const row of page) {
      const stored = events.get(numberOf(row.rowKey ?? '') ?? -1);
      const job = jobOf(row) ?? (stored && jobName(stored));
      if (job !== undefined && heldJobs.has(job)) continue;
      const event = stored && waitingEvent(row, stored);
      if (event) {
        given.push(event);
        continue;
      }
      if (job !== undefined) heldJobs.add(job);
      damaged ??= damagedEvent(row);
    }
    yield given;
    check();
  }
  if (damaged) throw damaged;
}

/** Undefined when the row cannot be read, or is another event's. */
function waitingEvent(row: StoredRow, { event, ...stored }: StoredEvent): WaitingEvent | undefined {
  const waiting = readOutboxRow(row);
  if (waiting?.sequence !== stored.sequence || jobName(waiting) !== jobName(stored)) return undefined;
  return { ...waiting, event, version: row.etag };
}

function jobOf({ servicePrincipalId, jobId }: StoredRow): string | undefined {
  return typeof servicePrincipalId === 'string' && typeof jobId === 'string'
    ? jobName({ servicePrincipalId, jobId })
    : undefined;
}

function damagedEvent({ rowKey = '' }: StoredRow): DamagedRowError {
  const problem = numberOf(rowKey) === undefined ? ofEarlierVersion : 'an event that cannot be read';
  return new DamagedRowError(rowKey, `${problem}; its job waits behind it`);
}

/** Counts the outbox, and looks for its oldest event. */
export async function readBacklog(table: Table): Promise<Backlog> {
  let waiting = 0;
  let oldest: string | undefined;
  for await (const page of table.pages(outboxRows, { columns: ['recordedAt'] })) {
    waiting += page.length;
    for (const { recordedAt } of page) {
      if (typeof recordedAt === 'string' && (oldest === undefined || recordedAt < oldest))
        oldest = recordedAt;
    }
  }
  return { waiting, oldest };
}

/** Forgets events that were accepted, many in a transaction; gives those that could not be forgotten. */
export async function acknowledge(
  table: Table,
  fence: Fence,
  events: readonly WaitingEvent[],
): Promise<Undeleted[]> {
  const unforgotten: Undeleted[] = [];
  const deletion = ({ number, version }: WaitingEvent): TransactionAction => [
    'delete',
    { partitionKey: table.partitionKey, rowKey: outboxRowKey(number), etag: version },
  ];

  const forgetAlone = async (event: WaitingEvent): Promise<void> => {
    const rowKey = outboxRowKey(event.number);
    // Gone already, by a transaction whose answer was lost.
    if (!(await table.get(rowKey, []))) return;
    if (await fence.transact([deletion(event)])) return;
    throw new StoreError('OutboxRowChanged', `The row '${rowKey}' was changed while its event was sent.`);
  };
  const forgetGroup = async (group: readonly WaitingEvent[]): Promise<void> => {
    try {
      if (await fence.transact(group.map(deletion))) return;
    } catch (error) {
      unlessOfStore(error);
    }
    let failuresInARow = 0;
    for (const [place, event] of group.entries()) {
      try {
        await forgetAlone(event);
        failuresInARow = 0;
      } catch (error) {
        const failure = unlessOfStore(error);
        failuresInARow++;
        const isDown = failuresInARow >= mostFailuresInARow;
        for (const each of isDown ? group.slice(place) : [event])
          unforgotten.push({ event: each, error: failure });
        if (isDown) return;
      }
    }
  };

  await pMap(groupsOf(events), forgetGroup, { concurrency: lanes.length });
  return unforgotten;
}

/** The error when it says something of one transaction alone; throws any other. */
function unlessOfStore(error: unknown): StoreError {
  if (!isStoreFailure(error)) throw error;
  return error;
}

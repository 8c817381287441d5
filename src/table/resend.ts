import type { TransactionAction } from '@azure/data-tables';
import { DamagedRowError, StoreError } from '../core/errors.ts';
import type { EventResender } from '../views/ports.ts';
import { lenient, longNumber, readersOf, writeColumns } from './columns.ts';
import { readEventRow, repeatAction, type StoredEvent } from './event-rows.ts';
import { moveFeed, readPlace } from './feed.ts';
import { eventRowKey, outboxRowKey } from './keys.ts';
import type { Table } from './partition.ts';

/** What an event's row knows of its repeats: how many there were, and under which number the last one waited. */
const columns = { resends: lenient(longNumber, 0), resentAs: lenient(longNumber, 0) };
const read = readersOf(columns);

/** Writes that may meet another one, one after the other. */
const attempts = 5;

/**
 * Sends events once more, beside the runs and without a claim: each write rests on the rows being as they were read. It moves the feed,
 * for the place of the repeat among what waits; a run that writes at the same moment meets a conflict and reads again.
 */
export function createResender(table: Table): EventResender {
  const isWaiting = async (number: number) => (await table.get(outboxRowKey(number), [])) !== undefined;

  return {
    async resend(number, now) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const row = await table.get(eventRowKey(number));
        if (row?.published !== true) return { kind: 'none' };
        const stored = readEventRow(row);
        if (!stored) throw new DamagedRowError(eventRowKey(number), 'an event that cannot be read');
        const { id } = stored.event;
        const [resends, resentAs] = [read.resends(row), read.resentAs(row)];
        if (await isWaiting(number)) return { kind: 'waits', isNew: false, id, messageId: id };
        if (resentAs > 0 && (await isWaiting(resentAs)))
          return { kind: 'waits', isNew: false, id, messageId: messageIdOf(id, resends) };

        const place = await readPlace(table);
        // Behind everything that waits, whatever time this instance takes it for.
        const next = Math.max(place.last, number) + 1;
        const messageId = messageIdOf(id, resends + 1);
        const repeat: StoredEvent = { ...stored, recordedAt: now, event: { ...stored.event, id: messageId } };
        const noted: TransactionAction = [
          'update',
          {
            partitionKey: table.partitionKey,
            rowKey: eventRowKey(number),
            ...writeColumns(columns, { resends: resends + 1, resentAs: next }),
          },
          'Merge',
          { etag: row.etag },
        ];
        const moved = moveFeed(table, place, { ...place, last: next });
        const written = await table.transact([moved, noted, repeatAction(table.partitionKey, next, repeat)]);
        if (written) return { kind: 'waits', isNew: true, id, messageId };
      }
      throw new StoreError(
        'RowContended',
        'Others wrote at the same time, again and again: nothing was done. Try again.',
      );
    },
  };
}

/** Not the event's id again: the topic would take it for one that it has, and drop it. */
function messageIdOf(id: string, resends: number): string {
  return `${id}/${resends}`;
}

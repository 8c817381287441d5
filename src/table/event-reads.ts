import pMap from 'p-map';
import { readEventRow, type StoredEvent } from './event-rows.ts';
import { eventRowKey, fromTo, numberOf } from './keys.ts';
import type { StoredRow } from './stored-row.ts';
import type { Table } from './table.ts';

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

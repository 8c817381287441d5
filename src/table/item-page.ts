import { BadPageError } from '../core/errors.ts';
import type { Page, PageRequest } from '../views/ports.ts';
import type { StoredRow } from './columns.ts';
import { type KeyRange, keysAfter } from './keys.ts';
import type { RowQuery, Table } from './partition.ts';

/**
 * A page with as many items as asked for while there are more, however many rows are passed over: the service may cut its
 * own pages short, and rows that cannot be read are skipped. `next` is the key of the page's last row, so it stays good
 * when rows come and go.
 *
 * @param read gives the item of each row, in their order; undefined for a row to skip
 */
export async function filledPage<T>(
  table: Table,
  range: KeyRange,
  { size, after }: PageRequest,
  query: RowQuery,
  read: (rows: readonly StoredRow[]) => Promise<readonly (T | undefined)[]>,
): Promise<Page<T>> {
  const items: T[] = [];
  let lastKey = '';
  const rest = after === undefined ? range : keysAfter(keyOfPage(after, range), range);
  // One row more than asked for shows whether there is a next page.
  const pageSize = query.pageSize ?? Math.min(size + 1, 1000);
  for await (const rows of table.pages(rest, { ...query, pageSize })) {
    for (const [place, item] of (await read(rows)).entries()) {
      if (item === undefined) continue;
      if (items.length === size) return { items, next: Buffer.from(lastKey).toString('base64url') };
      items.push(item);
      lastKey = rows[place]?.rowKey ?? '';
    }
  }
  return { items, next: undefined };
}

/** The row key in the text of a `next`. It comes from outside: only what can be one of the range's keys reaches a filter. */
function keyOfPage(next: string, { from, to }: KeyRange): string {
  const key = Buffer.from(next, 'base64url').toString();
  const isOwn = Buffer.from(key).toString('base64url') === next && key >= from && key < to;
  if (!isOwn || !/^[A-Za-z0-9._~|-]+$/.test(key))
    throw new BadPageError('InvalidPage', 'This is not the address of a page.');
  return key;
}

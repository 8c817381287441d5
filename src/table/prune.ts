import { odata, type TransactionAction } from '@azure/data-tables';
import pMap from 'p-map';
import type { Instant } from '../core/instant.ts';
import { schemaVersion } from './job-row.ts';
import { type KeyRange, latestRows, transitionRows } from './keys.ts';
import type { StoredRow } from './stored-row.ts';
import type { Table } from './table.ts';

const deletesAtOnce = 4;
/** Rows that the service takes in one transaction. */
const rowsTogether = 100;

/** Deletes up to `limit` rows that are older than `before`: history, and jobs that are removed or not watched. */
export async function prune(table: Table, before: Instant, limit: number): Promise<number> {
  const history = await findRows(table, transitionRows, odata`recordedAt lt ${before}`, limit);
  // A row of another version is not ours to judge.
  const done = odata`schemaVersion eq ${schemaVersion} and changedAt lt ${before} and (state eq 'removed' or unwatchedSince gt '')`;
  const jobs = await findRows(table, latestRows, done, limit - history.length);
  // A job only as it was read: one that has come back meanwhile has another version, and stays.
  const deleted = await removeEach(table, jobs);
  return deleted + (await removeHistory(table, history));
}

async function findRows(table: Table, range: KeyRange, where: string, limit: number): Promise<StoredRow[]> {
  const found: StoredRow[] = [];
  if (limit <= 0) return found;
  for await (const page of table.pages(range, { columns: [], where, pageSize: Math.min(limit, 1000) })) {
    found.push(...page.slice(0, limit - found.length));
    if (found.length >= limit) break;
  }
  return found;
}

/** Lines of history never change, so they go together; one that another run has deleted meanwhile makes them go one by one. */
async function removeHistory(table: Table, rows: readonly StoredRow[]): Promise<number> {
  const groups = Array.from({ length: Math.ceil(rows.length / rowsTogether) }, (_, group) =>
    rows.slice(group * rowsTogether, (group + 1) * rowsTogether),
  );
  let deleted = 0;
  for (const group of groups) {
    const actions = group.map(({ rowKey = '' }): TransactionAction => {
      return ['delete', { partitionKey: table.partitionKey, rowKey }];
    });
    deleted += (await table.transact(actions)) ? group.length : await removeEach(table, group);
  }
  return deleted;
}

/** How many of the rows were there as they were read. */
async function removeEach(table: Table, rows: readonly StoredRow[]): Promise<number> {
  const removed = await pMap(rows, ({ rowKey = '', etag }) => table.remove(rowKey, etag), {
    concurrency: deletesAtOnce,
  });
  return removed.filter(Boolean).length;
}

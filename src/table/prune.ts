import { odata } from '@azure/data-tables';
import pMap from 'p-map';
import type { Instant } from '../core/instant.ts';
import { latestRows, transitionRows } from './keys.ts';
import { isConflict } from './store-errors.ts';
import type { Row, Table } from './table.ts';

const deletesAtOnce = 8;

/** Deletes up to `limit` rows that are older than `before`: history, and jobs that are removed or not watched. */
export async function prune(table: Table, before: Instant, limit: number): Promise<number> {
  const old: Row[] = [];
  const queries = [
    { range: transitionRows, where: odata`recordedAt lt ${before}` },
    {
      range: latestRows,
      where: odata`changedAt lt ${before} and (state eq 'removed' or unwatchedSince gt '')`,
    },
  ];
  for (const { range, where } of queries) {
    for await (const page of table.pages(range, { columns: ['changedAt'], where })) {
      old.push(...page.slice(0, limit - old.length));
      if (old.length >= limit) break;
    }
  }
  let deleted = 0;
  await pMap(
    old,
    async ({ rowKey, etag }) => {
      // Only as it was read: a job that is back by now has another version.
      await table
        .run(() => table.client.deleteEntity(table.partitionKey, rowKey ?? '', { etag }), isConflict)
        .then(() => deleted++)
        .catch((error: unknown) => {
          if (!isConflict(error)) throw error;
        });
    },
    { concurrency: deletesAtOnce },
  );
  return deleted;
}

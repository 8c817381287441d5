import { readFile } from 'node:fs/promises';
import { TableClient } from '@azure/data-tables';
import type { Cloud } from '../../infra/local/cloud.ts';

/** What the connector's table holds. */
export interface TableRows {
  /** How many rows of each kind: what stands before the first `|` of their keys. */
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
  /** When the oldest event was recorded, in milliseconds since 1970. */
  readonly oldestEvent: number | undefined;
}

/** Looks into the table, beside the connector. */
export async function openTable({
  tables,
  caFile,
}: Pick<Cloud, 'tables' | 'caFile'>): Promise<() => Promise<TableRows>> {
  const table = TableClient.fromConnectionString(tables.connectionString, 'ProvisioningSnapshots', {
    tlsOptions: { ca: await readFile(caFile, 'utf8') },
  });
  return async () => {
    const keys: string[] = [];
    for await (const { rowKey = '' } of table.listEntities({ queryOptions: { select: ['RowKey'] } }))
      keys.push(rowKey);
    return rowsOf(keys);
  };
}

/** @param keys of all rows, in their order */
export function rowsOf(keys: readonly string[]): TableRows {
  const counts = new Map<string, number>();
  for (const key of keys) {
    const kind = key.slice(0, key.indexOf('|'));
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const [, oldest] = keys.find((key) => key.startsWith('event|'))?.split('|') ?? [];
  // The number of an event is the millisecond in which it was recorded, or just after.
  return { counts, total: keys.length, oldestEvent: oldest === undefined ? undefined : Number(oldest) };
}

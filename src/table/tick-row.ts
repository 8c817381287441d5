import { hash } from 'node:crypto';
import type { NotedTick, Tick } from '../core/tick.ts';
import { instant, lenient, orNone, readersOf, text, writeColumns } from './columns.ts';
import { tickRowKey } from './keys.ts';
import type { Table } from './partition.ts';

const time = lenient(orNone(instant), undefined);
const columns = { tick: time, next: time, since: time, tenants: lenient(text, '') };
const read = readersOf(columns);

/** The last tick that was noted; undefined where none was, or it cannot be read. @throws StoreError */
export async function readTick(table: Table): Promise<NotedTick | undefined> {
  return (await readRow(table))?.noted;
}

/** @param tenantIds whom the tick is for @throws StoreError */
export async function writeTick(
  table: Table,
  { at, next }: Tick,
  tenantIds: readonly string[],
): Promise<void> {
  const { partitionKey } = table;
  const tenants = hash('sha256', tenantIds.join('\n'), 'base64url');
  const before = await readRow(table);
  const since = before?.tenants === tenants ? before.noted.since : at;
  const values = writeColumns(columns, { tick: at, next, since, tenants });
  await table.transact([['upsert', { partitionKey, rowKey: tickRowKey, ...values }, 'Replace']]);
}

async function readRow(
  table: Table,
): Promise<{ readonly noted: NotedTick; readonly tenants: string } | undefined> {
  const row = await table.get(tickRowKey);
  if (!row) return undefined;
  const [at, next] = [read.tick(row), read.next(row)];
  if (at === undefined || next === undefined || at >= next) return undefined;
  return { noted: { at, next, since: read.since(row) ?? at }, tenants: read.tenants(row) };
}

import type { Tick } from '../core/tick.ts';
import { instant, lenient, orNone, readersOf, writeColumns } from './columns.ts';
import { tickRowKey } from './keys.ts';
import type { Table } from './partition.ts';

const time = lenient(orNone(instant), undefined);
const columns = { tick: time, next: time };
const read = readersOf(columns);

/** The last tick that was noted; undefined where none was, or it cannot be read. @throws StoreError */
export async function readTick(table: Table): Promise<Tick | undefined> {
  const row = await table.get(tickRowKey);
  const [at, next] = row ? [read.tick(row), read.next(row)] : [];
  return at !== undefined && next !== undefined && at < next ? { at, next } : undefined;
}

/** @throws StoreError */
export async function writeTick(table: Table, { at, next }: Tick): Promise<void> {
  const { partitionKey } = table;
  const row = { partitionKey, rowKey: tickRowKey, ...writeColumns(columns, { tick: at, next }) };
  await table.transact([['upsert', row, 'Replace']]);
}

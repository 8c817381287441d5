import type { StateStore } from '../poll/ports.ts';
import type { SnapshotStore } from '../status/ports.ts';
import { readRun } from './run-claims.ts';
import { sharedFor } from './shared-for.ts';
import { createSnapshotStore } from './snapshot-store.ts';
import { createStateStore } from './state-store.ts';
import { openTable, type Table } from './table.ts';
import type { TableConnection } from './table-client.ts';

/** Everything that is kept of one tenant, in one table. It is created by the first request that finds it absent. */
export interface TableStore {
  readonly poll: StateStore;
  readonly snapshots: SnapshotStore;
}

/** @param name 3 to 63 letters and digits */
export function createTableStore(connection: TableConnection, name: string, tenantId: string): TableStore {
  return storeOn(openTable(connection, name, tenantId));
}

const runRowSharedForMs = 100;

export function storeOn(table: Table): TableStore {
  // Every answer needs this one row. An earlier run row never makes other rows look newer than they are.
  const run = sharedFor(runRowSharedForMs, async () => (await readRun(table))?.record);
  return { poll: createStateStore(table, run.forget), snapshots: createSnapshotStore(table, run.get) };
}

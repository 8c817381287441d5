import type { RunStore, StateStore } from '../poll/ports.ts';
import type { SnapshotStore } from '../status/ports.ts';
import { createRunStore, readRun } from './run-store.ts';
import { sharedFor } from './shared-for.ts';
import { createSnapshotStore } from './snapshot-store.ts';
import { createStateStore } from './state-store.ts';
import { openTable, type Table } from './table.ts';
import type { TableConnection } from './table-client.ts';

/** Everything that is kept of one tenant, in one table. It is created by the first request that finds it absent. */
export interface TableStore {
  readonly poll: StateStore & RunStore;
  readonly snapshots: SnapshotStore;
}

/** @param name 3 to 63 letters and digits */
export function createTableStore(connection: TableConnection, name: string, tenantId: string): TableStore {
  return storeOn(openTable(connection, name, tenantId));
}

/** Milliseconds. */
const runRowSharedFor = 100;

export function storeOn(table: Table): TableStore {
  // Every answer needs this one row. An earlier run row never makes other rows look newer than they are.
  const run = sharedFor(runRowSharedFor, async () => (await readRun(table))?.record);
  return {
    // Assigned to the object that counts: a spread would copy the count of this moment.
    poll: Object.assign(createStateStore(table), createRunStore(table, run.forget)),
    snapshots: createSnapshotStore(table, run.get),
  };
}

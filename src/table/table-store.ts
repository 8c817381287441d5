import type { RunStore, StateStore } from '../poll/ports.ts';
import type { SnapshotStore } from '../status/ports.ts';
import { createRunStore } from './run-store.ts';
import { createSnapshotStore } from './snapshot-store.ts';
import { createStateStore } from './state-store.ts';
import { openTable } from './table.ts';
import type { TableConnection } from './table-client.ts';

/** Everything that is kept of one tenant, in one table. It is created by the first request that finds it absent. */
export interface TableStore {
  readonly poll: StateStore & RunStore;
  readonly snapshots: SnapshotStore;
}

/** @param name 3 to 63 letters and digits */
export function createTableStore(connection: TableConnection, name: string, tenantId: string): TableStore {
  const table = openTable(connection, name, tenantId);
  const states = createStateStore(table);
  return {
    // Assigned to the object that counts: a spread would copy the count of this moment.
    poll: Object.assign(states, createRunStore(table)),
    snapshots: createSnapshotStore(table),
  };
}

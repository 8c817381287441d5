import type { RunStore, StateStore } from '../poll/ports.ts';
import type { SnapshotStore } from '../status/ports.ts';
import { createRunStore } from './run-store.ts';
import { createSnapshotStore } from './snapshot-store.ts';
import { createStateStore } from './state-store.ts';
import { openTable, type TableConnection } from './table.ts';

/** Everything that is kept of one tenant, in one table. It is created by the first request that finds it absent. */
export interface TableStore {
  readonly poll: StateStore & RunStore;
  readonly snapshots: SnapshotStore;
}

/** @param name 3 to 63 letters and digits */
export function createTableStore(connection: TableConnection, name: string, tenantId: string): TableStore {
  const table = openTable(connection, name, tenantId);
  const states = createStateStore(table);
  const runs = createRunStore(table);
  return {
    poll: {
      get transactions() {
        return states.transactions;
      },
      load: states.load,
      reload: states.reload,
      record: states.record,
      refresh: states.refresh,
      waiting: states.waiting,
      acknowledge: states.acknowledge,
      prune: states.prune,
      ...runs,
    },
    snapshots: createSnapshotStore(table),
  };
}

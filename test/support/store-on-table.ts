import { createRunStore } from '../../src/table/run-store.ts';
import { createSnapshotStore } from '../../src/table/snapshot-store.ts';
import { createStateStore } from '../../src/table/state-store.ts';
import type { Table } from '../../src/table/table.ts';
import type { TableStore } from '../../src/table/table-store.ts';

/** The real store, its codec of rows included, on a table in memory. */
export function storeOnTable(table: Table): TableStore {
  return {
    poll: Object.assign(createStateStore(table), createRunStore(table)),
    snapshots: createSnapshotStore(table),
  };
}

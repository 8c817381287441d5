import { storeOn } from '../../src/table/store.ts';
import { describeStateStore } from '../contract/state-store/describe-state-store.ts';
import { tenantId } from '../contract/state-store/job-changes.ts';
import { MemoryTable } from '../support/memory-table.ts';

// What is put through the table in memory says something only as long as the store cannot tell it from the service.
describeStateStore('The store on a table in memory', async () => {
  const table = new MemoryTable(tenantId);
  const { poll: store, snapshots, feed } = storeOn(table);
  return { store, snapshots, feed, other: storeOn(table).poll, put: (row) => table.put(row) };
});

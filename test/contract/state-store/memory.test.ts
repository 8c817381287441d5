import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { describeStateStore } from './describe-state-store.ts';

describeStateStore('The store in memory', async () => {
  const store = new MemoryStateStore();
  return {
    store,
    snapshots: store,
    feed: store.feed,
    other: new MemoryStateStore(store.table),
    put: (row) => store.table.put(row),
  };
});

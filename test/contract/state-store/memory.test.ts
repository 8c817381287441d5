import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { describeStateStore } from './describe-state-store.ts';

describeStateStore('The store in memory', async () => {
  const store = new MemoryStateStore();
  return { poll: store, snapshots: store, other: store };
});

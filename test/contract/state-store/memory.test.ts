import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { describeStateStore } from './state-store-contract.ts';

describeStateStore('in memory', () => {
  const store = new MemoryStateStore();
  const stores = { poll: store, snapshots: store };
  return { ...stores, another: () => stores };
});

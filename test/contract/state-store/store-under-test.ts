import type { ClaimedStore, StateStore } from '../../../src/poll/ports.ts';
import type { SnapshotStore } from '../../../src/views/ports.ts';

interface StoreUnderTest {
  readonly store: StateStore;
  readonly snapshots: SnapshotStore;
  /** The same data as another process sees them. */
  readonly other: StateStore;
}

/** An empty store for one test. */
export type MakeStore = () => Promise<StoreUnderTest>;
/** An empty store, and the store of the run that works on it. */
export type MakeClaimed = () => Promise<StoreUnderTest & { readonly poll: ClaimedStore }>;

import type { ClaimedStore, StateStore } from '../../../src/poll/ports.ts';
import type { Row } from '../../../src/table/columns.ts';
import type { EventFeed, EventResender, SnapshotStore } from '../../../src/views/ports.ts';

interface StoreUnderTest {
  readonly store: StateStore;
  readonly snapshots: SnapshotStore;
  readonly feed: EventFeed & EventResender;
  /** The same data as another process sees them. */
  readonly other: StateStore;
  /** Puts a row there past the store, as another version of it would. */
  put(row: Row): Promise<void>;
}

/** An empty store for one test. */
export type MakeStore = () => Promise<StoreUnderTest>;
/** An empty store, and the store of the run that works on it. */
export type MakeClaimed = () => Promise<StoreUnderTest & { readonly poll: ClaimedStore }>;

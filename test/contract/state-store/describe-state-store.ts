import { describe } from 'vitest';
import type { RunStore, StateStore } from '../../../src/poll/ports.ts';
import type { SnapshotStore } from '../../../src/status/ports.ts';
import { describeBodies } from './describe-bodies.ts';
import { describeEdges } from './describe-edges.ts';
import { describeEpisodes } from './describe-episodes.ts';
import { describeReading } from './describe-reading.ts';
import { describeRuns } from './describe-runs.ts';
import { describeWriting } from './describe-writing.ts';

export interface StoreUnderTest {
  readonly poll: StateStore & RunStore;
  readonly snapshots: SnapshotStore;
  /** The same data as another process sees them. */
  readonly other: StateStore & RunStore;
}

/** An empty store for one test. */
export type MakeStore = () => Promise<StoreUnderTest>;

/** What every store keeps to, in memory or not. */
export function describeStateStore(name: string, makeStore: MakeStore): void {
  describe(`${name}, written`, () => describeWriting(makeStore));
  describe(`${name}, with bodies`, () => describeBodies(makeStore));
  describe(`${name}, with two runs`, () => describeRuns(makeStore));
  describe(`${name}, read`, () => describeReading(makeStore));
  describe(`${name}, asked for episodes`, () => describeEpisodes(makeStore));
  describe(`${name}, at its edges`, () => describeEdges(makeStore));
}

import { describe } from 'vitest';
import type { MadeStore } from './fixtures.ts';
import { describeOutbox } from './outbox-contract.ts';
import { describePruning } from './pruning-contract.ts';
import { describeRecording } from './recording-contract.ts';
import { describeRefreshing } from './refreshing-contract.ts';
import { describeRuns } from './runs-contract.ts';
import { describeSnapshots } from './snapshots-contract.ts';

/** What every store does, be it maps or Table Storage. `make` makes an empty one for each test. */
export function describeStateStore(name: string, make: () => MadeStore): void {
  describe(`a state store: ${name}`, () => {
    describeRecording(make);
    describeRefreshing(make);
    describeOutbox(make);
    describeRuns(make);
    describeSnapshots(make);
    describePruning(make);
  });
}

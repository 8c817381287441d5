import { expect, test } from 'vitest';
import {
  conditionTypes,
  eventTypes,
  type Stream,
  streams,
} from '../../../src/contract/events/event-names.ts';
import type { KeyRange } from '../../../src/table/keys.ts';
import type { RowQuery } from '../../../src/table/partition.ts';
import { storeOn } from '../../../src/table/store.ts';
import type { SnapshotStore, StoredState } from '../../../src/views/ports.ts';
import { minute, tenantId } from '../../contract/state-store/job-changes.ts';
import { MemoryTable } from '../../support/memory-table.ts';

/** Of a filter: the key of the partition, and the two ends of a range of rows. */
const comparisonsOfKeys = 3;

/** Counts the comparisons of the largest filter that it was asked. */
class CountingTable extends MemoryTable {
  most = 0;

  override async *pages(range: KeyRange, query: RowQuery) {
    const { length } = query.where?.match(/ (?:eq|ne|ge|gt|le|lt) /g) ?? [];
    this.most = Math.max(this.most, comparisonsOfKeys + length);
    yield* super.pages(range, query);
  }
}

function subsetsOf<T>(all: readonly T[]): T[][] {
  return all.reduce<T[][]>((subsets, one) => subsets.flatMap((few) => [few, [...few, one]]), [[]]);
}

const page = { size: 10, after: undefined };
const span = { from: minute(1), to: minute(2) };
const rows: readonly StoredState[] = ['open', 'quiet', 'removed', 'unwatched'];

/** Every call that asks for rows by what is in them, as largely as it can be asked. */
const calls: readonly [string, (snapshots: SnapshotStore) => Promise<unknown>[]][] = [
  ['a survey', (snapshots) => subsetsOf([...rows, 'unreadable' as const]).map((of) => snapshots.survey(of))],
  [
    'a survey of what may be unknown',
    (snapshots) => subsetsOf(['open', 'unreadable', 'undecided'] as const).map((of) => snapshots.survey(of)),
  ],
  ['a list of jobs', (snapshots) => subsetsOf(rows).map((of) => snapshots.jobs(of, page))],
  [
    'a history',
    (snapshots) =>
      subsetsOf<Stream>(streams).map((about) => snapshots.history('sp', 'job', page, { ...span, about })),
  ],
  [
    'a list of episodes',
    (snapshots) =>
      subsetsOf(conditionTypes).map((about) => snapshots.episodes('sp', 'job', page, { ...span, about })),
  ],
  ['all that ended', (snapshots) => [snapshots.ended(minute(0))]],
];

test.each([0, 1, 5, 8, 9, 12])('a feed of %d types takes no more either', async (count) => {
  const table = new CountingTable(tenantId);
  const types = eventTypes.slice(0, count);
  await storeOn(table).feed.events(0, 1, { types, servicePrincipalId: 'sp' }, 10);
  expect(table.most).toBeLessThanOrEqual(15);
});

test.each(calls)('%s takes no more comparisons than the service does, which are fifteen', async (_, call) => {
  const table = new CountingTable(tenantId);
  await Promise.all(call(storeOn(table).snapshots));
  expect(table.most).toBeGreaterThan(comparisonsOfKeys);
  expect(table.most).toBeLessThanOrEqual(15);
});

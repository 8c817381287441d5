import type { TransactionAction } from '@azure/data-tables';
import type { FeedPlace } from '../views/ports.ts';
import { lenient, longNumber, readersOf, writeColumns } from './columns.ts';
import type { Fence } from './fence.ts';
import { feedRowKey } from './keys.ts';
import type { Table } from './partition.ts';

/** What a transaction does besides moving the feed. */
export interface FeedPlan {
  readonly next: FeedPlace;
  readonly actions: readonly TransactionAction[];
}

const columns = { last: lenient(longNumber, 0), prunedThrough: lenient(longNumber, 0) };
const read = readersOf(columns);

interface KnownPlace extends FeedPlace {
  /** Undefined when there is no row. */
  readonly etag: string | undefined;
}

/** The feed's row as this process last wrote or read it is remembered, from one run to the next: a write then needs no read. */
export class Feed {
  readonly #table: Table;
  #known: KnownPlace | undefined;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * One transaction that moves the feed: numbers rise in the order of commits, because each of them rests on the last. Not to be called
   * twice at once by one run.
   *
   * @returns the plan that was written; undefined on a conflict
   */
  async write<Plan extends FeedPlan>(
    fence: Fence,
    planAt: (place: FeedPlace) => Plan,
  ): Promise<Plan | undefined> {
    let before = this.#known ?? (await readPlace(this.#table));
    for (let isFirst = true; ; isFirst = false) {
      const plan = planAt(before);
      const { next, actions } = plan;
      // Where the answer is lost it may have been committed: then nothing is known.
      this.#known = undefined;
      const written = await fence.transact([moveFeed(this.#table, before, next), ...actions]);
      if (written) {
        const [etag] = written.etags;
        if (etag !== undefined) this.#known = { ...next, etag };
        return plan;
      }
      const now = await readPlace(this.#table);
      this.#known = now;
      if (!isFirst || now.etag === before.etag) return undefined;
      before = now;
    }
  }
}

/** The place as it is in the table: one point read. */
export async function readPlace(table: Table): Promise<KnownPlace> {
  const row = await table.get(feedRowKey);
  return row
    ? { last: read.last(row), prunedThrough: read.prunedThrough(row), etag: row.etag }
    : { last: 0, prunedThrough: 0, etag: undefined };
}

/** Moves the feed, if it is where it was. */
export function moveFeed(
  { partitionKey }: Pick<Table, 'partitionKey'>,
  { etag }: KnownPlace,
  { last, prunedThrough }: FeedPlace,
): TransactionAction {
  const next = { partitionKey, rowKey: feedRowKey, ...writeColumns(columns, { last, prunedThrough }) };
  return etag === undefined ? ['create', next] : ['update', next, 'Replace', { etag }];
}

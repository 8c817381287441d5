import type { TransactionAction } from '@azure/data-tables';
import { lenient, longNumber, readersOf, writeColumns } from './columns.ts';
import type { Fence } from './fence.ts';
import { feedRowKey } from './keys.ts';
import type { Table } from './partition.ts';

/** Where the tenant's feed of events has come to. */
export interface FeedPlace {
  /** The highest number that an event was given; 0 before the first. */
  readonly last: number;
  /** The highest number of an event that was deleted for its age; 0 before the first. */
  readonly prunedThrough: number;
}

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
    let before = this.#known ?? (await this.#read());
    for (let isFirst = true; ; isFirst = false) {
      const plan = planAt(before);
      const { next, actions } = plan;
      // Where the answer is lost it may have been committed: then nothing is known.
      this.#known = undefined;
      const written = await fence.transact([this.#move(before, next), ...actions]);
      if (written) {
        if (written.etag !== undefined) this.#known = { ...next, etag: written.etag };
        return plan;
      }
      const now = await this.#read();
      this.#known = now;
      if (!isFirst || now.etag === before.etag) return undefined;
      before = now;
    }
  }

  async #read(): Promise<KnownPlace> {
    const row = await this.#table.get(feedRowKey);
    return row
      ? { last: read.last(row), prunedThrough: read.prunedThrough(row), etag: row.etag }
      : { last: 0, prunedThrough: 0, etag: undefined };
  }

  #move({ etag }: KnownPlace, { last, prunedThrough }: FeedPlace): TransactionAction {
    const { partitionKey } = this.#table;
    const next = { partitionKey, rowKey: feedRowKey, ...writeColumns(columns, { last, prunedThrough }) };
    return etag === undefined ? ['create', next] : ['update', next, 'Replace', { etag }];
  }
}

import type { TransactionAction } from '@azure/data-tables';
import * as z from 'zod/mini';
import { longColumn, longNumber } from './columns.ts';
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

export interface Feed {
  /**
   * One transaction that moves the feed: numbers rise in the order of commits, because each of them rests on the last. Not to be called
   * twice at once by one run.
   */
  write(fence: Fence, plan: (place: FeedPlace) => FeedPlan): Promise<'written' | 'conflict'>;
}

interface Known extends FeedPlace {
  /** Undefined when there is no row. */
  readonly etag: string | undefined;
}

const numberOrNone = z.catch(longNumber, 0);
const row = z.object({ last: numberOrNone, prunedThrough: numberOrNone });

/** The feed's row as this process last wrote or read it is remembered, from one run to the next: a write then needs no read. */
export function createFeed(table: Table): Feed {
  let known: Known | undefined;

  const read = async (): Promise<Known> => {
    const stored = await table.get(feedRowKey);
    return { last: 0, prunedThrough: 0, ...row.safeParse(stored).data, etag: stored?.etag };
  };

  const move = ({ etag }: Known, { last, prunedThrough }: FeedPlace): TransactionAction => {
    const columns = { last: longColumn(last), prunedThrough: longColumn(prunedThrough) };
    const next = { partitionKey: table.partitionKey, rowKey: feedRowKey, ...columns };
    return etag === undefined ? ['create', next] : ['update', next, 'Replace', { etag }];
  };

  return {
    async write(fence, plan) {
      let before = known ?? (await read());
      for (let isFirst = true; ; isFirst = false) {
        const { next, actions } = plan(before);
        // Where the answer is lost it may have been committed: then nothing is known.
        known = undefined;
        const written = await fence.transact([move(before, next), ...actions]);
        if (written) {
          if (written.etag !== undefined) known = { ...next, etag: written.etag };
          return 'written';
        }
        const now = await read();
        known = now;
        if (!isFirst || now.etag === before.etag) return 'conflict';
        before = now;
      }
    },
  };
}

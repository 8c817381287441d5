import type { TransactionAction } from '@azure/data-tables';
import { TakenOverError } from '../core/errors.ts';
import { fenceRowKey } from './keys.ts';
import type { Table, Written } from './partition.ts';
import type { Row } from './stored-row.ts';

/** Transactions of a run in flight at once: each lane has a fence row of its own, so that they do not disturb each other. */
export const lanes: readonly number[] = [0, 1, 2, 3];

/** What a run has to pass with every write: it may write as long as the rows of its fence are there. */
export interface Fence {
  /** @throws TakenOverError once another run is known to have taken over */
  check(): void;
  /**
   * A transaction of the run; undefined on a conflict that is none of the fence.
   * @throws TakenOverError when another run has taken over, or the table is another one
   */
  transact(actions: readonly TransactionAction[]): Promise<Written | undefined>;
  /** From now on nothing is written. @throws TakenOverError */
  lose(): never;
}

/** The rows of a run's fence. */
export function fenceOf(partitionKey: string, run: string): readonly Row[] {
  return lanes.map((lane) => ({ partitionKey, rowKey: fenceRowKey(run, lane) }));
}

export function createFence(table: Table, run: string): Fence {
  const free = [...fenceOf(table.partitionKey, run)];
  const waiting: ((lane: Row) => void)[] = [];
  let isLost = false;

  const check = (): void => {
    if (isLost) throw new TakenOverError();
  };
  const lose = (): never => {
    isLost = true;
    throw new TakenOverError();
  };

  return {
    check,
    lose,
    async transact(actions) {
      check();
      const lane = free.pop() ?? (await new Promise<Row>((resolve) => waiting.push(resolve)));
      try {
        check();
        // Whichever row it creates, a merge of this one fails with 404 when the row is gone, and all else with it.
        const written = await table.transact([...actions, ['update', lane, 'Merge', { etag: '*' }]]);
        if (!written && !(await table.get(lane.rowKey, []))) lose();
        return written;
      } finally {
        // Handed on and not put back: whoever comes between would find it, and the one who waits would not.
        const next = waiting.shift();
        if (next) next(lane);
        else free.push(lane);
      }
    },
  };
}

import type { TransactionAction } from '@azure/data-tables';
import { TakenOverError } from '../core/errors.ts';
import type { Row } from './columns.ts';
import { fenceRowKey } from './keys.ts';
import type { Table, Written } from './partition.ts';

/** Transactions of a run in flight at once: each lane has a fence row of its own, so that they do not disturb each other. */
export const lanes: readonly number[] = [0, 1, 2, 3];

/** The service takes 100 rows in a transaction, of which one is the fence's. */
export const mostActions = 99;

/** Items in groups that fit a transaction, with one action each. */
export function groupsOf<T>(items: readonly T[], size = mostActions): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, group) =>
    items.slice(group * size, (group + 1) * size),
  );
}

/** The rows of a run's fence. */
export function fenceOf(partitionKey: string, run: string): readonly Row[] {
  return lanes.map((lane) => ({ partitionKey, rowKey: fenceRowKey(run, lane) }));
}

/** What a run has to pass with every write: it may write as long as the rows of its fence are there. */
export class Fence {
  readonly #table: Table;
  readonly #free: Row[];
  readonly #waiting: ((lane: Row) => void)[] = [];
  readonly #written: (actions: readonly TransactionAction[], written: Written) => void;
  #isLost = false;

  /** @param written is called after each transaction that was committed */
  constructor(
    table: Table,
    run: string,
    written: (actions: readonly TransactionAction[], written: Written) => void = () => undefined,
  ) {
    this.#table = table;
    this.#written = written;
    this.#free = [...fenceOf(table.partitionKey, run)];
  }

  /** @throws TakenOverError once another run is known to have taken over */
  check(): void {
    if (this.#isLost) throw new TakenOverError();
  }

  /** From now on nothing is written. @throws TakenOverError */
  lose(): never {
    this.#isLost = true;
    throw new TakenOverError();
  }

  /**
   * A transaction of the run; undefined on a conflict that is none of the fence.
   * @throws TakenOverError when another run has taken over, or the table is another one
   */
  async transact(actions: readonly TransactionAction[]): Promise<Written | undefined> {
    this.check();
    const lane = this.#free.pop() ?? (await new Promise<Row>((resolve) => this.#waiting.push(resolve)));
    try {
      this.check();
      // Whichever row it creates, a merge of this one fails with 404 when the row is gone, and all else with it.
      const written = await this.#table.transact([...actions, ['update', lane, 'Merge', { etag: '*' }]]);
      if (written) this.#written(actions, written);
      else if (!(await this.#table.get(lane.rowKey, []))) this.lose();
      return written;
    } finally {
      // Handed on and not put back: another caller could take it before the one that waits.
      const next = this.#waiting.shift();
      if (next) next(lane);
      else this.#free.push(lane);
    }
  }
}

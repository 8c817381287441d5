import type { TransactionAction } from '@azure/data-tables';
import { RefusedWriteError, StoreError } from '../../../src/core/errors.ts';
import type { StoredRow } from '../../../src/table/columns.ts';
import type { KeyRange } from '../../../src/table/keys.ts';
import type { RowQuery, Written } from '../../../src/table/partition.ts';
import { MemoryTable } from '../../support/memory-table.ts';
import { eachStep } from './around.ts';
import { running } from './running.ts';

/** What is wrong with the table until that is mended. */
export interface TableTrouble {
  /** Rows of jobs that it will not have, such as those that are too large. */
  readonly refused: Set<string>;
  /** Rows of jobs whose transactions fail. */
  readonly failing: Set<string>;
  /** Whether events that were sent cannot be deleted. */
  failsDeletes: boolean;
  /** Whether every second transaction is committed and its answer lost. */
  losesAnswers: boolean;
}

/** The table of the model. Each request of a poll goes through what stands around that poll. */
export class ModelTable extends MemoryTable {
  readonly trouble: TableTrouble = {
    refused: new Set(),
    failing: new Set(),
    failsDeletes: false,
    losesAnswers: false,
  };
  #transactions = 0;

  mend(): void {
    this.trouble.refused.clear();
    this.trouble.failing.clear();
    this.trouble.failsDeletes = false;
    this.trouble.losesAnswers = false;
  }

  override get(rowKey: string, columns?: readonly string[]): Promise<StoredRow | undefined> {
    return this.#through('table.get', () => super.get(rowKey, columns));
  }

  override async *pages(range: KeyRange, query: RowQuery) {
    const around = running.getStore()?.around;
    yield* around ? eachStep(around, 'table.page', super.pages(range, query)) : super.pages(range, query);
  }

  override transact(actions: readonly TransactionAction[]): Promise<Written | undefined> {
    return this.#through(`table.${purposeOf(actions)}`, async () => {
      const { losesAnswers } = this.trouble;
      this.#fail(actions);
      const written = await super.transact(actions);
      if (losesAnswers && this.#transactions++ % 2 === 1)
        throw new StoreError('StorageUnavailable', 'the answer was lost');
      return written;
    });
  }

  #fail(actions: readonly TransactionAction[]): void {
    const { refused, failing, failsDeletes } = this.trouble;
    for (const [kind, { rowKey }, mode] of actions) {
      if (kind === 'delete' && failsDeletes && rowKey.startsWith('outbox|'))
        throw new StoreError('StorageBusy', 'no delete');
      if (kind !== 'delete' && failing.has(rowKey)) throw new StoreError('StorageBusy', 'no write');
      if (kind !== 'delete' && mode !== 'Merge' && refused.has(rowKey))
        throw new RefusedWriteError('StorageRefused', 'too large');
    }
  }

  #through<T>(call: string, effect: () => Promise<T>): Promise<T> {
    const around = running.getStore()?.around;
    return around ? around(call, effect) : effect();
  }
}

/** What a transaction is for: the name that a fault has. */
function purposeOf(actions: readonly TransactionAction[]): string {
  const does = (kind: 'any' | TransactionAction[0], prefix: string) =>
    actions.some(([each, { rowKey }]) => (kind === 'any' || each === kind) && rowKey.startsWith(prefix));
  if (does('any', 'run|latest')) return does('upsert', 'run|fence') ? 'claim' : 'runRow';
  if (does('create', 'event|')) return 'record';
  if (does('delete', 'outbox|')) return 'acknowledge';
  if (does('delete', 'event|') || does('delete', 'latest|')) return 'prune';
  return 'refresh';
}

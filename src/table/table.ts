import { odata, type TransactionAction } from '@azure/data-tables';
import type { KeyRange } from './keys.ts';
import { readPage } from './read-page.ts';
import {
  isConflict,
  isRefusal,
  isRowMissing,
  isTableMissing,
  noTableError,
  refusedWriteError,
  storeError,
} from './store-errors.ts';
import type { Row, StoredRow } from './stored-row.ts';
import { createTableClient, type TableConnection } from './table-client.ts';

/**
 * One tenant's partition of the table, which is created by the first request that finds it absent. Every method throws
 * StoreError when the service cannot be used.
 */
export interface Table {
  readonly partitionKey: string;
  /** Requests sent so far, retries included. */
  readonly requests: number;
  /** Undefined when there is no such row. All columns unless some are named. */
  get(rowKey: string, columns?: readonly string[]): Promise<StoredRow | undefined>;
  /** The rows of a range in pages of at most 1,000, which the service may cut shorter. */
  pages(range: KeyRange, query: RowQuery): AsyncIterable<readonly StoredRow[]>;
  /** Replaces the row of that ETag, or creates it where there is none. */
  put(row: Row, etag: string | undefined): Promise<{ readonly etag: string | undefined } | 'conflict'>;
  /** False when the row is gone, or not of that ETag any more. */
  remove(rowKey: string, etag?: string): Promise<boolean>;
  /** All or nothing; false on a conflict. @throws RefusedWriteError when these very rows are refused */
  transact(actions: readonly TransactionAction[]): Promise<boolean>;
}

export interface RowQuery {
  /** All columns when absent. */
  readonly columns?: readonly string[];
  /** A further OData condition. The service takes 15 comparisons in all, of which three name the range. */
  readonly where?: string;
  readonly pageSize?: number;
}

export function openTable(connection: TableConnection, name: string, partitionKey: string): Table {
  let requests = 0;
  const client = createTableClient(connection, name, () => {
    requests++;
  });

  const createTable = async (): Promise<void> => {
    try {
      await client.createTable();
    } catch (error) {
      throw noTableError(error, name);
    }
  };

  const attempt = async <T>(operation: () => Promise<T>): Promise<T> => {
    try {
      return await operation();
    } catch (error) {
      if (!isTableMissing(error)) throw error;
      await createTable();
      return await operation();
    }
  };

  /** Runs an operation; an error that is `expected` is the answer `instead`. */
  const run = async <T, E>(
    operation: () => Promise<T>,
    expected: (error: unknown) => boolean,
    instead: E,
  ): Promise<T | E> => {
    try {
      return await attempt(operation);
    } catch (error) {
      if (expected(error)) return instead;
      throw storeError(error, name);
    }
  };

  return {
    partitionKey,
    get requests() {
      return requests;
    },

    get(rowKey, columns) {
      const options = columns ? { queryOptions: { select: selected(columns) } } : {};
      const read = () => client.getEntity<Record<string, unknown>>(partitionKey, rowKey, options);
      return run(read, isRowMissing, undefined);
    },

    async *pages({ from, to }, { columns, where, pageSize = 1000 }) {
      const keys = odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${to}`;
      const query = {
        filter: where === undefined ? keys : `${keys} and (${where})`,
        ...(columns && { select: selected(columns) }),
      };
      let next: string | undefined;
      do {
        // Each page is a request of its own, so that it can be sent again once the table is there.
        const settings = { maxPageSize: pageSize, ...(next && { continuationToken: next }) };
        const page = await attempt(() => readPage(client, query, settings)).catch((error: unknown) => {
          throw storeError(error, name);
        });
        yield page.rows;
        next = page.next;
      } while (next);
    },

    put(row, etag) {
      const write = async () => {
        const written = await (etag === undefined
          ? client.createEntity(row)
          : client.updateEntity(row, 'Replace', { etag }));
        return { etag: written.etag };
      };
      return run(write, isConflict, 'conflict');
    },

    remove(rowKey, etag = '*') {
      const remove = async () => {
        await client.deleteEntity(partitionKey, rowKey, { etag });
        return true;
      };
      return run(remove, isConflict, false);
    },

    transact(actions) {
      const submit = async () => {
        try {
          await client.submitTransaction([...actions]);
        } catch (error) {
          throw isRefusal(error) ? refusedWriteError(error, name) : error;
        }
        return true;
      };
      return run(submit, isConflict, false);
    },
  };
}

function selected(columns: readonly string[]): string[] {
  return ['PartitionKey', 'RowKey', ...columns];
}

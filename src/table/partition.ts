import { odata, type TransactionAction } from '@azure/data-tables';
import type { Instant } from '../core/instant.ts';
import { type CredentialOf, createTableClient, type TableConnection } from './client.ts';
import type { StoredRow } from './columns.ts';
import { withEtagsOfDeletes } from './conditional-delete.ts';
import type { KeyRange } from './keys.ts';
import { readServicePage } from './service-page.ts';
import {
  isConflict,
  isRefusal,
  isRowMissing,
  isTableMissing,
  noTableError,
  refusedWriteError,
  storeError,
} from './store-errors.ts';

/**
 * One tenant's partition of the table, which is created by the first request that finds it absent. Every method throws
 * StoreError when the service cannot be used.
 */
export interface Table {
  readonly partitionKey: string;
  /** Requests sent so far, retries included. */
  readonly requests: number;
  /** The service's time of day, in whole seconds, by its last answer; undefined where it gave none. */
  readonly date: Instant | undefined;
  /** Undefined when there is no such row. All columns unless some are named. */
  get(rowKey: string, columns?: readonly string[]): Promise<StoredRow | undefined>;
  /** The rows of a range in pages of at most 1,000, which the service may cut shorter. */
  pages(range: KeyRange, query: RowQuery): AsyncIterable<readonly StoredRow[]>;
  /**
   * All or nothing; undefined on a conflict: a row is there that was to be created, or is gone or of another version than an update or
   * a delete names (that of a delete is the `etag` of its entity).
   *
   * @throws RefusedWriteError when these very rows are refused
   */
  transact(actions: readonly TransactionAction[]): Promise<Written | undefined>;
}

export interface Written {
  /** The version of the first action's row; undefined where the service does not give it. */
  readonly etag: string | undefined;
}

export interface RowQuery {
  /** All columns when absent. */
  readonly columns?: readonly string[];
  /** A further OData condition. The service takes 15 comparisons in all, of which three name the range. */
  readonly where?: string;
  readonly pageSize?: number;
}

export function openTable(
  connection: TableConnection,
  credentialOf: CredentialOf,
  name: string,
  partitionKey: string,
): Table {
  let requests = 0;
  let date: Instant | undefined;
  const client = createTableClient(connection, credentialOf, name, {
    requested() {
      requests++;
    },
    answeredAt(text) {
      const time = Date.parse(text);
      date = Number.isNaN(time) ? undefined : new Date(time).toISOString();
    },
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
    get date() {
      return date;
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
        const page = await attempt(() => readServicePage(client, query, settings)).catch((error: unknown) => {
          throw storeError(error, name);
        });
        yield page.rows;
        next = page.next;
      } while (next);
    },

    transact(actions) {
      const submit = async (): Promise<Written> => {
        try {
          const { subResponses } = await withEtagsOfDeletes(actions, () =>
            client.submitTransaction([...actions]),
          );
          return { etag: subResponses[0]?.etag };
        } catch (error) {
          throw isRefusal(error) ? refusedWriteError(error, name) : error;
        }
      };
      return run(submit, isConflict, undefined);
    },
  };
}

function selected(columns: readonly string[]): string[] {
  return ['PartitionKey', 'RowKey', ...columns];
}

import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
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
  /** The version of each action's row, in their order; undefined where the service does not give it. */
  readonly etags: readonly (string | undefined)[];
}

export interface RowQuery {
  /** All columns when absent. */
  readonly columns?: readonly string[];
  /** A further OData condition. The service takes 15 comparisons in all, of which three name the range. */
  readonly where?: string;
  readonly pageSize?: number;
}

/** The partition in Table Storage. */
export class ServiceTable implements Table {
  readonly partitionKey: string;
  readonly #name: string;
  readonly #client: TableClient;
  #requests = 0;
  #date: Instant | undefined;

  /** @param name of the table */
  constructor(connection: TableConnection, credentialOf: CredentialOf, name: string, partitionKey: string) {
    this.partitionKey = partitionKey;
    this.#name = name;
    this.#client = createTableClient(connection, credentialOf, name, {
      requested: () => {
        this.#requests++;
      },
      answeredAt: (text) => {
        const time = Date.parse(text);
        this.#date = Number.isNaN(time) ? undefined : new Date(time).toISOString();
      },
    });
  }

  get requests(): number {
    return this.#requests;
  }

  get date(): Instant | undefined {
    return this.#date;
  }

  get(rowKey: string, columns?: readonly string[]): Promise<StoredRow | undefined> {
    const options = columns ? { queryOptions: { select: selected(columns) } } : {};
    const read = () => this.#client.getEntity<Record<string, unknown>>(this.partitionKey, rowKey, options);
    return this.#run(read, isRowMissing);
  }

  async *pages(
    { from, to }: KeyRange,
    { columns, where, pageSize = 1000 }: RowQuery,
  ): AsyncGenerator<readonly StoredRow[]> {
    const keys = odata`PartitionKey eq ${this.partitionKey} and RowKey ge ${from} and RowKey lt ${to}`;
    const query = {
      filter: where === undefined ? keys : `${keys} and (${where})`,
      ...(columns && { select: selected(columns) }),
    };
    let next: string | undefined;
    do {
      // Each page is a request of its own, so that it can be sent again once the table is there.
      const settings = { maxPageSize: pageSize, ...(next && { continuationToken: next }) };
      const read = () => readServicePage(this.#client, query, settings);
      const page = await this.#attempt(read).catch((error: unknown) => {
        throw storeError(error, this.#name);
      });
      yield page.rows;
      next = page.next;
    } while (next);
  }

  transact(actions: readonly TransactionAction[]): Promise<Written | undefined> {
    const submit = async (): Promise<Written> => {
      try {
        const { subResponses } = await withEtagsOfDeletes(actions, () =>
          this.#client.submitTransaction([...actions]),
        );
        return { etags: subResponses.map(({ etag }) => etag) };
      } catch (error) {
        throw isRefusal(error) ? refusedWriteError(error, this.#name) : error;
      }
    };
    return this.#run(submit, isConflict);
  }

  /** Runs an operation; undefined for an error that is `expected`. */
  async #run<T>(operation: () => Promise<T>, expected: (error: unknown) => boolean): Promise<T | undefined> {
    try {
      return await this.#attempt(operation);
    } catch (error) {
      if (expected(error)) return undefined;
      throw storeError(error, this.#name);
    }
  }

  /** Runs an operation, after creating the table where it is not there. */
  async #attempt<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      if (!isTableMissing(error)) throw error;
      await this.#client.createTable().catch((failure: unknown) => {
        throw noTableError(failure, this.#name);
      });
      return await operation();
    }
  }
}

function selected(columns: readonly string[]): string[] {
  return ['PartitionKey', 'RowKey', ...columns];
}

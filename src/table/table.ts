import {
  type ListTableEntitiesOptions,
  odata,
  TableClient,
  type TableEntityResult,
  type TransactionAction,
} from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import type { KeyRange } from './keys.ts';
import { isTableMissing, storeError } from './store-errors.ts';

/** How Table Storage is reached: a connection string (emulators only), or the account's endpoint with a credential. */
export type TableConnection =
  | { readonly kind: 'connectionString'; readonly value: string }
  | { readonly kind: 'identity'; readonly tableServiceUri: string; readonly credential: TokenCredential };

export type Row = TableEntityResult<Record<string, unknown>>;

/** One tenant's partition of the table. */
export interface Table {
  readonly client: TableClient;
  readonly partitionKey: string;
  /** Requests sent so far, retries included. */
  readonly requests: number;
  /** Runs an operation; creates the table when it turns out to be absent. @throws StoreError, but for what `expected` accepts */
  run<T>(operation: () => Promise<T>, expected?: (error: unknown) => boolean): Promise<T>;
  /** The rows of a range in pages, at most 1,000 a page. */
  pages(range: KeyRange, query: RowQuery): AsyncIterable<readonly Row[]>;
  transact(actions: readonly TransactionAction[], expected: (error: unknown) => boolean): Promise<void>;
}

export interface RowQuery {
  /** All columns when absent. */
  readonly columns?: readonly string[];
  /** A further OData condition. */
  readonly where?: string;
  readonly pageSize?: number;
}

/** What a request may take; three retries of it stay below the patience of an HTTP caller. */
const requestTimeout = 20_000;

export function openTable(connection: TableConnection, name: string, tenantId: string): Table {
  const client = createClient(connection, name);
  let requests = 0;
  client.pipeline.addPolicy(
    {
      name: 'countingPolicy',
      sendRequest(request, next) {
        requests++;
        request.timeout = requestTimeout;
        return next(request);
      },
    },
    { afterPhase: 'Retry' },
  );

  const run: Table['run'] = async (operation, expected = () => false) => {
    try {
      return await operation().catch(async (error: unknown) => {
        if (!isTableMissing(error)) throw error;
        await client.createTable();
        return await operation();
      });
    } catch (error) {
      throw expected(error) ? error : storeError(error, name);
    }
  };
  return {
    client,
    partitionKey: tenantId,
    get requests() {
      return requests;
    },
    run,
    async *pages(range, { columns, where, pageSize = 1000 }) {
      const keys = odata`PartitionKey eq ${tenantId} and RowKey ge ${range.from} and RowKey lt ${range.to}`;
      const options: ListTableEntitiesOptions = {
        queryOptions: {
          filter: where === undefined ? keys : `${keys} and (${where})`,
          ...(columns && { select: ['PartitionKey', 'RowKey', ...columns] }),
        },
      };
      const pages = client.listEntities<Record<string, unknown>>(options).byPage({ maxPageSize: pageSize });
      while (true) {
        const page = await run(() => pages.next());
        if (page.done) return;
        yield page.value;
      }
    },
    async transact(actions, expected) {
      await run(() => client.submitTransaction([...actions]), expected);
    },
  };
}

function createClient(connection: TableConnection, name: string): TableClient {
  const retryOptions = { maxRetries: 3, retryDelayInMs: 300, maxRetryDelayInMs: 2_000 };
  if (connection.kind === 'connectionString') {
    return TableClient.fromConnectionString(connection.value, name, {
      retryOptions,
      allowInsecureConnection: true,
    });
  }
  return new TableClient(connection.tableServiceUri, name, connection.credential, { retryOptions });
}

interface Key {
  readonly PartitionKey: string;
  readonly RowKey: string;
}

interface Collection {
  readonly data: readonly Key[];
  /** By column; what is in here is kept up to date with each row that is written. */
  binaryIndices: object;
  findOne(key: Key): Key | null;
  on(event: 'insert' | 'update' | 'delete', listener: (row: Key) => void): void;
}

/** What is used of Azurite's LokiTableMetadataStore. */
export interface KeyedStore {
  getEntityCollection(...of: [account: string, table: string, context: object]): Collection;
  getMaxResultsOption(options: object): number;
  adjustQueryResultforTop(
    found: Key[],
    most: number,
  ): { nextPartitionKeyResponse?: string; nextRowKeyResponse?: string };
  decodeContinuationHeader(header: string | undefined): string | undefined;
  queryTableEntities(
    ...query: [
      context: object,
      account: string,
      table: string,
      options: object,
      nextPartitionKey?: string,
      nextRowKey?: string,
    ]
  ): Promise<unknown>;
}

/** Azurite's own reading of a query's filter. */
export type ConditionOf = (options: object, context: object) => (row: Key) => boolean;

/**
 * For each row that it writes Azurite looks at every row of the partition and moves every row of its indices, and for each page it
 * sorts the whole table. Here a row is found by its key, and a table is sorted once after a change: a tenant of 100,000 jobs can be
 * tried locally.
 */
export function findRowsByKey(tables: KeyedStore, conditionOf: ConditionOf): void {
  /** Undefined after a change, until the next query sorts it. */
  const sorted = new WeakMap<Collection, readonly Key[] | undefined>();

  const getEntityCollection = tables.getEntityCollection.bind(tables);
  tables.getEntityCollection = (...of) => {
    const collection = getEntityCollection(...of);
    if (sorted.has(collection)) return collection;
    sorted.set(collection, undefined);
    const rows = new Map(collection.data.map((row) => [nameOf(row), row]));
    const onChange = (event: 'insert' | 'update' | 'delete', change: (row: Key) => void) =>
      collection.on(event, (row) => {
        sorted.set(collection, undefined);
        change(row);
      });
    onChange('insert', (row) => rows.set(nameOf(row), row));
    onChange('update', (row) => rows.set(nameOf(row), row));
    onChange('delete', (row) => rows.delete(nameOf(row)));
    collection.findOne = (key) => rows.get(nameOf(key)) ?? null;
    collection.binaryIndices = {};
    return collection;
  };

  tables.queryTableEntities = async (context, account, table, options, nextPartitionKey, nextRowKey) => {
    const collection = tables.getEntityCollection(account, table, context);
    const rows = sorted.get(collection) ?? collection.data.toSorted(byKey);
    sorted.set(collection, rows);
    const from = {
      PartitionKey: tables.decodeContinuationHeader(nextPartitionKey) ?? '',
      RowKey: tables.decodeContinuationHeader(nextRowKey) ?? '',
    };
    const isAsked = conditionOf(options, context);
    const most = tables.getMaxResultsOption(options);
    const found: Key[] = [];
    for (const row of rows) {
      if (byKey(row, from) < 0 || !isAsked(row)) continue;
      // One more than fits, which says where the next page begins.
      if (found.push(row) > most) break;
    }
    const next = tables.adjustQueryResultforTop(found, most);
    return [found, next.nextPartitionKeyResponse, next.nextRowKeyResponse];
  };
}

function nameOf({ PartitionKey, RowKey }: Key): string {
  return JSON.stringify([PartitionKey, RowKey]);
}

function byKey(a: Key, b: Key): number {
  return compare(a.PartitionKey, b.PartitionKey) || compare(a.RowKey, b.RowKey);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

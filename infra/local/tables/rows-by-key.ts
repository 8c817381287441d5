import { type Row, RowsInOrder } from './rows-in-order.ts';

interface Collection {
  readonly data: StoredRow[];
  /** The names of the rows in `data`, at the same places. */
  idIndex: (number | undefined)[];
  /** By column; what is in here is kept up to date with each row that is written. */
  binaryIndices: object;
  /** Whether there is something to save. */
  dirty: boolean;
  findOne(key: Row): Row | null;
  get(id: number): readonly [StoredRow | undefined, number];
  remove(row: StoredRow): void;
  emit(event: 'delete', row: Row): void;
  on(event: 'insert' | 'update' | 'delete', listener: (row: StoredRow) => void): void;
}

interface StoredRow extends Row {
  /** Names the row while it is stored. */
  $loki?: number;
  meta?: object;
}

/** What is used of Azurite's LokiTableMetadataStore. */
export interface KeyedStore {
  getEntityCollection(...of: [account: string, table: string, context: object]): Collection;
  getMaxResultsOption(options: object): number;
  adjustQueryResultforTop(
    found: Row[],
    most: number,
  ): { nextPartitionKeyResponse?: string; nextRowKeyResponse?: string };
  decodeContinuationHeader(header: string | undefined): string | undefined;
  queryTableEntities(
    ...query: [
      context: object,
      account: string,
      table: string,
      options: { readonly filter?: string },
      nextPartitionKey?: string,
      nextRowKey?: string,
    ]
  ): Promise<unknown>;
}

/** Azurite's own reading of a query's filter. */
export type ConditionOf = (options: object, context: object) => (row: Row) => boolean;

/**
 * For each row that it writes Azurite looks at every row of the partition and moves every row of its list and of its indices, and for
 * each page it sorts the whole table. Here a row is found by its key, the place of one that goes is taken by the last one, and a page
 * begins where it is asked to: a tenant of 100,000 jobs can be tried locally.
 */
export function findRowsByKey(tables: KeyedStore, conditionOf: ConditionOf): void {
  const known = new WeakMap<Collection, RowsInOrder>();

  const getEntityCollection = tables.getEntityCollection.bind(tables);
  const rowsOf = (collection: Collection): RowsInOrder => {
    const before = known.get(collection);
    if (before) return before;
    const rows = new RowsInOrder(collection.data);
    known.set(collection, rows);
    collection.on('insert', (row) => rows.put(row));
    collection.on('update', (row) => rows.put(row));
    collection.on('delete', (row) => rows.delete(row));
    collection.findOne = (key) => rows.get(key) ?? null;
    collection.binaryIndices = {};
    moveNoRows(collection);
    return rows;
  };
  tables.getEntityCollection = (...of) => {
    const collection = getEntityCollection(...of);
    rowsOf(collection);
    return collection;
  };

  tables.queryTableEntities = async (context, account, table, options, nextPartitionKey, nextRowKey) => {
    const rows = rowsOf(tables.getEntityCollection(account, table, context));
    const from = {
      PartitionKey: tables.decodeContinuationHeader(nextPartitionKey) ?? '',
      RowKey: tables.decodeContinuationHeader(nextRowKey) ?? '',
    };
    const isAsked = conditionOf(options, context);
    const most = tables.getMaxResultsOption(options);
    const found: Row[] = [];
    for (const row of rows.between(from, options.filter)) {
      if (!isAsked(row)) continue;
      // One more than fits, which says where the next page begins.
      if (found.push(row) > most) break;
    }
    const next = tables.adjustQueryResultforTop(found, most);
    return [found, next.nextPartitionKeyResponse, next.nextRowKeyResponse];
  };
}

/** Removes rows from the list without moving those behind them, which a replaced row is too. */
function moveNoRows(collection: Collection): void {
  const { data } = collection;
  const ids = data.map(({ $loki }) => $loki);
  collection.idIndex = ids;
  const places = new Map(data.map((row, place) => [row.$loki, place]));
  const placeOf = (id: number | undefined): number => {
    const place = places.get(id);
    if (place === undefined) throw new Error('A row is not in its table.');
    return place;
  };
  collection.on('insert', ({ $loki }) => places.set($loki, data.length - 1));
  collection.get = (id) => [data[placeOf(id)], placeOf(id)];
  collection.remove = (row) => {
    const place = placeOf(row.$loki);
    const last = data.pop();
    ids.pop();
    if (last && place < data.length) {
      data[place] = last;
      ids[place] = last.$loki;
      places.set(last.$loki, place);
    }
    places.delete(row.$loki);
    collection.dirty = true;
    collection.emit('delete', row);
    delete row.$loki;
    delete row.meta;
  };
}

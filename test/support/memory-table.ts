import type { TransactionAction } from '@azure/data-tables';
import { RefusedWriteError } from '../../src/core/errors.ts';
import type { Instant } from '../../src/core/instant.ts';
import type { Row, StoredRow } from '../../src/table/columns.ts';
import type { KeyRange } from '../../src/table/keys.ts';
import type { RowQuery, Table, Written } from '../../src/table/partition.ts';
import { brokenRule } from './memory-table-rules.ts';
import { readWhere } from './memory-table-where.ts';

/** A table's partition in memory, below the store's own codec of rows. It refuses what the service refuses. */
export class MemoryTable implements Table {
  readonly partitionKey: string;
  requests = 0;
  /** As they are stored; a test may damage them. */
  readonly rows = new SortedRows();
  /** The service's time of day; without it the service does not say. */
  now: (() => Instant) | undefined;
  /** Each is told of a transaction as it takes effect. */
  readonly committed = new Set<(actions: readonly TransactionAction[]) => void>();
  #versions = 0;

  constructor(partitionKey: string, now?: () => Instant) {
    this.partitionKey = partitionKey;
    this.now = now;
  }

  get date(): Instant | undefined {
    const now = this.now?.();
    return now === undefined ? undefined : `${now.slice(0, 19)}.000Z`;
  }

  async get(rowKey: string, columns?: readonly string[]): Promise<StoredRow | undefined> {
    this.requests++;
    const row = this.rows.get(rowKey);
    return row && shown(row, columns);
  }

  async *pages({ from, to }: KeyRange, { columns, where, pageSize = 1000 }: RowQuery) {
    const matches = where === undefined ? () => true : readWhere(where);
    const keys = this.rows.keysBetween(from, to);
    let page: StoredRow[] = [];
    for (const [place, key] of keys.entries()) {
      const row = this.rows.get(key);
      if (!row || !matches(row)) continue;
      page.push(shown(row, columns));
      if (page.length < pageSize || place === keys.length - 1) continue;
      this.requests++;
      yield page;
      page = [];
    }
    this.requests++;
    yield page;
  }

  /** Puts a row there past the store. */
  async put(row: Row): Promise<void> {
    await this.transact([['create', row]]);
  }

  async transact(actions: readonly TransactionAction[]): Promise<Written | undefined> {
    this.requests++;
    if (actions.length === 0 || actions.length > 100)
      throw new Error(`the service would refuse a transaction of ${actions.length} rows`);
    if (new Set(actions.map(([, { rowKey }]) => rowKey)).size < actions.length)
      throw new RefusedWriteError('StorageRefused', 'A row is named twice.');
    if (!actions.every((action) => this.#applies(action))) return undefined;
    const rows = actions.map((action) => this.#rowAfter(action));
    for (const row of rows) if (row) refuseBroken(row);
    const etags = rows.map((row, place) => this.#store(actions[place]?.[1].rowKey ?? '', row));
    for (const told of this.committed) told(actions);
    return { etags };
  }

  #applies([kind, entity, , options]: TransactionAction): boolean {
    const row = this.rows.get(entity.rowKey);
    if (kind === 'create') return row === undefined;
    if (kind === 'upsert') return true;
    const etag = (kind === 'delete' ? entity.etag : options?.etag) ?? '*';
    return row !== undefined && (etag === '*' || etag === row.etag);
  }

  /** Undefined for one that is deleted. */
  #rowAfter([kind, entity, mode]: TransactionAction): Row | undefined {
    if (kind === 'delete') return undefined;
    const { partitionKey, rowKey, etag: _, ...columns } = entity;
    return { ...(mode === 'Merge' && this.rows.get(rowKey)), ...columns, partitionKey, rowKey };
  }

  #store(rowKey: string, row: Row | undefined): string | undefined {
    if (!row) {
      this.rows.delete(rowKey);
      return undefined;
    }
    const etag = `W/"${++this.#versions}"`;
    this.rows.set(rowKey, { ...copied(row), etag });
    return etag;
  }
}

/** Rows by their keys, whose order is looked up and not made anew each time. */
class SortedRows extends Map<string, StoredRow> {
  #sorted: string[] | undefined;

  override set(key: string, row: StoredRow): this {
    if (!this.has(key)) this.#sorted = undefined;
    return super.set(key, row);
  }

  override delete(key: string): boolean {
    this.#sorted = undefined;
    return super.delete(key);
  }

  override clear(): void {
    this.#sorted = undefined;
    super.clear();
  }

  keysBetween(from: string, to: string): string[] {
    this.#sorted ??= [...this.keys()].sort();
    return this.#sorted.slice(firstAtLeast(this.#sorted, from), firstAtLeast(this.#sorted, to));
  }
}

/** The place of the first key that is not before `key`. */
function firstAtLeast(sorted: readonly string[], key: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Loud, not as the service's refusal: the connector makes no such row. */
function refuseBroken(row: Row): void {
  const broken = brokenRule(row);
  if (broken !== undefined) throw new Error(`the service would refuse ${row.rowKey}: ${broken}`);
}

function shown(row: StoredRow, columns: readonly string[] | undefined): StoredRow {
  if (!columns) return { ...copied(row), etag: row.etag };
  const { etag, partitionKey = '', rowKey = '' } = row;
  const selected: Record<string, unknown> = {};
  // Azurite leaves a column out that is not there; the service may give null for it, which is harder to take.
  for (const name of columns) selected[name] = name in row ? row[name] : null;
  return { ...selected, etag, partitionKey, rowKey };
}

/** Bytes are the only values that can be changed in place. */
function copied(row: Row | StoredRow): Row {
  const { partitionKey = '', rowKey = '' } = row;
  const copy: Row = { ...row, partitionKey, rowKey };
  for (const name in copy) {
    const value = copy[name];
    if (value instanceof Uint8Array) copy[name] = value.slice();
  }
  return copy;
}

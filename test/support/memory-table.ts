import type { TransactionAction } from '@azure/data-tables';
import { RefusedWriteError } from '../../src/core/errors.ts';
import type { KeyRange } from '../../src/table/keys.ts';
import type { Row, StoredRow } from '../../src/table/stored-row.ts';
import type { RowQuery, Table } from '../../src/table/table.ts';
import { brokenRule } from './memory-table-rules.ts';
import { readWhere } from './memory-table-where.ts';

/** A table's partition in memory, below the store's own codec of rows. It refuses what the service refuses. */
export class MemoryTable implements Table {
  readonly partitionKey: string;
  requests = 0;
  /** As they are stored; a test may damage them. */
  readonly rows = new Map<string, StoredRow>();
  #versions = 0;

  constructor(partitionKey: string) {
    this.partitionKey = partitionKey;
  }

  async get(rowKey: string, columns?: readonly string[]): Promise<StoredRow | undefined> {
    this.requests++;
    const row = this.rows.get(rowKey);
    return row && shown(row, columns);
  }

  async *pages({ from, to }: KeyRange, { columns, where, pageSize = 1000 }: RowQuery) {
    const matches = where === undefined ? () => true : readWhere(where);
    const found = [...this.rows]
      .filter(([key, row]) => key >= from && key < to && matches(row))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => shown(row, columns));
    do {
      this.requests++;
      yield found.splice(0, pageSize);
    } while (found.length > 0);
  }

  async put(row: Row, etag: string | undefined): Promise<{ readonly etag: string } | 'conflict'> {
    this.requests++;
    if (this.rows.get(row.rowKey)?.etag !== etag) return 'conflict';
    return { etag: this.#store(row) };
  }

  async remove(rowKey: string, etag = '*'): Promise<boolean> {
    this.requests++;
    const row = this.rows.get(rowKey);
    return row !== undefined && (etag === '*' || row.etag === etag) && this.rows.delete(rowKey);
  }

  async transact(actions: readonly TransactionAction[]): Promise<boolean> {
    this.requests++;
    if (new Set(actions.map(([, { rowKey }]) => rowKey)).size < actions.length)
      throw new RefusedWriteError('StorageRefused', 'A row is named twice.');
    if (!actions.every((action) => this.#applies(action))) return false;
    for (const [kind, entity, mode] of actions) {
      const { partitionKey, rowKey, ...columns } = entity;
      if (kind === 'delete') this.rows.delete(rowKey);
      else this.#store({ ...(mode === 'Merge' && this.rows.get(rowKey)), ...columns, partitionKey, rowKey });
    }
    return true;
  }

  #applies([kind, { rowKey }, , options]: TransactionAction): boolean {
    const row = this.rows.get(rowKey);
    if (kind === 'create') return row === undefined;
    return row !== undefined && (options?.etag === undefined || options.etag === row.etag);
  }

  #store(row: Row): string {
    const broken = brokenRule(row);
    if (broken !== undefined) throw new Error(`the service would refuse ${row.rowKey}: ${broken}`);
    const etag = `W/"${++this.#versions}"`;
    this.rows.set(row.rowKey, { ...copied(row), etag });
    return etag;
  }
}

function shown(row: StoredRow, columns: readonly string[] | undefined): StoredRow {
  if (!columns) return { ...copied(row), etag: row.etag };
  const { etag, partitionKey = '', rowKey = '' } = row;
  const selected = columns.filter((name) => name in row).map((name) => [name, row[name]]);
  return { ...Object.fromEntries(selected), etag, partitionKey, rowKey };
}

/** Bytes are the only values that can be changed in place. */
function copied(row: Row | StoredRow): Row {
  const { partitionKey = '', rowKey = '', ...columns } = row;
  const entries = Object.entries(columns).map(([name, value]) => {
    return [name, value instanceof Uint8Array ? value.slice() : value];
  });
  return { ...Object.fromEntries(entries), partitionKey, rowKey };
}

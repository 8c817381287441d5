import type { TableEntity, TableEntityResult } from '@azure/data-tables';
import { isJsonObject } from '../core/json.ts';

/** A row to write. */
export type Row = TableEntity<Record<string, unknown>>;
/** A row that was read. */
export type StoredRow = TableEntityResult<Record<string, unknown>>;

/**
 * A row of a page as the client would give it, made of the answer's own object: of two copies of every column nearly all would be
 * garbage. Of the types that an answer names, those that this table has are converted.
 *
 * @throws when it is none
 */
export function toStoredRow(answered: unknown): StoredRow {
  if (!isJsonObject(answered)) throw new Error('The answer is a list of something else than rows.');
  const { PartitionKey: partitionKey, RowKey: rowKey, 'odata.etag': etag } = answered;
  if (typeof partitionKey !== 'string' || typeof rowKey !== 'string' || typeof etag !== 'string')
    throw new Error('The answer has a row without its keys or its ETag.');
  const row: Record<string, unknown> = answered;
  for (const name in row) {
    if (!name.endsWith(typeOf)) continue;
    const column = name.slice(0, -typeOf.length);
    row[column] = converted(row[column], row[name]);
  }
  return Object.assign(row, { partitionKey, rowKey, etag });
}

const typeOf = '@odata.type';

function converted(value: unknown, type: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'Edm.Int64') return BigInt(value);
  if (type === 'Edm.Binary') return Buffer.from(value, 'base64');
  // Of other types the client makes objects where it reads one row: they are no text here either.
  return type === 'Edm.String' || type === 'Edm.Double' ? value : undefined;
}

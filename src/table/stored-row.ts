import type { TableEntity, TableEntityResult } from '@azure/data-tables';

/** A row to write. */
export type Row = TableEntity<Record<string, unknown>>;
/** A row that was read. */
export type StoredRow = TableEntityResult<Record<string, unknown>>;

/**
 * A row of a page as the client would give it, made of the answer's own object: of two copies of every column nearly all would be
 * garbage. Of the types that an answer names, those that this table has are converted.
 */
export function toStoredRow(answered: Record<string, unknown>): StoredRow {
  for (const name in answered) {
    if (!name.endsWith(typeOf)) continue;
    const column = name.slice(0, -typeOf.length);
    answered[column] = converted(answered[column], answered[name]);
  }
  return Object.assign(answered, {
    partitionKey: String(answered.PartitionKey),
    rowKey: String(answered.RowKey),
    etag: String(answered['odata.etag']),
  });
}

const typeOf = '@odata.type';

function converted(value: unknown, type: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'Edm.Int64') return BigInt(value);
  return type === 'Edm.Binary' ? Buffer.from(value, 'base64') : value;
}

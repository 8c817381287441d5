/** What stands in a column afterwards; undefined: the column is gone. */
export type ColumnDamage = (value: unknown) => unknown;

import type { StoredRow } from '../../../src/table/columns.ts';

/** Damage that no reader may overlook: the column is gone, or holds another kind of value. */
export const ofKind: Readonly<Record<string, ColumnDamage>> = {
  absent: () => undefined,
  'a number': (value) => (typeof value === 'number' ? 'text' : 7),
  'a truth value': (value) => (typeof value === 'boolean' ? 'text' : true),
  bytes: (value) => (value instanceof Uint8Array ? 'text' : Buffer.from('bytes')),
  'a long number': (value) => (typeof value === 'bigint' ? 7 : 7n),
};

/** Damage to the value alone: where a column takes any text, it goes unseen. */
export const ofValue: Readonly<Record<string, ColumnDamage>> = {
  blank: (value) => (typeof value === 'string' ? '' : value),
  odd: (value) => (typeof value === 'string' ? '__proto__' : value),
  cut: (value) => (typeof value === 'string' ? value.slice(0, value.length / 2) : value),
  long: (value) => (typeof value === 'string' ? 'x'.repeat(32_000) : value),
  control: (value) => (typeof value === 'string' ? `${value}\u0000\u001b[31m` : value),
  polluting: (value) => (typeof value === 'string' ? '{"__proto__":{"polluted":true}}' : value),
  'the year 1': (value) => (typeof value === 'string' ? '0001-01-01T00:00:00.000Z' : value),
  negative: (value) => (typeof value === 'number' ? -1 : typeof value === 'bigint' ? -1n : value),
  huge: (value) => (typeof value === 'number' ? 1e300 : typeof value === 'bigint' ? 2n ** 62n : value),
  broken: (value) => (typeof value === 'number' ? 0.5 : value),
};

/** The names of a row's own columns: its keys and its version are the service's. */
export function columnsOf(row: StoredRow): string[] {
  return Object.keys(row).filter((name) => !['etag', 'partitionKey', 'rowKey', 'timestamp'].includes(name));
}

export function damaged(row: StoredRow, column: string, damage: ColumnDamage): StoredRow {
  const { [column]: value, ...others } = row;
  const after = damage(value);
  const { partitionKey = '', rowKey = '' } = row;
  // The service gives a row another version whoever changes it.
  const etag = 'W/"by hand"';
  return { ...others, etag, partitionKey, rowKey, ...(after !== undefined && { [column]: after }) };
}

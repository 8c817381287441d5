import type { Instant } from '../core/instant.ts';
import type { JsonObject } from '../core/json.ts';
import { readObject } from './body.ts';
import { isInstant, isSequence } from './columns.ts';
import type { StoredRow } from './stored-row.ts';

/*
 * A column's value, checked. By hand, not by a schema: a poll reads three dozen columns of every row, and a schema makes an object of
 * each value.
 */

/** A column holds what its row cannot have been written with. */
export class DamagedColumn extends Error {
  constructor(column: string, problem: string) {
    super(`column ${column}: ${problem}`);
  }
}

export function text(row: StoredRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new DamagedColumn(column, 'is not a text');
  return value;
}

export function oneOf<T extends string>(row: StoredRow, column: string, values: readonly T[]): T {
  const value = text(row, column);
  const found = values.find((each) => each === value);
  if (found === undefined) throw new DamagedColumn(column, `is none of ${values.join(', ')}`);
  return found;
}

/** Undefined for an empty text. */
export function oneOfOrNone<T extends string>(
  row: StoredRow,
  column: string,
  values: readonly T[],
): T | undefined {
  return row[column] === '' ? undefined : oneOf(row, column, values);
}

export function instant(row: StoredRow, column: string): Instant {
  const value = text(row, column);
  if (!isInstant(value)) throw new DamagedColumn(column, 'is not an instant');
  return value;
}

/** Undefined for an empty text. */
export function instantOrNone(row: StoredRow, column: string): Instant | undefined {
  return row[column] === '' ? undefined : instant(row, column);
}

export function flag(row: StoredRow, column: string): boolean {
  const value = row[column];
  if (typeof value !== 'boolean') throw new DamagedColumn(column, 'is neither true nor false');
  return value;
}

export function whole(row: StoredRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new DamagedColumn(column, 'is not a whole number');
  return value;
}

export function sequence(row: StoredRow, column: string): number {
  const value = row[column];
  if (!isSequence(value)) throw new DamagedColumn(column, 'is not a sequence');
  return Number(value);
}

/** Undefined for an empty text. */
export function objectOrNone(row: StoredRow, column: string): JsonObject | undefined {
  const json = text(row, column);
  if (json === '') return undefined;
  const object = readObject(json);
  if (!object) throw new DamagedColumn(column, 'is not a JSON object');
  return object;
}

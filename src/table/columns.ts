import type { TableEntity, TableEntityResult } from '@azure/data-tables';
import { boundedText } from '../core/bounded-text.ts';
import { DamagedRowError } from '../core/errors.ts';
import type { Instant } from '../core/instant.ts';
import { parseJson } from '../core/json.ts';

/*
 * How values are kept in columns. Dates are texts, since the service has no year 1. An absent value is an empty text, since a merge
 * cannot take a column away. What is read is checked: rows outlive versions, and people edit them. It is checked by hand, since a poll
 * reads three dozen columns of every row, and a schema makes an object of each value.
 */

/** A row to write. */
export type Row = TableEntity<Record<string, unknown>>;
/** A row that was read. */
export type StoredRow = TableEntityResult<Record<string, unknown>>;

type ColumnValue = string | number | boolean | bigint;

export interface Codec<T> {
  /** A function that reads the column; it throws DamagedRowError for what `write` does not make. */
  reader(column: string): (row: StoredRow) => T;
  write(value: T): ColumnValue;
}

type Codecs<Values> = { readonly [Column in keyof Values]: Codec<Values[Column]> };
type Readers<Values> = { readonly [Column in keyof Values]: (row: StoredRow) => Values[Column] };

/** For each column the function that reads it. */
export function readersOf<Values>(codecs: Codecs<Values>): Readers<Values> {
  const readers: { [Column in keyof Values]: unknown } = { ...codecs };
  for (const column in codecs) readers[column] = codecs[column].reader(column);
  // Now each codec has made way for its reader.
  return readers as Readers<Values>;
}

export function damagedColumn({ rowKey = '' }: StoredRow, column: string, problem: string): DamagedRowError {
  return new DamagedRowError(rowKey, `column ${column}: ${problem}`);
}

/** What is read, or `instead` where the row is damaged. */
export function unlessDamaged<T, Instead>(read: () => T, instead: Instead): T | Instead {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedRowError) return instead;
    throw error;
  }
}

export function writeColumns<Values>(
  codecs: Codecs<Values>,
  values: NoInfer<Values>,
): Readonly<Record<string, ColumnValue>> {
  const row: Record<string, ColumnValue> = {};
  for (const column in codecs) row[column] = codecs[column].write(values[column]);
  return row;
}

export const text: Codec<string> = {
  reader: (column) => (row) => {
    const value = row[column];
    if (typeof value !== 'string') throw damagedColumn(row, column, 'is not a text');
    return value;
  },
  write: (value) => value,
};

/** A text that is cut where it would be too long for a column. */
export const cutText: Codec<string> = { ...text, write: (value) => boundedText(value, 2048) };

export const flag: Codec<boolean> = {
  reader: (column) => (row) => {
    const value = row[column];
    if (typeof value !== 'boolean') throw damagedColumn(row, column, 'is neither true nor false');
    return value;
  },
  write: (value) => value,
};

export const whole: Codec<number> = {
  reader: (column) => (row) => {
    const value = row[column];
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw damagedColumn(row, column, 'is not a whole number');
    return value;
  },
  write: (value) => value,
};

const largestInt32 = 2 ** 31 - 1;

/** A whole number from 0, as large as fits 32 bits: what is larger is written as the largest. */
export const count: Codec<number> = {
  reader: (column) => (row) => {
    const value = row[column];
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > largestInt32)
      throw damagedColumn(row, column, 'is no whole number from 0');
    return value;
  },
  write: (value) => Math.min(value, largestInt32),
};

/** A whole number that may outgrow 32 bits, such as Unix milliseconds: an Edm.Int64. */
export const longNumber = longUpTo(BigInt(Number.MAX_SAFE_INTEGER), 'is not a whole number');

/** A sequence starts at Unix seconds, which outgrow 32 bits in 2038. */
export const largestSequence = 9_999_999_999;
export const sequence = longUpTo(BigInt(largestSequence), 'is not a sequence');

function longUpTo(most: bigint, problem: string): Codec<number> {
  return {
    reader: (column) => (row) => {
      const value = row[column];
      if (typeof value !== 'bigint' || value < 0n || value > most) throw damagedColumn(row, column, problem);
      return Number(value);
    },
    write: BigInt,
  };
}

export const instant: Codec<Instant> = {
  reader: (column) => (row) => {
    const value = row[column];
    if (!isInstant(value)) throw damagedColumn(row, column, 'is not an instant');
    return value;
  },
  write: (value) => value,
};

/** Only what `Date` can read: arithmetic with anything else throws. */
const instantPattern =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

export function isInstant(value: unknown): value is Instant {
  return typeof value === 'string' && instantPattern.test(value);
}

/** A code that Graph gave, cut and cleaned as it was when it was written. */
export function isCode(value: unknown): value is string {
  return typeof value === 'string' && boundedText(value, 256) === value;
}

export function oneOf<const T extends string>(...values: readonly T[]): Codec<T> {
  return {
    reader: (column) => (row) => {
      const value = row[column];
      const found = values.find((each) => each === value);
      if (found === undefined) throw damagedColumn(row, column, `is none of ${values.join(', ')}`);
      return found;
    },
    write: (value) => value,
  };
}

/** An empty text stands for none. */
export function orNone<T>({ reader, write }: Codec<T>): Codec<T | undefined> {
  return {
    reader(column) {
      const read = reader(column);
      return (row) => (row[column] === '' ? undefined : read(row));
    },
    write: (value) => (value === undefined ? '' : write(value)),
  };
}

/** A column that rows of the same version may lack, for it came later: undefined then. It is always written. */
export function addedLater<T>({ reader, write }: Codec<T>): Omit<Codec<T>, 'reader'> & {
  reader(column: string): (row: StoredRow) => T | undefined;
} {
  return {
    reader(column) {
      const read = reader(column);
      return (row) => (isAbsent(row[column]) ? undefined : read(row));
    },
    write,
  };
}

/** The service may give null for a column that was asked for and is not there. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** JSON of what `is` holds for. */
export function json<T>(is: (value: unknown) => value is T, problem: string): Codec<T> {
  return {
    reader(column) {
      const read = text.reader(column);
      return (row) => {
        const value = parseJson(read(row));
        if (!is(value)) throw damagedColumn(row, column, problem);
        return value;
      };
    },
    write: (value) => JSON.stringify(value),
  };
}

/** For a column on which nothing rests: where it is damaged, it reads as `instead`. */
export function lenient<T>({ reader, write }: Codec<T>, instead: T): Codec<T> {
  return {
    reader(column) {
      const read = reader(column);
      return (row) => unlessDamaged(() => read(row), instead);
    },
    write,
  };
}

/** The version in which rows are written. Rows of another one are left as they are, but for those that are read too. */
export const schemaVersion = 3;
/** The first version that is read: its rows are written anew when they change. */
export const oldestVersion = 2;

/** What is said of a row of a version before those that are read. */
export const ofEarlierVersion =
  'written by an earlier version, whose rows are not read any more: delete the table (setting SNAPSHOT_TABLE) and the connector starts over; quarantines that are open are sent again';

/** @throws DamagedRowError for a row of a version that is not read. Its other columns may mean something else. */
export function checkVersion({ rowKey = '' }: StoredRow, version: number): void {
  if (version >= oldestVersion && version <= schemaVersion) return;
  const isNewer = version > schemaVersion;
  const problem = isNewer ? `written by a newer version (schemaVersion ${version})` : ofEarlierVersion;
  throw new DamagedRowError(rowKey, problem);
}

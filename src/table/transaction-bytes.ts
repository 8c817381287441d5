import type { TransactionAction } from '@azure/data-tables';

/** The service takes 4 MiB in a transaction; what is estimated below is a little less than that. */
export const mostBytes = 3_500_000;
/** What an action adds beside its columns: its MIME part and request line. */
const bytesOfPart = 1_000;
/** Of a column: its name, its type, and a value that is neither text nor bytes. */
const bytesOfColumn = 40;

/** About how many bytes actions take in the body of their transaction, as the service counts them: bytes are Base64 there. */
export function bytesOf(actions: readonly TransactionAction[]): number {
  let bytes = 0;
  for (const [, row] of actions) {
    bytes += bytesOfPart;
    for (const value of Object.values(row)) {
      bytes += bytesOfColumn;
      if (typeof value === 'string') bytes += bytesOfText(value);
      else if (value instanceof Uint8Array) bytes += 4 * Math.ceil(value.length / 3);
    }
  }
  return bytes;
}

/** UTF-16 units: nearly every text that is stored is shorter. */
const longestShort = 16_000;

/**
 * How many bytes a text takes as JSON: of a short one at most, as if each character were escaped, since to write it only to
 * know makes garbage of its size. That a control character takes six bytes does not count: what is stored is mostly JSON already.
 */
export function bytesOfText(text: string): number {
  return text.length <= longestShort ? 2 * Buffer.byteLength(text) : Buffer.byteLength(JSON.stringify(text));
}

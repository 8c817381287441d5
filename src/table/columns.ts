import * as z from 'zod/mini';
import type { Instant } from '../core/instant.ts';

/*
 * How values are kept in columns. Dates are texts, since the service has no year 1; an absent text is an empty one, since a
 * merge cannot take a column away. What is read back is checked: rows outlive versions, and people edit them.
 */

export function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text);
}

export const instant = z.string().check(z.refine(isInstant, 'is not an instant'));

export const instantOrNone = z.pipe(
  z.string().check(z.refine((text) => text === '' || isInstant(text), 'is not an instant')),
  z.transform((text): Instant | undefined => (text === '' ? undefined : text)),
);

/** A sequence is an Edm.Int64: it starts at Unix seconds, which outgrow 32 bits in 2038. */
export function isSequence(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value <= 9_999_999_999n;
}

export const sequence = z.pipe(
  z.custom<bigint>(isSequence),
  z.transform((value) => Number(value)),
);

/** A whole number that may outgrow 32 bits, such as Unix milliseconds. */
export const longNumber = z.pipe(
  z.custom<bigint>(
    (value) => typeof value === 'bigint' && value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER),
  ),
  z.transform((value) => Number(value)),
);

/** The column of a sequence or of another whole number that may outgrow 32 bits. */
export function longColumn(value: number): bigint {
  return BigInt(value);
}

import * as z from 'zod/mini';
import { type Instant, rfc3339 } from '../core/instant.ts';

/*
 * How values are kept in columns. Dates are texts, since the service has no year 1; an absent text is an empty one, since a
 * merge cannot take a column away. What is read back is checked: rows outlive versions, and people edit them.
 */

const isInstant = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text);

export const instant = z.string().check(z.refine(isInstant, 'is not an instant'));

export const instantOrNone = z.pipe(
  z.string().check(z.refine((text) => text === '' || isInstant(text), 'is not an instant')),
  z.transform((text): Instant | undefined => (text === '' ? undefined : text)),
);

/** A date as Graph wrote it. */
export const date = z
  .string()
  .check(z.refine((text) => !Number.isNaN(Date.parse(rfc3339(text))), 'is not a date'));

/** A sequence is an Edm.Int64: it starts at Unix seconds, which outgrow 32 bits in 2038. */
export const sequence = z.pipe(
  z.bigint().check(z.gte(0n), z.lte(9_999_999_999n)),
  z.transform((value) => Number(value)),
);

export function sequenceColumn(value: number): bigint {
  return BigInt(value);
}

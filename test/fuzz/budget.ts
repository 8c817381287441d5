import { share } from '../support/share.ts';

/** `npm run fuzz -- 100000`, or FUZZ_CASES, asks for another number. */
const cases = Number(process.env.FUZZ_CASES ?? share(4_000));
const seed = process.env.FUZZ_SEED;

/**
 * What fast-check is told for a property that gets this part of all cases. A failure prints its seed: FUZZ_SEED repeats it.
 *
 * @param part above 0 and at most 1
 */
export function budget(part: number): { numRuns: number; seed?: number } {
  return { numRuns: Math.ceil(cases * part), ...(seed !== undefined && { seed: Number(seed) }) };
}

/** For tests that take their time by the number of cases, in milliseconds. */
export const patience = 30_000 + cases * 30;

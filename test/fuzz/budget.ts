import { share } from '../support/share.ts';

/** `npm run fuzz -- 100000`, or FUZZ_CASES, asks for another number. */
const cases = Number(process.env.FUZZ_CASES ?? share(4_000));

/**
 * What fast-check is told for a property that gets this part of all cases.
 *
 * @param part above 0 and at most 1
 */
export function budget(part: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(cases * part) };
}

/** For tests that take their time by the number of cases, in milliseconds. */
export const patience = 30_000 + cases * 30;

import type { Timing } from '../../../src/graph/for-programs.ts';

/** Milliseconds between two looks: five minutes in all. What takes longer is not a start. */
const pauses = [5, 10, 15, ...Array<number>(9).fill(30)].map((seconds) => seconds * 1000);

/** The result of one look: an end, or something that may still pass. */
export type Look<T> =
  | { readonly kind: 'end'; readonly value: T }
  | { readonly kind: 'again'; readonly said: string };

/**
 * Looks until there is an end, for five minutes at most.
 *
 * @returns the end; else what the last look said
 */
export async function askAgain<T>(
  look: () => Promise<Look<T>>,
  timing: Timing,
  say: (text: string) => void,
): Promise<Look<T>> {
  const { signal } = new AbortController();
  for (const pause of pauses) {
    const seen = await look();
    if (seen.kind === 'end') return seen;
    say(`  ${seen.said} Looking again in ${pause / 1000} seconds.`);
    await timing.sleep(pause, signal);
  }
  return look();
}

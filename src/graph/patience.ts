import type { Outcome } from './answer.ts';
import { backOff, mostAttempts, retryAfter } from './retry-delay.ts';
import type { Timing } from './timing.ts';

/**
 * From a request's first attempt on, no attempt begins later than this many milliseconds. A Retry-After of a minute fits
 * in; whoever is asked to wait longer is asked by the next poll.
 */
const patience = 65_000;

/** How long one request may still be asked again. */
export interface Patience {
  /** Milliseconds left. */
  left(): number;
  /**
   * Milliseconds that this outcome asks to wait, by its own Retry-After or by back-off. It may be more than is left.
   *
   * @param attempt the number of the attempt that ended so, from 1
   */
  waitAfter(attempt: number, outcome: Outcome): number;
  /** Whether there is an attempt left, and time for it after waiting. */
  allows(attempt: number, wait: number): boolean;
}

export function createPatience(timing: Timing): Patience {
  const startedAt = timing.now();
  const left = () => patience - (timing.now() - startedAt);
  return {
    left,
    waitAfter(attempt, outcome) {
      const header = outcome.kind === 'answer' ? outcome.header('retry-after') : undefined;
      return retryAfter(header, outcome.at) ?? backOff(attempt, timing.random());
    },
    allows: (attempt, wait) => attempt < mostAttempts && wait <= left(),
  };
}

import type { Timing } from './timing.ts';

/** Holds back every request while Graph throttles the connector: asking on would only lengthen it. */
export interface Throttle {
  /** Lets nothing pass for that many milliseconds from now; never shortens what holds already. */
  hold(milliseconds: number): void;
  /**
   * Waits until nothing holds.
   *
   * @returns false, at once, when that takes longer than `mostMs`
   */
  pass(mostMs: number, signal: AbortSignal): Promise<boolean>;
}

/** However long Graph asks to wait: a mistaken answer must not stop the connector for the life of the process. */
const longestHoldMs = 5 * 60_000;

export function createThrottle(timing: Timing): Throttle {
  let heldUntil = Number.NEGATIVE_INFINITY;
  return {
    hold(milliseconds) {
      heldUntil = Math.max(heldUntil, timing.now() + Math.min(milliseconds, longestHoldMs));
    },
    async pass(mostMs, signal) {
      const giveUpAt = timing.now() + mostMs;
      // What holds may grow while this waits.
      while (heldUntil > timing.now()) {
        if (heldUntil > giveUpAt) return false;
        await timing.sleep(heldUntil - timing.now(), signal);
      }
      return true;
    },
  };
}

import type { Timing } from './timing.ts';

/** However long Graph asks to wait: a mistaken answer must not stop the connector for the life of the process. */
const longestHoldMs = 5 * 60_000;

/** Holds back all requests to a service of Graph's while that throttles the connector: sending more would only lengthen it. */
export class Throttle {
  readonly #timing: Timing;
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** Holds requests back for that long from now; never shortens a hold. */
  hold(holdMs: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#timing.ticks() + Math.min(holdMs, longestHoldMs));
  }

  /**
   * Waits until the hold is over.
   *
   * @returns false, at once, when that would take longer than `atMostMs`
   */
  async pass(atMostMs: number, signal: AbortSignal): Promise<boolean> {
    const giveUpAt = this.#timing.ticks() + atMostMs;
    // The hold may grow while this waits.
    while (this.#heldUntil > this.#timing.ticks()) {
      if (this.#heldUntil > giveUpAt) return false;
      await this.#timing.sleep(this.#heldUntil - this.#timing.ticks(), signal);
    }
    return true;
  }
}

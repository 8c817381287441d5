import { setTimeout as delay } from 'node:timers/promises';

/** Time and chance: what tests replace. */
export interface Timing {
  /** Milliseconds that only ever rise, whatever happens to the time of day. */
  ticks(): number;
  /** Rejects as soon as the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Between 0 and 1. */
  random(): number;
}

export const realTiming: Timing = {
  ticks: () => performance.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
  random: Math.random,
};

import { setTimeout as delay } from 'node:timers/promises';

/** A message that a call works on, or whatever else is locked until some time. */
export interface Lock {
  /** When it ends. */
  readonly until: Date;
  /** The new end. */
  renew(): Promise<Date>;
}

const mostBuffer = 10_000;

/**
 * Renews a lock until `milliseconds` have passed or the signal aborts, each time shortly before its end, as .NET's processor does. What
 * goes wrong is told, and ends it: the one who works on the message does not hear of it.
 */
export async function keepLocked(
  lock: Lock,
  milliseconds: number,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  const end = Date.now() + milliseconds;
  let { until } = lock;
  try {
    for (;;) {
      const left = Math.max(0, until.getTime() - Date.now());
      const wait = left - Math.min(left / 2, mostBuffer);
      if (Date.now() + wait >= end) return;
      await delay(wait, undefined, { signal, ref: false });
      until = await lock.renew();
    }
  } catch (error) {
    if (!signal.aborted) onError(error);
  }
}

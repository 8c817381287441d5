import { addMilliseconds, type Instant } from '../core/instant.ts';
import type { Clock, RunStore } from './ports.ts';

/**
 * How long a run claims to be the only one without a sign of life. Short, so that a killed run holds up the next one
 * for no longer; two runs at once are slower, never wrong.
 */
const claimFor = 30_000;

export function claimUntil(now: Instant): Instant {
  return addMilliseconds(now, claimFor);
}

/**
 * Claims more time while the run lives, however long it waits for Graph.
 *
 * @returns ends that, and resolves when no renewal is on its way any more
 */
export function keepClaim(store: RunStore, run: string, clock: Clock): () => Promise<void> {
  let renewal: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // A renewal that fails is left to the next one: correctness never rests on the claim.
    renewal = renewal.then(() => store.extend(run, claimUntil(clock.now()))).catch(() => undefined);
  }, claimFor / 2);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await renewal;
  };
}

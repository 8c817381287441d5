import { TakenOverError } from '../core/errors.ts';
import { addMilliseconds, type Instant } from '../core/instant.ts';
import type { ClaimedStore, Clock } from './ports.ts';
import type { KeptClaim } from './work.ts';

/**
 * How long a run claims to be the only one without a sign of life. Short, so that a killed run holds up the next one
 * for no longer; a run that is overtaken finds its fence gone and writes nothing more.
 */
const claimForMs = 30_000;

export function claimUntil(now: Instant): Instant {
  return addMilliseconds(now, claimForMs);
}

/** Claims more time while the run lives, however long it waits for Graph; saves how far it has come. */
export function keepClaim(store: ClaimedStore, clock: Clock): KeptClaim & { stop(): Promise<void> } {
  const lost = new AbortController();
  let last: Promise<void> = Promise.resolve();
  const kept = {
    lost: lost.signal,
    cursor: store.claimed.cursor,
    renew(): Promise<void> {
      // One after the other: each rests on the row that the one before has written.
      const renewal = last
        .catch(() => undefined)
        .then(() => store.renew(claimUntil(clock.now()), kept.cursor))
        .catch((error: unknown) => {
          if (error instanceof TakenOverError) lost.abort(error);
          throw error;
        });
      last = renewal.catch(() => undefined);
      return renewal;
    },
    /** Resolves when no renewal is on its way any more. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await last;
    },
  };
  // One that fails is left to the next one: expiry alone takes nothing from the run.
  const timer = setInterval(() => void kept.renew().catch(() => undefined), claimForMs / 2);
  timer.unref();
  return kept;
}

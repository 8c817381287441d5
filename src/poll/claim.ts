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

/** The `Date` of an HTTP answer is cut to seconds. */
const precision = 1000;

/**
 * The clock of one run: all of its instants come from it. It begins with the time of day of the table, which every instance of the
 * connector shares, and goes on with time that only rises. Where the instance's own clock agrees with the table's to the second, its
 * milliseconds are taken.
 *
 * @param sentAt the instance's time of day when the claim was sent; its answer has just come
 * @param date the table's time of day in that answer, cut to seconds; undefined where it told none
 */
export function runClock(clock: Clock, sentAt: Instant, date: Instant | undefined): Clock {
  const receivedAt = clock.now();
  const agrees = date === undefined || (receivedAt >= date && sentAt < addMilliseconds(date, precision));
  const begin = Date.parse(agrees ? receivedAt : date);
  const ticks = clock.ticks();
  return {
    now: () => new Date(begin + clock.ticks() - ticks).toISOString(),
    ticks: () => clock.ticks(),
  };
}

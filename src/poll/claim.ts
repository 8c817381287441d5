import { TakenOverError } from '../core/errors.ts';
import { addMilliseconds, type Instant } from '../core/instant.ts';
import { claimForMs } from '../core/run-claim.ts';
import type { Cursor } from '../core/run-record.ts';
import type { ClaimedStore, Clock } from './ports.ts';

export function claimUntil(now: Instant): Instant {
  return addMilliseconds(now, claimForMs);
}

/** The claim of a run while it works: claims more time for as long as the run lives, however long it waits for Graph. */
export class KeptClaim {
  /** How far the run has come, and what of it is in the table: the next renewal saves it. */
  cursor: Cursor;
  readonly #store: ClaimedStore;
  readonly #clock: Clock;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #last: Promise<void> = Promise.resolve();

  constructor(store: ClaimedStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.cursor = store.runRecord.cursor;
    // A renewal that fails is made good by the next one: expiry alone takes nothing from the run.
    this.#timer = setInterval(() => void this.renew().catch(() => undefined), claimForMs / 2);
    this.#timer.unref();
  }

  /** Aborts once another run has taken over. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Claims more time now. @throws StoreError when the table cannot be written */
  renew(): Promise<void> {
    // One after the other: each rests on the row that the one before has written.
    const renewal = this.#last
      .then(() => this.#store.renew(claimUntil(this.#clock.now()), this.cursor))
      .catch((error: unknown) => {
        if (error instanceof TakenOverError) this.#lost.abort(error);
        throw error;
      });
    this.#last = renewal.catch(() => undefined);
    return renewal;
  }

  /** Resolves when no renewal is on its way any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }
}

/** The `Date` of an HTTP answer is cut to seconds. */
const dateIsCutToMs = 1000;

/**
 * The clock of one run: all of its instants come from it. It begins with the time of day of the table, which every instance of the
 * connector shares, and goes on with time that only rises. Where the instance's own clock agrees with the table's to the second, its
 * milliseconds are taken.
 *
 * @param sentAt the instance's time of day when the claim was sent; its answer has just come
 * @param date the table's time of day in that answer, cut to seconds; undefined where it gave none
 */
export function runClock(clock: Clock, sentAt: Instant, date: Instant | undefined): Clock {
  const receivedAt = clock.now();
  const agrees = date === undefined || (receivedAt >= date && sentAt < addMilliseconds(date, dateIsCutToMs));
  const begin = Date.parse(agrees ? receivedAt : date);
  const ticks = clock.ticks();
  return {
    now: () => new Date(begin + clock.ticks() - ticks).toISOString(),
    ticks: () => clock.ticks(),
  };
}

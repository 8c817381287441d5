import { addMilliseconds, type Instant } from '../core/instant.ts';
import type { Clock } from './ports.ts';

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

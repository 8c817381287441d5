import type { Instant } from '../../src/core/instant.ts';
import type { Clock } from '../../src/poll/ports.ts';

/** A clock that a test turns: its time that only rises passes with it. */
export function turnedClock(now: () => Instant): Clock {
  return { now, ticks: () => Date.parse(now()) };
}

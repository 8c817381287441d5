import { addMilliseconds } from '../../../src/core/instant.ts';
import type { Timing } from '../../../src/graph/timing.ts';
import type { Clock } from '../../../src/poll/ports.ts';

/** When fake time begins. */
export const startedAt = '2026-03-01T08:00:00.000Z';

export interface FakeTime {
  /** Chance is always 1: a back-off waits as long as it may. */
  readonly timing: Timing;
  readonly clock: Pick<Clock, 'now'>;
  /** Milliseconds slept, in the order in which sleep began. */
  readonly slept: number[];
  /** Called when something begins to sleep; it does not wake before this is over. */
  onSleep: (milliseconds: number) => void | Promise<void>;
  elapsed: number;
}

/** Time that passes only while something sleeps, and at once. */
export function fakeTime(): FakeTime {
  const time: FakeTime = {
    slept: [],
    onSleep: () => undefined,
    elapsed: 0,
    clock: { now: () => addMilliseconds(startedAt, time.elapsed) },
    timing: {
      ticks: () => time.elapsed,
      random: () => 1,
      async sleep(milliseconds, signal) {
        const wakesAt = time.elapsed + milliseconds;
        time.slept.push(milliseconds);
        await time.onSleep(milliseconds);
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        time.elapsed = Math.max(time.elapsed, wakesAt);
      },
    },
  };
  return time;
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTimer } from '../../functions-host/timers.ts';
import { everySecond } from './hosts.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2027-01-01T00:00:00.500Z') }));
afterEach(() => void vi.useRealTimers());

test('a run that outlasts its interval is followed by one more at once, not by one for each that was missed', async () => {
  const runs: string[] = [];
  const trigger = {
    type: 'timerTrigger',
    schedule: everySecond,
    runOnStartup: false,
    useMonitor: false,
  } as const;
  const monitor = { read: () => undefined, write: () => undefined };
  const timer = createTimer({ name: 'tick', trigger }, monitor, async () => {
    const begun = new Date();
    await new Promise((resolve) => setTimeout(resolve, runs.length === 0 ? 3_300 : 100));
    runs.push(`${begun.toISOString().slice(17, 23)} to ${new Date().toISOString().slice(17, 23)}`);
  });
  timer.start();
  await vi.advanceTimersByTimeAsync(5_000);
  timer.stop();
  expect(runs).toEqual(['01.000 to 04.300', '04.301 to 04.401', '05.000 to 05.100']);
});

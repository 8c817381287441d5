import { describe, expect, it } from 'vitest';
import { Throttle } from '../../../src/graph/throttle.ts';
import { never } from './fake-graph.ts';
import { fakeTime } from './fake-time.ts';

describe('the throttle', () => {
  it('is open from the start', async () => {
    const time = fakeTime();
    expect(await new Throttle(time.timing).pass(0, never)).toBe(true);
    expect(time.slept).toEqual([]);
  });

  it('lets requests pass when the hold is over', async () => {
    const time = fakeTime();
    const throttle = new Throttle(time.timing);
    throttle.hold(10_000);
    throttle.hold(5_000);
    expect(await throttle.pass(10_000, never)).toBe(true);
    expect(time.elapsed).toBe(10_000);
  });

  it('refuses a caller at once who cannot wait that long', async () => {
    const time = fakeTime();
    const throttle = new Throttle(time.timing);
    throttle.hold(10_001);
    expect(await throttle.pass(10_000, never)).toBe(false);
    expect(time.slept).toEqual([]);
  });

  it('refuses a caller who waits already when the hold grows beyond what it can wait', async () => {
    const time = fakeTime();
    const throttle = new Throttle(time.timing);
    throttle.hold(4_000);
    time.onSleep = () => throttle.hold(20_000);
    expect(await throttle.pass(10_000, never)).toBe(false);
    expect(time.elapsed).toBe(4_000);
  });

  it('never holds longer than five minutes, whatever it is asked', async () => {
    const time = fakeTime();
    const throttle = new Throttle(time.timing);
    throttle.hold(365 * 24 * 3_600_000);
    expect(await throttle.pass(300_000, never)).toBe(true);
  });
});

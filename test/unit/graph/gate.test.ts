import { describe, expect, it } from 'vitest';
import { createGate } from '../../../src/graph/gate.ts';
import { never } from './fake-graph.ts';
import { fakeTime } from './fake-time.ts';

describe('the gate', () => {
  it('is open from the start', async () => {
    const time = fakeTime();
    expect(await createGate(time.timing).pass(0, never)).toBe(true);
    expect(time.slept).toEqual([]);
  });

  it('lets pass when what holds is over', async () => {
    const time = fakeTime();
    const gate = createGate(time.timing);
    gate.hold(10_000);
    gate.hold(5_000);
    expect(await gate.pass(10_000, never)).toBe(true);
    expect(time.elapsed).toBe(10_000);
  });

  it('refuses at once who cannot wait that long', async () => {
    const time = fakeTime();
    const gate = createGate(time.timing);
    gate.hold(10_001);
    expect(await gate.pass(10_000, never)).toBe(false);
    expect(time.slept).toEqual([]);
  });

  it('keeps who waits within his patience when the hold grows meanwhile', async () => {
    const time = fakeTime();
    const gate = createGate(time.timing);
    gate.hold(4_000);
    time.onSleep = () => gate.hold(20_000);
    expect(await gate.pass(10_000, never)).toBe(false);
    expect(time.elapsed).toBe(4_000);
  });

  it('never holds longer than five minutes, whatever it is asked', async () => {
    const time = fakeTime();
    const gate = createGate(time.timing);
    gate.hold(365 * 24 * 3_600_000);
    expect(await gate.pass(300_000, never)).toBe(true);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { expect, test, vi } from 'vitest';
import { healthyJob } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

v8.setFlagsFromString('--expose-gc');
const collect: unknown = vm.runInNewContext('gc');

test('a reading ends at its share of the budget, also where memory is collected in the middle of it', async () => {
  const rig = new TenantRig();
  for (let n = 0; n < 60; n++) rig.source.set(`sp-${String(n).padStart(2, '0')}`, [healthyJob()]);
  let asked = 0;
  rig.source.beforeAnswer = async () => {
    await sleep(10);
    if (asked++ === 3 && typeof collect === 'function') collect();
  };
  const report = await rig.run({}, 200);
  expect(typeof collect).toBe('function');
  expect(report).toMatchObject({ kind: 'ended', outcome: 'partial' });
  expect(asked).toBeLessThan(60);
});

test('the deadlines of a run that has ended are collected, long before they would have come', async () => {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const deadlines: WeakRef<AbortSignal>[] = [];
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const signal = timeout(milliseconds);
    deadlines.push(new WeakRef(signal));
    return signal;
  });
  try {
    const rig = new TenantRig();
    rig.source.set('sp-1', [healthyJob()]);
    expect(await rig.run({}, 600_000)).toMatchObject({ kind: 'ended', outcome: 'complete' });
  } finally {
    // It holds what it gave.
    spy.mockReset();
    spy.mockRestore();
  }
  expect(deadlines.length).toBeGreaterThan(2);
  // What was looked at in this turn of the event loop is kept until the next.
  await sleep(1);
  if (typeof collect === 'function') collect();
  expect(deadlines.filter((deadline) => deadline.deref() !== undefined)).toEqual([]);
});

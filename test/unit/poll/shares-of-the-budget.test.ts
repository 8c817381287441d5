import { afterEach, expect, test, vi } from 'vitest';
import { PublishError } from '../../../src/core/errors.ts';
import { quarantinedJob } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A tenant with an event that waits. */
async function waitingTenant(): Promise<TenantRig> {
  const rig = new TenantRig();
  rig.source.set('sp-0', [quarantinedJob()]);
  rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'later');
  await rig.poll();
  rig.pass(60);
  return rig;
}

/** Milliseconds from the moment at which each step of a run with 100 seconds begins to the end of its share. */
async function sharesOf(rig: TenantRig): Promise<number[]> {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  await rig.run({}, 100_000);
  return timeout.mock.calls.map(([milliseconds]) => milliseconds);
}

test('what waits is sent, Graph is read, events are sent, and rows are pruned within shares of the whole budget', async () => {
  const rig = await waitingTenant();
  expect(await sharesOf(rig)).toEqual([15_000, 55_000, 70_000, 95_000, 100_000]);
});

test('a slow load takes from the shares of all, and leaves the dispatch its own', async () => {
  const rig = await waitingTenant();
  rig.store.fault = (call, when) => {
    if (call === 'load' && when === 'after') rig.pass(0.5);
  };
  expect(await sharesOf(rig)).toEqual([0, 25_000, 40_000, 65_000, 70_000]);
});

test('a reading that takes all of its share leaves time to send what it found', async () => {
  const rig = await waitingTenant();
  rig.source.beforeAnswer = () => rig.pass(70 / 60);
  // The dispatch has had its share from the beginning on: it goes beside the reading.
  expect((await sharesOf(rig)).slice(3)).toEqual([95_000, 30_000]);
});

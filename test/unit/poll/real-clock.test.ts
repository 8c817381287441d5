import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { healthyJob } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

test('a poll by the clock of a process, whose milliseconds are broken, runs as any other', async () => {
  const rig = new TenantRig();
  const clock = { now: () => new Date().toISOString(), ticks: () => performance.now() };
  Object.defineProperty(rig, 'clock', { value: clock });
  rig.source.set('sp-0', [healthyJob()]);
  const report = await rig.run();
  expect(report).toMatchObject({ outcome: 'complete', failures: [] });
  if (report.kind === 'ended') expect(Number.isInteger(report.counts.milliseconds)).toBe(true);
});

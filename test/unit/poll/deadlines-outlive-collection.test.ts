import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { expect, test } from 'vitest';
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

import { expect, test } from 'vitest';
import { StoreError } from '../../../src/core/errors.ts';
import { healthyJob } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

test('rows that cannot be pruned are a failure that the operator sees, and fail no run', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [healthyJob()]);
  rig.store.handOut = (store) => ({
    ...store,
    prune: async () => {
      throw new StoreError('StorageForbidden', 'no');
    },
  });
  const { outcome, covered, failures } = await rig.poll();
  expect({ outcome, covered }).toEqual({ outcome: 'complete', covered: true });
  expect(failures).toMatchObject([{ about: 'housekeeping', cause: 'StorageForbidden', count: 1 }]);
  expect((await rig.store.run())?.failures).toEqual(failures);
});

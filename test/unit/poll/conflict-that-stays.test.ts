import { expect, test } from 'vitest';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

test('a row that keeps changing is left to the next poll, and the run is neither complete nor counts as covering', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [healthyJob()]);
  rig.source.set('sp-1', [healthyJob()]);
  await rig.poll();
  const { coveredSince } = (await rig.store.run()) ?? {};
  rig.source.set('sp-0', [quarantinedJob()]);
  let writes = 0;
  rig.store.handOut = (store) => ({
    ...store,
    record: async () => {
      writes++;
      return 0;
    },
  });
  const { outcome, covered, failures, counts } = await rig.poll();
  expect({ outcome, covered }).toEqual({ outcome: 'partial', covered: false });
  expect(failures).toMatchObject([{ about: 'job sp-0/scim.1', cause: 'conflict', count: 1 }]);
  expect(counts.eventsRecorded).toBe(0);
  expect(writes).toBe(4);
  expect((await rig.store.run())?.coveredSince).toBe(coveredSince);

  rig.store.handOut = (store) => store;
  await rig.poll();
  expect(rig.kinds).toEqual(['began']);
});

test('after a conflict the answer is compared with the row as it is now, and not as it was loaded', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [healthyJob()]);
  await rig.poll();
  rig.source.set('sp-0', [quarantinedJob()]);
  // The answer to the first write is lost: the row says now that the begin was told.
  let isFirst = true;
  rig.store.handOut = (store) => ({
    ...store,
    async record(changes) {
      const written = await store.record(changes);
      if (!isFirst) return written;
      isFirst = false;
      return 0;
    },
  });
  expect(await rig.poll()).toMatchObject({ outcome: 'complete' });
  await rig.poll();
  expect(rig.kinds).toEqual(['began']);
});

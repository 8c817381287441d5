import { expect, test } from 'vitest';
import { latestRowKey } from '../../../src/table/keys.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

test('a job whose row cannot be read is left alone: it is not taken for one that is not known', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [healthyJob('scim.1'), healthyJob('scim.2')]);
  await rig.poll();
  const { rows } = rig.store.table;
  const key = latestRowKey('sp-0', 'scim.1');
  const row = rows.get(key);
  if (!row) throw new Error('there is no row');
  rows.set(key, { ...row, state: 'unheard of', etag: 'W/"by hand"' });
  const damaged = rows.get(key);
  let writes = 0;
  rig.store.handOut = (store) => ({
    ...store,
    record(change) {
      writes++;
      return store.record(change);
    },
  });
  const quarantined = ['scim.1', 'scim.2'].map((id) => quarantinedJob(undefined, {}, id));
  rig.source.set('sp-0', quarantined);
  const { outcome, failures } = await rig.poll();
  expect(outcome).toBe('partial');
  expect(failures).toMatchObject([{ about: `row ${key}`, cause: 'damagedRow', count: 1 }]);
  expect(rig.sent.map(({ data }) => data.jobId)).toEqual(['scim.2']);
  expect(writes).toBe(1);
  expect(rows.get(key)).toBe(damaged);
});

import { TableClient } from '@azure/data-tables';
import { expect, test } from 'vitest';
import { lift } from '../../../infra/local/graph/job.ts';
import { createTenant } from '../../../infra/local/graph/tenant.ts';
import { startTables } from '../../../infra/local/tables/start-tables.ts';
import { startConnector } from '../../support/connector.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { toldBy } from '../../support/told.ts';
import { withCloud } from '../../support/with-cloud.ts';

const principal = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;

test('after the table was lost, open quarantines are told again with the same id, and nothing is cleared', async () => {
  const tenant = createTenant();
  const names = ['stays', 'ends in the gap', 'ends later', 'healthy'];
  for (const [n, displayName] of names.entries()) {
    tenant.addPrincipal({ id: principal(n), appId: principal(n), displayName });
    tenant.setJob(principal(n), displayName === 'healthy' ? healthyJob() : quarantinedJob());
  }
  const end = (name: string) =>
    tenant.changeJob(principal(names.indexOf(name)), 'scim.1', (job) => lift(job, new Date()));
  // Over plain HTTP, where whoever has the key may delete a table.
  const tables = await startTables();
  try {
    await withCloud({ tenant }, async (cloud) => {
      const connector = await startConnector(cloud, {
        settings: { SnapshotStorage: tables.connectionString, SnapshotStorage__tableServiceUri: '' },
      });
      const lose = async () => {
        const options = { allowInsecureConnection: true };
        const table = TableClient.fromConnectionString(
          tables.connectionString,
          'ProvisioningSnapshots',
          options,
        );
        await table.deleteTable();
      };
      await connector.poll();
      const first = toldBy(cloud);
      expect(first.map(({ kind }) => kind)).toEqual(['began', 'began', 'began']);

      end('ends in the gap');
      await lose();
      const nothing = await connector.get('jobs');
      expect(nothing.status).toBe(200);
      expect(JSON.parse(await nothing.text())).toMatchObject({ value: [], observedAt: null, stale: true });
      expect(await connector.poll()).toMatchObject({ outcome: 'complete', eventsSent: 2 });
      const again = toldBy(cloud).slice(first.length);
      expect(again.map(({ subject, kind }) => [subject, kind]).sort()).toEqual([
        ['ends later', 'began'],
        ['stays', 'began'],
      ]);
      for (const event of again) {
        const earlier = first.find(({ id }) => id === event.id);
        expect(earlier).toMatchObject({ subject: event.subject });
        expect(event.sequence).toBeGreaterThan(Number(earlier?.sequence));
      }

      end('ends later');
      // The first answer without the quarantine is lost with the table, so the clear is never proven: no event, late or false.
      await connector.poll();
      await lose();
      await connector.poll();
      expect(await connector.poll()).toMatchObject({ outcome: 'complete', eventsSent: 0 });
      const last = toldBy(cloud).slice(first.length + again.length);
      expect(last.map(({ subject, kind, id }) => [subject, kind, id])).toEqual([
        ['stays', 'began', again.find(({ subject }) => subject === 'stays')?.id],
      ]);
      expect(new Set(toldBy(cloud).map(({ kind }) => kind))).toEqual(new Set(['began']));
      expect(await connector.json('jobs?state=quarantined')).toMatchObject({
        value: [{ displayName: 'stays' }],
      });
    });
  } finally {
    await tables.close();
  }
}, 60_000);

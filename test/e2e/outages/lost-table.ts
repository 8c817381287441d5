import { setTimeout } from 'node:timers/promises';
import { TableClient } from '@azure/data-tables';
import { expect, test } from 'vitest';
import { startTables } from '../../../infra/local/tables/start-tables.ts';
import { startOutageRig } from './outage-rig.ts';

test.concurrent('after the table was lost, open quarantines are told again as new events of the same episodes, and nothing is cleared', async () => {
  // Over plain HTTP, where whoever has the key may delete a table.
  const tables = await startTables();
  try {
    const starts = {
      stays: 'quarantined',
      'ends in the gap': 'quarantined',
      'ends later': 'quarantined',
      healthy: 'healthy',
    } as const;
    const settings = { SnapshotStorage: tables.connectionString, SnapshotStorage__tableServiceUri: '' };
    const { cloud, connector, sent, episodeOf, end } = await startOutageRig(starts, { settings });
    try {
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
      const first = sent();
      expect(first.map(({ kind }) => kind)).toEqual(['began', 'began', 'began']);

      end('ends in the gap');
      await lose();
      // A sequence starts at the seconds of the clock: what is told again rises once a second has passed.
      await setTimeout(1_000);
      const nothing = await connector.get('jobs');
      expect(nothing.status).toBe(200);
      expect(JSON.parse(await nothing.text())).toMatchObject({ value: [], observedAt: null, stale: true });
      expect(await connector.poll()).toMatchObject({ outcome: 'complete', eventsSent: 2 });
      const again = sent().slice(first.length);
      expect(again.map(({ subject, kind }) => [subject, kind]).sort()).toEqual([
        ['ends later', 'began'],
        ['stays', 'began'],
      ]);
      for (const event of again) {
        const earlier = first.find(({ subject }) => subject === event.subject);
        expect(event.id).not.toBe(earlier?.id);
        expect(event.sequence).toBeGreaterThan(Number(earlier?.sequence));
        expect(episodeOf(event)).toBe(episodeOf(earlier));
      }

      end('ends later');
      // The first answer without the quarantine is lost with the table, so the clear is never proven: no event, late or false.
      await connector.poll();
      await lose();
      await setTimeout(1_000);
      await connector.poll();
      expect(await connector.poll()).toMatchObject({ outcome: 'complete', eventsSent: 0 });
      const last = sent().slice(first.length + again.length);
      expect(last.map(({ subject, kind }) => [subject, kind])).toEqual([['stays', 'began']]);
      const earlier = again.find(({ subject }) => subject === 'stays');
      expect(last[0]?.sequence).toBeGreaterThan(Number(earlier?.sequence));
      expect(episodeOf(last[0])).toBe(episodeOf(earlier));
      // No id ever names two things.
      expect(new Set(sent().map(({ id }) => id)).size).toBe(sent().length);
      expect(new Set(sent().map(({ kind }) => kind))).toEqual(new Set(['began']));
      expect(await connector.json('jobs?state=quarantined')).toMatchObject({
        value: [{ displayName: 'stays' }],
      });
    } finally {
      await cloud.close();
    }
  } finally {
    await tables.close();
  }
});

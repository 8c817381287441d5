import { TableClient } from '@azure/data-tables';
import { expect, test } from 'vitest';
import { createTemporaryFolder } from '../../../infra/local/process/temporary-folder.ts';
import { startTables } from '../../../infra/local/tables/start-tables.ts';
import { startConnector } from '../../support/connector.ts';
import { pollNow } from '../../support/poll-now.ts';
import { stageNewerVersion } from './newer-version.ts';
import { startOutageRig } from './outage-rig.ts';

const starts = {
  'ends during the rollback': 'healthy',
  'ends with the newer one': 'quarantined',
  'begins during the rollback': 'healthy',
} as const;

test.concurrent('after a rollback rows of the newer version are left alone, and after rolling forward all is told once, in order', async () => {
  const folder = await createTemporaryFolder('newer-version-');
  // Over plain HTTP, where whoever has the key may look at the rows.
  const tables = await startTables();
  const settings = { SnapshotStorage: tables.connectionString, SnapshotStorage__tableServiceUri: '' };
  const rig = await startOutageRig(starts, { settings });
  try {
    await stageNewerVersion(folder.path);
    const { connector: older, cloud, begin, end, sent, pathOf } = rig;
    await pollNow(older);
    const newer = await startConnector(cloud, { appFolder: folder.path, settings });
    begin('ends during the rollback');
    end('ends with the newer one');
    await pollNow(newer);
    expect(sent().map(({ kind }) => kind)).toEqual(['began', 'began']);
    const written = await newerRows(tables.connectionString);
    expect(written).toHaveLength(2);

    end('ends during the rollback');
    begin('begins during the rollback');
    for (let polls = 0; polls < 3; polls++) {
      expect(await pollNow(older)).toMatchObject({
        failures: [{ about: expect.stringMatching(/^rows latest\|/), cause: 'damagedRow', count: 2 }],
      });
    }
    expect(await newerRows(tables.connectionString)).toEqual(written);
    expect(sent().slice(2)).toMatchObject([{ subject: 'begins during the rollback', kind: 'began' }]);
    const health = await older.get('health');
    expect(health.status).toBe(503);
    expect(JSON.parse(await health.text())).toMatchObject({
      status: 'fail',
      checks: { damagedRows: { status: 'fail', count: 2 } },
    });
    expect((await older.get(pathOf('ends with the newer one'))).status).toBe(500);

    for (let polls = 0; polls < 3; polls++) {
      expect(await pollNow(newer)).toMatchObject({ outcome: 'complete', failures: [] });
    }
    expect(await newer.json('health')).toMatchObject({
      checks: { damagedRows: { status: 'pass' }, unsentEvents: { status: 'pass' } },
    });
    for (const name of ['ends during the rollback', 'ends with the newer one']) {
      const [began, cleared, ...more] = sent(name);
      expect(more).toEqual([]);
      expect([began?.kind, cleared?.kind]).toEqual(['began', 'cleared']);
      expect(cleared?.sequence).toBe(Number(began?.sequence) + 1);
    }
    expect(sent()).toHaveLength(5);
  } finally {
    await rig.cloud.close();
    await tables.close();
    await folder.remove();
  }
});

/** Key and version of each. */
async function newerRows(connectionString: string) {
  const client = TableClient.fromConnectionString(connectionString, 'ProvisioningSnapshots', {
    allowInsecureConnection: true,
  });
  const rows: { key: string | undefined; etag: string }[] = [];
  for await (const { rowKey, etag } of client.listEntities({
    queryOptions: { filter: 'schemaVersion eq 4' },
  }))
    rows.push({ key: rowKey, etag });
  return rows;
}

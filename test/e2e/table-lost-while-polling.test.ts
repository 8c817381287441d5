import { TableClient } from '@azure/data-tables';
import { expect, test, vi } from 'vitest';
import { startTables } from '../../infra/local/tables/start-tables.ts';
import { pollNow } from '../support/poll-now.ts';
import { startOutageRig } from './outages/outage-rig.ts';

test('the table is deleted while a poll asks Graph: that poll fails and writes nothing more, the next one discovers and tells what is open', async () => {
  // Over plain HTTP, where whoever has the key may delete a table.
  const tables = await startTables();
  const settings = { SnapshotStorage: tables.connectionString, SnapshotStorage__tableServiceUri: '' };
  const rig = await startOutageRig(
    { open: 'quarantined', begins: 'healthy', healthy: 'healthy' },
    { settings },
  );
  try {
    const { cloud, connector, sent, begin } = rig;
    const table = TableClient.fromConnectionString(tables.connectionString, 'ProvisioningSnapshots', {
      allowInsecureConnection: true,
    });
    expect(await pollNow(connector)).toMatchObject({ outcome: 'complete', counts: { eventsSent: 1 } });
    const [first] = sent();

    begin('begins');
    let deleted: Promise<void> | undefined;
    const stop = cloud.graph.faults.add({
      match: () => {
        deleted ??= table.deleteTable();
        return false;
      },
    });
    // What the poll writes after it has asked waits until the table is gone.
    const release = tables.faults.add({
      match: { method: 'POST', path: /batch/ },
      hold: async () => await deleted,
    });
    expect(await pollNow(connector)).toMatchObject({ status: 409, error: { code: 'PollInProgress' } });
    stop();
    release();
    const heartbeat = connector.host.logs.findLast(({ message }) => message.startsWith('{"line":"poll"'));
    expect(JSON.parse(heartbeat?.message ?? '')).toMatchObject({
      outcome: 'failed',
      failures: [{ cause: 'TakenOver' }],
    });
    expect(sent()).toHaveLength(1);
    const health = JSON.parse(await (await connector.get('health')).text());
    expect(health.status).not.toBe('pass');
    expect(health).toMatchObject({ observedAt: null, stale: true });

    // Sequences go by seconds. Azure takes half a minute until a table can be made again; here it is there at once.
    await vi.waitUntil(() => Date.now() / 1000 > Number(first?.sequence) + 1, 60_000);
    expect(await pollNow(connector)).toMatchObject({
      status: 200,
      outcome: 'complete',
      covered: true,
      counts: { principals: 3, jobsRead: 3, eventsSent: 2 },
      failures: [],
    });
    const again = sent().slice(1);
    expect(again.map(({ subject, kind }) => `${subject} ${kind}`).sort()).toEqual([
      'begins began',
      'open began',
    ]);
    // The same quarantine, sent as a new event.
    const open = again.find(({ subject }) => subject === 'open');
    expect(rig.episodeOf(open)).toBe(rig.episodeOf(first));
    expect(open?.id).not.toBe(first?.id);
    expect(open?.sequence).toBeGreaterThan(Number(first?.sequence));
    expect(await rig.body('health')).toMatchObject({ status: 'pass' });
  } finally {
    await rig.cloud.close();
    await tables.close();
  }
});

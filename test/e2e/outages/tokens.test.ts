import { expect, test, vi } from 'vitest';
import { pollNow } from '../../support/poll-now.ts';
import { expectUnknown } from './expect-unknown.ts';
import { type OutageRig, type Start, startOutageRig } from './outage-rig.ts';

const names = Array.from({ length: 9 }, (_, n) => `application ${n}`);

/** A connector whose tokens live so long, on a Graph that tells its principals one a page. */
async function withTokens(lifetimeSeconds: number, body: (rig: OutageRig) => Promise<void>): Promise<void> {
  const starts = Object.fromEntries(names.map((name): [string, Start] => [name, 'quarantined']));
  const rig = await startOutageRig(starts, { graph: { pageSize: 1 }, identity: { lifetimeSeconds } });
  try {
    await body(rig);
  } finally {
    await rig.cloud.close();
  }
}

test.concurrent('tokens that expire in the middle of a run are renewed in it, and nobody notices', async () => {
  await withTokens(8, async ({ connector, cloud }) => {
    // The pages alone take twice the life of a token. A token is renewed four seconds before its end: an answer takes less.
    cloud.graph.faults.add({ match: { path: /^\/v1.0\/servicePrincipals\?/ }, delayMs: 1_700 });
    expect(await pollNow(connector)).toMatchObject({
      outcome: 'complete',
      counts: { principals: names.length, jobsUnreadable: 0, eventsSent: names.length },
      failures: [],
    });
    expect(cloud.graph.requests.filter(({ status }) => status !== 200)).toEqual([]);
    const used = new Set(cloud.graph.requests.map(({ headers }) => headers.authorization));
    expect(used.size).toBeGreaterThan(2);
    expect(cloud.identity.tokensIssued).toBeGreaterThan(used.size);
  });
});

test.concurrent('without any token the answer is 503 and an invitation to come back, and nothing is cleared', async () => {
  await withTokens(4, async ({ connector, cloud, sent, end, pathOf }) => {
    await pollNow(connector);
    cloud.identity.fail('unavailable');
    for (const name of names) end(name);
    // As long as its token lives the table is read.
    const isOver = async () => expect((await connector.get('jobs')).status).toBe(503);
    await vi.waitFor(isOver, 60_000);
    const [poll] = await Promise.all([pollNow(connector), expectUnknown(connector, pathOf('application 0'))]);
    expect(poll).toMatchObject({ status: 503 });
    cloud.identity.heal();

    expect(sent().map(({ kind }) => kind)).toEqual(names.map(() => 'began'));
    await pollNow(connector);
    expect(await pollNow(connector)).toMatchObject({
      status: 200,
      counts: { eventsSent: names.length },
    });
    expect(
      sent()
        .slice(names.length)
        .map(({ kind }) => kind),
    ).toEqual(names.map(() => 'cleared'));
  });
});

import { expect, test } from 'vitest';
import type { Cloud } from '../../../infra/local/cloud.ts';
import { lift } from '../../../infra/local/graph/job.ts';
import { createTenant } from '../../../infra/local/graph/tenant.ts';
import { type Identity, startIdentity } from '../../../infra/local/identity/start-identity.ts';
import { type Connector, startConnector } from '../../support/connector.ts';
import { quarantinedJob } from '../../support/jobs.ts';
import { pollNow } from '../../support/poll-now.ts';
import { toldBy } from '../../support/told.ts';
import { withCloud } from '../../support/with-cloud.ts';

const principals = Array.from(
  { length: 9 },
  (_, n) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`,
);
const jobId = 'scim.1';

/** A connector whose tokens live so long, on a Graph that tells its principals one a page. */
async function withTokens(
  lifetimeSeconds: number,
  body: (connector: Connector, cloud: Cloud, identity: Identity) => Promise<void>,
): Promise<void> {
  const tenant = createTenant();
  for (const id of principals) {
    tenant.addPrincipal({ id, appId: id, displayName: id });
    tenant.setJob(id, quarantinedJob());
  }
  await withCloud({ tenant, graph: { pageSize: 1 } }, async (cloud) => {
    const roles = ['Synchronization.Read.All', 'Application.Read.All'];
    const identity = await startIdentity({ tenantId: cloud.tenantId, roles, lifetimeSeconds });
    const settings = { IDENTITY_ENDPOINT: identity.endpoint, IDENTITY_HEADER: identity.header };
    try {
      await body(await startConnector(cloud, { settings }), cloud, identity);
    } finally {
      await identity.close();
    }
  });
}

test('tokens that expire in the middle of a run are renewed in it, and nobody notices', async () => {
  await withTokens(2, async (connector, cloud, identity) => {
    // The pages alone take twice the life of a token. A token is renewed a second before its end: an answer takes less.
    cloud.graph.faults.add({ match: { path: /^\/v1.0\/servicePrincipals\?/ }, delayMs: 500 });
    expect(await pollNow(connector)).toMatchObject({
      outcome: 'complete',
      counts: { principals: principals.length, jobsUnreadable: 0, eventsSent: principals.length },
      failures: [],
    });
    expect(cloud.graph.requests.filter(({ status }) => status !== 200)).toEqual([]);
    const used = new Set(cloud.graph.requests.map(({ headers }) => headers.authorization));
    expect(used.size).toBeGreaterThan(2);
    expect(identity.tokensIssued).toBeGreaterThan(used.size);
  });
}, 60_000);

test('without any token the answer is 503 and an invitation to come back, and nothing is cleared', async () => {
  await withTokens(2, async (connector, cloud, identity) => {
    await pollNow(connector);
    identity.fail('unavailable');
    for (const id of principals) cloud.tenant.changeJob(id, jobId, (job) => lift(job, new Date()));
    // As long as its token lives the table is read.
    await expect.poll(async () => (await connector.get('jobs')).status, { timeout: 30_000 }).toBe(503);
    const answers = await Promise.all(
      ['jobs', `jobs/${principals[0]}/${jobId}`, 'health'].map((path) => connector.get(path)),
    );
    for (const { status, headers } of answers) {
      expect(status).toBe(503);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await pollNow(connector)).toMatchObject({ status: 503 });
    identity.heal();

    expect(toldBy(cloud).map(({ kind }) => kind)).toEqual(principals.map(() => 'began'));
    await pollNow(connector);
    expect(await pollNow(connector)).toMatchObject({
      status: 200,
      counts: { eventsSent: principals.length },
    });
    expect(
      toldBy(cloud)
        .slice(principals.length)
        .map(({ kind }) => kind),
    ).toEqual(principals.map(() => 'cleared'));
  });
}, 120_000);

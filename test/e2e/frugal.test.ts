import { expect, test } from 'vitest';
import { populate } from '../../infra/local/graph/populate.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { startConnector } from '../support/connector.ts';
import { withCloud } from '../support/with-cloud.ts';

test('1,000 unchanged jobs of 400 principals cost at most 22 Graph requests and 3 table transactions a poll', async () => {
  const tenant = createTenant();
  populate(tenant, { principals: 400, jobs: 1000 });
  await withCloud({ tenant }, async (cloud) => {
    const connector = await startConnector(cloud);
    expect(await connector.poll()).toMatchObject({ outcome: 'complete', jobsRead: 1000 });
    const begun = performance.now();
    const idle = await connector.poll();
    const tookMs = performance.now() - begun;
    expect(idle).toMatchObject({ outcome: 'complete', jobsRead: 1000, jobsChanged: 0 });
    expect(idle.graphRequests).toBeLessThanOrEqual(22);
    // On a busy machine a poll lives for so long that it renews its claim.
    const renewals = Math.floor(tookMs / 15_000);
    expect(idle.tableTransactions).toBeLessThanOrEqual(3 + renewals);
  });
});

test('what one poll learns about batches, and its tokens, serve every later poll of the process', async () => {
  const tenant = createTenant();
  populate(tenant, { principals: 3, jobs: 3 });
  await withCloud({ tenant, graph: { batch: 'unknown' } }, async (cloud) => {
    const connector = await startConnector(cloud);
    expect(await connector.poll()).toMatchObject({ jobsRead: 3 });
    const { tokensIssued } = cloud.identity;
    for (let poll = 2; poll <= 3; poll++) expect(await connector.poll()).toMatchObject({ jobsRead: 3 });
    expect(cloud.graph.requests.filter(({ path }) => path.endsWith('/$batch')).length).toBe(1);
    const stopped = connector.host.logs.filter(({ message }) => message.includes('graphBatchingStopped'));
    expect(stopped.length).toBe(1);
    expect(cloud.identity.tokensIssued).toBe(tokensIssued);
  });
});

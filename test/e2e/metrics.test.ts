import { expect, test } from 'vitest';
import { quarantine } from '../../infra/local/graph/job.ts';
import { createTenant, type Tenant } from '../../infra/local/graph/tenant.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { healthyJob } from '../support/jobs.ts';
import { pollTenant } from '../support/poll-tenant.ts';
import { type ReadSample, readMetricsText } from '../support/read-metrics.ts';
import { withCloud } from '../support/with-cloud.ts';
import { takeAway } from './outages/take-away.ts';

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';
const openMetrics = { accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3' };

function tenantWith(jobId: string): Tenant {
  const tenant = createTenant();
  tenant.addPrincipal({ id: servicePrincipalId, appId: servicePrincipalId, displayName: 'Fabrikam' });
  tenant.setJob(servicePrincipalId, healthyJob(jobId));
  return tenant;
}

async function samplesOf({ get }: Connector, path = 'metrics'): Promise<readonly ReadSample[]> {
  const answer = await get(path, openMetrics);
  expect(answer.headers.get('content-type')).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
  return readMetricsText(await answer.text(), 'openMetrics').flatMap(({ samples }) => samples);
}

/** The one value that a metric has with these labels. */
function oneOf(samples: readonly ReadSample[], name: string, labels: Readonly<Record<string, string>> = {}) {
  const found = samples.filter(
    (each) =>
      each.name === `entra_provisioning_${name}` &&
      Object.entries(labels).every(([label, value]) => each.labels[label] === value),
  );
  expect(found.map(({ labels: all }) => all)).toHaveLength(1);
  return found[0]?.value;
}

test('the metrics follow a job into quarantine, and what waits while Service Bus is away', async () => {
  await withCloud({ tenant: tenantWith('scim.1') }, async (cloud) => {
    const connector = await startConnector(cloud);
    await connector.poll();
    const before = await samplesOf(connector);
    expect(oneOf(before, 'job_state', { job_id: 'scim.1', application: 'Fabrikam' })).toBe(1);
    expect(oneOf(before, 'jobs', { state: 'healthy', kind: 'outbound' })).toBe(1);
    expect(oneOf(before, 'polls_total')).toBe(1);
    expect(oneOf(before, 'outbox_events')).toBe(0);

    const back = await takeAway(['bus'], cloud);
    cloud.tenant.changeJob(servicePrincipalId, 'scim.1', (job) =>
      quarantine(job, { reason: 'EncounteredBaseEscrowThreshold', at: new Date() }),
    );
    await connector.poll();
    const after = await samplesOf(connector);
    expect(oneOf(after, 'job_state', { state: 'quarantined' })).toBe(1);
    expect(oneOf(after, 'job_condition_open', { condition: 'quarantine' })).toBe(1);
    expect(oneOf(after, 'conditions_open', { condition: 'quarantine', kind: 'outbound' })).toBe(1);
    expect(oneOf(after, 'outbox_events')).toBe(1);
    expect(oneOf(after, 'polls_total')).toBe(2);
    await back();

    // The other form says the same.
    const plain = await (await connector.get('metrics', { accept: 'text/plain' })).text();
    const withoutAges = (samples: readonly ReadSample[]) =>
      samples.filter(({ name }) => !name.endsWith('age_seconds'));
    expect(withoutAges(readMetricsText(plain, 'prometheus').flatMap(({ samples }) => samples))).toEqual(
      withoutAges(after),
    );
  });
});

test('without the table the scrape fails, rather than saying less', async () => {
  await withCloud({ tenant: tenantWith('scim.1') }, async (cloud) => {
    const connector = await startConnector(cloud);
    await connector.poll();
    const back = await takeAway(['tables'], cloud);
    expect((await connector.get('metrics', openMetrics)).status).toBe(503);
    await back();
  });
});

test('each of several tenants has metrics of its own, and no series of another', async () => {
  const tenants = [tenantWith('scim.home'), tenantWith('scim.other')];
  await withCloud({ tenants }, async (cloud) => {
    const connector = await startConnector(cloud);
    const ids = cloud.tenants.map(({ tenantId }) => tenantId);
    for (const tenantId of ids) await pollTenant(connector, tenantId);
    const [homeId = '', otherId = ''] = ids;
    for (const [path, tenantId, jobId] of [
      ['metrics', homeId, 'scim.home'],
      [`tenants/${homeId}/metrics`, homeId, 'scim.home'],
      [`tenants/${otherId}/metrics`, otherId, 'scim.other'],
    ] as const) {
      const samples = await samplesOf(connector, path);
      expect(new Set(samples.map(({ labels }) => labels.tenant_id))).toEqual(new Set([tenantId]));
      expect(new Set(samples.flatMap(({ labels }) => labels.job_id ?? []))).toEqual(new Set([jobId]));
    }
  });
});

import { expect, test } from 'vitest';
import type { Cloud } from '../../infra/local/cloud.ts';
import { quarantine } from '../../infra/local/graph/job.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import type { SignInFailure } from '../../infra/local/identity/sign-in/start-sign-in.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { healthyJob } from '../support/jobs.ts';
import { pollTenant } from '../support/poll-tenant.ts';
import { withCloud } from '../support/with-cloud.ts';

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';

/** One healthy job. */
function tenantWithOneJob() {
  const tenant = createTenant();
  tenant.addPrincipal({ id: servicePrincipalId, appId: servicePrincipalId, displayName: 'Fabrikam' });
  tenant.setJob(servicePrincipalId, healthyJob());
  return tenant;
}

/** The connector of two tenants; what is done to the other one, and a poll of it. */
async function withOtherTenant(
  body: (
    other: Cloud['tenants'][number],
    poll: () => Promise<unknown>,
    connector: Connector,
  ) => Promise<void>,
) {
  await withCloud({ tenants: [createTenant(), tenantWithOneJob()] }, async (cloud) => {
    const [, other] = cloud.tenants;
    if (!other) throw new Error('There is no other tenant.');
    const connector = await startConnector(cloud);
    await body(other, () => pollTenant(connector, other.tenantId), connector);
  });
}

test('another tenant is read by the app, and its consent decides whether it can be read', async () => {
  await withCloud({ tenants: [tenantWithOneJob(), tenantWithOneJob()] }, async (cloud) => {
    const [, other] = cloud.tenants;
    if (!other) throw new Error('There is no other tenant.');
    const { tenantId } = other;
    const before = await startConnector(cloud);
    other.tenant.changeJob(servicePrincipalId, 'scim.1', (job) =>
      quarantine(job, { reason: 'Unknown', at: new Date() }),
    );
    const began = await pollTenant(before, tenantId);
    expect(began).toMatchObject({ tenantId, outcome: 'complete', jobsRead: 1, eventsSent: 1 });
    expect(other.signIn?.tokensIssued).toBe(1);

    other.withdrawConsent();
    const asked = cloud.graph.requests.length;
    // The token of this process is still good.
    expect(await pollTenant(before, tenantId)).toMatchObject({ outcome: 'complete' });
    await before.host.close();
    const after = await startConnector(cloud);
    const withdrawn = await pollTenant(after, tenantId);
    expect(withdrawn).toMatchObject({
      tenantId,
      outcome: 'failed',
      jobsRead: 0,
      eventsSent: 0,
      failures: [{ cause: 'TokenRefused', detail: expect.stringContaining('AADSTS65001') }],
    });
    expect(JSON.stringify(withdrawn)).toContain(`npm run consent -- --tenant ${tenantId} --app-id `);
    expect(await pollTenant(after, cloud.tenantId)).toMatchObject({
      tenantId: cloud.tenantId,
      outcome: 'complete',
    });
    expect(cloud.graph.requests.length).toBeGreaterThan(asked);

    const health = await (await after.get(`tenants/${tenantId}/health`)).text();
    for (const part of ['TokenRefused', 'AADSTS65001']) expect(health).toContain(part);
    const jobs = await (await after.get(`tenants/${tenantId}/jobs`)).text();
    expect(jobs).toContain('"state":"quarantined"');
    const page = await (await after.get(`tenants/${tenantId}/status`, { accept: 'text/html' })).text();
    expect(page).toContain('The tenant does not let the connector in');

    other.giveConsent();
    // What was open is open: nothing was taken back for it, and nothing begins again.
    expect(await pollTenant(after, tenantId)).toMatchObject({
      outcome: 'complete',
      jobsRead: 1,
      eventsSent: 0,
    });
  });
});

test('whatever a tenant has against the app, its poll fails and says so', async () => {
  await withOtherTenant(async (other, poll) => {
    const refusals: readonly [SignInFailure, string][] = [
      ['unconsented', 'AADSTS65001'],
      ['noServicePrincipal', 'AADSTS7000229'],
      ['notInstalled', 'AADSTS700016'],
      ['disabled', 'AADSTS7000112'],
      ['blocked', 'AADSTS53003'],
      ['unknownTenant', 'AADSTS90002'],
    ];
    for (const [failure, number] of refusals) {
      other.signIn?.fail(failure);
      expect(await poll()).toMatchObject({
        outcome: 'failed',
        failures: [{ cause: 'TokenRefused', detail: expect.stringContaining(`(${number})`) }],
      });
    }
    other.signIn?.heal();
    expect(await poll()).toMatchObject({ outcome: 'complete', jobsRead: 1 });
  });
});

test('an app role that a tenant did not grant is named, with what shows how it is granted', async () => {
  await withOtherTenant(async (other, poll) => {
    other.setRoles(['Application.Read.All']);
    const run = JSON.stringify(await poll());
    expect(run).toContain('"outcome":"failed"');
    expect(run).toContain('"cause":"http401"');
    for (const part of ['Synchronization.Read.All', `npm run consent -- --tenant ${other.tenantId}`])
      expect(run).toContain(part);
  });
});

test('the identity that gives no assertion is what is named, and not the tenant', async () => {
  await withCloud({ tenants: [createTenant(), tenantWithOneJob()] }, async (cloud) => {
    const [, other] = cloud.tenants;
    const connector = await startConnector(cloud, { settings: { Graph__clientId: servicePrincipalId } });
    const run = await pollTenant(connector, other?.tenantId ?? '');
    expect(run).toMatchObject({
      outcome: 'failed',
      failures: [
        {
          cause: 'TokenUnavailable',
          detail: expect.stringContaining('The identity gives no token for api://'),
        },
      ],
    });
  });
});

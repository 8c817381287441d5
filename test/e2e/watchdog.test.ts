import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { createTenant, type Tenant } from '../../infra/local/graph/tenant.ts';
import { startConnector } from '../support/connector.ts';
import { healthyJob } from '../support/jobs.ts';
import { pollNow } from '../support/poll-now.ts';
import { pollTenant } from '../support/poll-tenant.ts';
import { startWatchdog, type Watchdog } from '../support/start-watchdog.ts';
import { withCloud } from '../support/with-cloud.ts';
import { takeAway } from './outages/take-away.ts';

function tenantWithOneJob(): Tenant {
  const tenant = createTenant();
  const servicePrincipalId = '11111111-1111-4111-8111-111111111111';
  tenant.addPrincipal({ id: servicePrincipalId, appId: servicePrincipalId, displayName: 'Fabrikam' });
  tenant.setJob(servicePrincipalId, healthyJob());
  return tenant;
}

async function withWatchdog(body: (watchdog: Watchdog, address: string) => Promise<void>): Promise<void> {
  const watchdog = await startWatchdog();
  try {
    await body(watchdog, `http://127.0.0.1:${watchdog.port}/s3cret`);
  } finally {
    await watchdog.close();
  }
}

test('it hears of each poll how it ended, by whatever began it', async () => {
  await withWatchdog(async (watchdog, HEARTBEAT_URL) => {
    await withCloud({ tenant: tenantWithOneJob() }, async (cloud) => {
      const connector = await startConnector(cloud, { settings: { HEARTBEAT_URL } });
      await connector.poll();
      await watchdog.called(1);
      const back = await takeAway(['Graph'], cloud);
      await pollNow(connector);
      await watchdog.called(2);
      await back();
      await pollNow(connector);
      await watchdog.called(3);
      expect(watchdog.calls).toEqual([
        { method: 'POST', path: '/s3cret', body: 'complete' },
        { method: 'POST', path: '/s3cret/fail', body: expect.stringMatching(/^failed: \w+/) },
        { method: 'POST', path: '/s3cret', body: 'complete' },
      ]);
    });
  });
});

test('a watchdog that does not answer delays no poll, nor does one that is gone', async () => {
  await withWatchdog(async (watchdog, HEARTBEAT_URL) => {
    const unanswered = new Set<ServerResponse>();
    watchdog.answer = (response) => {
      unanswered.add(response);
      response.on('close', () => unanswered.delete(response));
    };
    await withCloud({ tenant: tenantWithOneJob() }, async (cloud) => {
      const connector = await startConnector(cloud, { settings: { HEARTBEAT_URL } });
      expect(await pollNow(connector)).toMatchObject({ status: 200, outcome: 'complete' });
      await watchdog.called(1);
      // The answer was there while the call still waits.
      expect(unanswered.size).toBe(1);
      await watchdog.close();
      expect(await pollNow(connector)).toMatchObject({ status: 200, outcome: 'complete' });
      expect(await connector.poll()).toMatchObject({ outcome: 'complete' });
    });
  });
});

test('each of several tenants calls at an address of its own', async () => {
  await withWatchdog(async (watchdog, address) => {
    await withCloud({ tenants: [tenantWithOneJob(), tenantWithOneJob()] }, async (cloud) => {
      const settings = { HEARTBEAT_URL: `${address}/{tenantId}` };
      const connector = await startConnector(cloud, { settings });
      const paths = cloud.tenants.map(({ tenantId }) => `/s3cret/${tenantId}`);
      for (const [index, { tenantId }] of cloud.tenants.entries()) {
        await pollTenant(connector, tenantId);
        await watchdog.called(index + 1);
      }
      expect(watchdog.calls.map(({ path }) => path)).toEqual(paths);
    });
  });
});

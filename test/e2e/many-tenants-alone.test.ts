import { expect, test } from 'vitest';
import { lift, quarantine } from '../../infra/local/graph/job.ts';
import type { Tenant } from '../../infra/local/graph/tenant.ts';
import { startConnector } from '../support/connector.ts';
import { withCloud } from '../support/with-cloud.ts';
import { applications, jobId, startFleet, tenantNamed } from './tenants/fleet.ts';
import { told } from './tenants/told.ts';

const names = ['Contoso', 'Fabrikam', 'Northwind'];
const settings = { PUBLIC_URL: 'https://contoso.example' };
const at = new Date(Date.now() - 3_600_000);

/** A life of each tenant: what is done to it, and after each step a poll. */
const steps: readonly ((tenant: Tenant) => void)[] = [
  (tenant) =>
    tenant.changeJob(applications[1], jobId, (job) => quarantine(job, { reason: 'first sight', at })),
  (tenant) =>
    tenant.changeJob(applications[0], jobId, (job) =>
      quarantine(job, { reason: 'x', error: { code: 'y', message: 'z', tenantActionable: true }, at }),
    ),
  (tenant) => tenant.changeJob(applications[0], jobId, (job) => lift(job, at)),
  () => {},
];

test('of each of several tenants the events are those of a deployment that watches it alone, but for where its links lead', async () => {
  const fleet = await startFleet(names.map((name) => ({ name, tenant: tenantNamed(name) })));
  try {
    await fleet.start('function:pollTenant', settings);
    for (const step of steps) {
      for (const { tenant } of fleet.cloud.tenants) step(tenant);
      const { length } = fleet.lines;
      const polled = () => fleet.lines.slice(length).filter(({ line }) => line === 'poll');
      // Ticks of the same second are one.
      while (new Set(polled().map((line) => line.tenantId)).size < names.length) await fleet.tick();
    }
    for (const { tenantId, name } of fleet.cloud.tenants) {
      const alone = await toldAlone(tenantId, name);
      expect(alone.map(({ kind }) => kind)).toEqual(['began', 'began', 'cleared']);
      const others = told(fleet.cloud).filter(({ tenant }) => tenant.tenantId === tenantId);
      expect(comparable(others, tenantId)).toEqual(comparable(alone, tenantId));
      const isHome = tenantId === fleet.cloud.tenantId;
      for (const { event } of others)
        expect([tenantId, event.data.snapshotUrl]).toEqual([
          tenantId,
          `https://contoso.example/api${isHome ? '' : `/tenants/${tenantId}`}/jobs/${event.data.servicePrincipalId}/${jobId}`,
        ]);
    }
  } finally {
    await fleet.close();
  }
});

/** The events of the same life, told by a deployment of one tenant. */
function toldAlone(tenantId: string, name: string): Promise<ReturnType<typeof told>> {
  return withCloud({ tenants: [{ tenantId, name, tenant: tenantNamed(name) }] }, async (cloud) => {
    const connector = await startConnector(cloud, { settings: { ...settings, TENANTS: '' } });
    for (const step of steps) {
      step(cloud.tenant);
      await connector.poll();
    }
    await connector.host.close();
    return told(cloud);
  });
}

/** In their order, without what comes of the time at which a poll ran, and without the tenant's part of links. */
function comparable(all: ReturnType<typeof told>, tenantId: string): object[] {
  return all
    .toSorted((one, other) => one.application - other.application || one.sequence - other.sequence)
    .map(({ event, session }) => {
      const { id, sequence, time, recordedtime, data, ...others } = event;
      const { clearedAfter, clearedBefore, durationSeconds, ...more } = data;
      const timed = [id, sequence, recordedtime, clearedAfter, clearedBefore, durationSeconds].map(
        (each) => typeof each,
      );
      const began = clearedBefore === undefined ? time : 'cleared';
      const links = JSON.stringify(more)
        .replaceAll(`entra.microsoft.com/${tenantId}/`, 'entra.microsoft.com/')
        .replaceAll(`/api/tenants/${tenantId}/`, '/api/');
      return { ...others, session, timed, began, data: JSON.parse(links) };
    });
}

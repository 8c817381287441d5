import type { App } from '../../../src/app.ts';
import { SourceError, StoreError } from '../../../src/core/errors.ts';
import { addMilliseconds, hourMs, type Instant } from '../../../src/core/instant.ts';
import type { TenantApp } from '../../../src/tenant-app.ts';
import { healthyJob } from '../../support/jobs.ts';
import { appOf } from '../../support/several-tenants.ts';
import { TableRig } from '../../support/table-rig.ts';
import { stormApplications } from './applications.ts';
import { idOf, tellStory } from './tell-story.ts';

export const fabrikam = 'b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b';
const minuteMs = 60_000;
const longName = 'Fabrikam Residences, as long as people name a company that they have bought';

/** Tenants in all ways in which they can be: well, with jobs that are not, late, blind, and one that cannot be read and has no name. */
export async function severalTenants(): Promise<App> {
  const usual = await tellStory();
  const { now } = usual;
  const well = await tellStory(stormApplications.slice(-2));
  const tick = { at: addMilliseconds(now, -2 * minuteMs), next: addMilliseconds(now, 3 * minuteMs) };
  return appOf(
    [
      named(well, well.tenantId, 'Contoso'),
      named(usual, fabrikam, longName),
      named(await tellStory(stormApplications), '1f0c6a52-73c4-4a0e-8d0e-6a4be0c3a101', 'Northwind Traders'),
      named(await late(now), '2e9b7d41-85d3-4b1f-9c1d-7b5cf1d4b202', 'Adatum'),
      named(await refused(now), '3d8a8c30-94e2-4c20-8b2c-8c6d02e5c303', 'Litware'),
      named(broken(now), '4c799b2f-a3f1-4d31-8a3b-9d7e13f6d404', undefined),
    ],
    { lastTick: async () => tick },
  );
}

/** A reader whose roles open none of them. */
export async function noTenants(): Promise<App> {
  return { ...(await severalTenants()), callers: new Map() };
}

function named(rig: TableRig, tenantId: string, tenantName: string | undefined): TenantApp {
  return { ...rig.app, tenantId, tenantName };
}

/** Not polled for half an hour. */
async function late(now: Instant): Promise<TableRig> {
  const rig = new TableRig();
  rig.now = addMilliseconds(now, -32 * minuteMs);
  rig.source.set(idOf(0), [healthyJob()], 'Box');
  await rig.poll();
  rig.now = now;
  return rig;
}

/** Its administrator has taken the consent back. */
async function refused(now: Instant): Promise<TableRig> {
  const rig = new TableRig();
  rig.now = addMilliseconds(now, -3 * hourMs);
  const why = 'The tenant does not know the app: an administrator of it has to consent (docs/tenants.md).';
  rig.source.refusal = new SourceError('TokenUnavailable', why);
  await rig.poll();
  rig.now = now;
  return rig;
}

function broken(now: Instant): TableRig {
  const rig = new TableRig();
  rig.now = now;
  rig.table.get = () => Promise.reject(new StoreError('Unreachable', 'Table Storage cannot be reached.'));
  return rig;
}

import type { Cloud } from '../cloud.ts';
import { findTenant } from './find-tenant.ts';
import { loseTables } from './lose-tables.ts';
import { type Deed, isTenantDeed, type Service, type ServiceDeed } from './scenario.ts';
import { createTenantStage } from './tenant-stage.ts';
import { createUndos, type Undo } from './undos.ts';

/** Where scenarios are played: the cloud, and what has been done to it that can be taken back. */
export interface Stage {
  /**
   * Returns the display name of the application that was meant; undefined for a deed on a service, a role or a tenant.
   *
   * @throws Error in words for a person, when there is no such application or it cannot be done to it
   */
  perform(deed: Deed): Promise<string | undefined>;
  /** Takes back every throttling, poisoning, outage, denial and withdrawal. */
  calm(): Promise<void>;
}

type Parts = Pick<Cloud, 'tenants' | 'graph' | 'identity' | 'tables' | 'bus' | 'caFile'>;

export function createStage(cloud: Parts): Stage {
  const undos = createUndos();
  const stages = cloud.tenants.map((tenant) => ({
    name: tenant.name,
    stage: createTenantStage(tenant, undos),
  }));

  async function performOnService(deed: ServiceDeed): Promise<void> {
    if (deed.verb === 'lose') await loseTables(cloud);
    else if (deed.verb === 'down') await undos.impose(deed.service, () => takeDown(cloud, deed.service));
    else await undos.takeBack(deed.service);
  }

  return {
    async perform(deed) {
      if ('service' in deed) return void (await performOnService(deed));
      const { stage } = findTenant(stages, deed.tenant);
      if ('role' in deed) return void (await stage.performOnRole(deed));
      if (isTenantDeed(deed)) return void (await stage.performOnTenant(deed));
      return await stage.performOnApplication(deed);
    },
    calm: () => undos.takeBackAll(),
  };
}

/** Gives the way to bring the service back. Graph answers 503, the others cannot be reached. */
async function takeDown({ graph, identity, tables, bus }: Parts, service: Service): Promise<Undo> {
  if (service === 'graph') return graph.faults.add({ match: { path: /./ }, inner: false, status: 503 });
  if (service === 'identity') {
    identity.fail('cut');
    return () => identity.heal();
  }
  if (service === 'tables') {
    await tables.stop();
    return () => tables.start();
  }
  await bus.pause();
  return () => bus.resume();
}

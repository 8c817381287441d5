import { expect, vi } from 'vitest';
import { startConnector } from '../../../../test/support/connector.ts';
import { healthyJob, quarantinedJob } from '../../../../test/support/jobs.ts';
import { pollNow } from '../../../../test/support/poll-now.ts';
import { startCloud } from '../../../local/cloud.ts';
import type { Fault } from '../../../local/graph/faults.ts';
import { lift } from '../../../local/graph/job.ts';
import { createTenant, type Tenant } from '../../../local/graph/tenant.ts';

const principal = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;
const principals = 8;
const topic = 'provisioning-quarantine';

/**
 * What the built connector logs in a life of good and bad days on the local cloud: a quarantine that begins and ends, a bus
 * that is away, a Graph that throttles and one that refuses, and jobs that vanish all at once. As it was written, oldest first.
 */
export async function livedLines(): Promise<string[]> {
  const tenant = createTenant();
  for (let n = 0; n < principals; n++) {
    tenant.addPrincipal({ id: principal(n), appId: principal(n), displayName: `App ${n}` });
    tenant.setJob(principal(n), n === 0 ? quarantinedJob() : healthyJob());
  }
  const cloud = await startCloud({ tenant });
  try {
    const connector = await startConnector(cloud);
    const pollWith = async (...faults: readonly Omit<Fault, 'match'>[]) => {
      const heal = faults.map((fault) =>
        cloud.graph.faults.add({ match: { path: /synchronization|batch/ }, ...fault }),
      );
      await pollNow(connector);
      for (const end of heal) end();
    };
    cloud.bus.setStatus(topic, 'SendDisabled');
    await pollWith();
    cloud.bus.setStatus(topic, 'Active');
    tenant.changeJob(principal(0), 'scim.1', (job) => lift(job, new Date()));
    await pollWith({ status: 429, headers: { 'retry-after': '1' }, times: 1 });
    await pollWith();
    await pollWith({ status: 403 });
    for (let n = 1; n < principals; n++) tenant.removePrincipal(principal(n));
    await pollWith();
    return connector.host.logs.map(({ message }) => message);
  } finally {
    await cloud.close();
  }
}

/** What it logs of one tick of three tenants, of which one has not consented: the tick and a poll of each, brought by the queue. */
export async function livedLinesOfSeveral(): Promise<string[]> {
  const cloud = await startCloud({ tenants: [createTenant(), quarantinedTenant(), createTenant()] });
  try {
    cloud.tenants[2]?.withdrawConsent();
    const { host } = await startConnector(cloud);
    const lines = () => host.logs.map(({ message }) => message);
    await host.invoke('poll');
    const polls = () => lines().filter((line) => line.startsWith('{"line":"poll",'));
    await vi.waitFor(() => expect(polls()).toHaveLength(3), { timeout: 60_000, interval: 100 });
    return lines();
  } finally {
    await cloud.close();
  }
}

function quarantinedTenant(): Tenant {
  const tenant = createTenant();
  tenant.addPrincipal({ id: principal(0), appId: principal(0), displayName: 'App 0' });
  tenant.setJob(principal(0), quarantinedJob());
  return tenant;
}

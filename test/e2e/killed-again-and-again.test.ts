import { expect, test } from 'vitest';
import type { Cloud } from '../../infra/local/cloud.ts';
import type { Asked } from '../../infra/local/graph/faults.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { endClaims } from '../support/end-claims.ts';
import { healthyJob, quarantinedJob } from '../support/jobs.ts';
import { sentEvents } from '../support/sent-events.ts';
import { withCloud } from '../support/with-cloud.ts';

const principals = 400;
/** Of the twenty that a discovery takes; what comes after them is never answered. */
const batchesAnswered = 15;
const id = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;

/** Most applications have no provisioning. One of the first and the last one are in quarantine. */
function tenantOfMany() {
  const tenant = createTenant();
  for (let n = 0; n < principals; n++) {
    tenant.addPrincipal({ id: id(n), appId: id(1000 + n), displayName: `Application ${n}` });
  }
  tenant.setJob(id(0), healthyJob());
  for (const n of [20, principals - 1]) tenant.setJob(id(n), quarantinedJob());
  return tenant;
}

/** Lets a run ask for so many batches; those after them wait for longer than it lives. Resolves once the first of them waits. */
function stall({ graph }: Cloud): Promise<void> {
  let batches = 0;
  return new Promise((resolve) => {
    graph.faults.clear();
    graph.faults.add({
      match({ path, inner }: Asked) {
        if (inner || !path.includes('batch') || ++batches <= batchesAnswered) return false;
        resolve();
        return true;
      },
      delayMs: 60 * 60_000,
    });
  });
}

/** Milliseconds in which what was answered is written, where it is not known whether there is anything to write. */
const writesWithinMs = 10_000;

/**
 * Begins a poll and kills it before its discovery ends, once it has recorded the begin of an application, or had its time for that.
 * Its claim is over then.
 */
async function killInDiscovery(
  cloud: Cloud,
  connector: Connector,
  application: number,
  withinMs: number,
): Promise<void> {
  const stalled = stall(cloud);
  await connector.host.invoke('poll');
  await stalled;
  const killAt = Date.now() + withinMs;
  let isRecorded = false;
  while (!isRecorded && Date.now() < killAt) {
    const answer = await connector.get(`jobs/${id(application)}/scim.1/transitions`);
    isRecorded = answer.status === 200 && JSON.parse(await answer.text()).value.length > 0;
  }
  await connector.host.kill();
  await endClaims(cloud);
}

test('a run that is killed before its discovery ends, again and again, reaches the last application all the same, and sends what it recorded', async () => {
  await withCloud({ tenant: tenantOfMany() }, async (cloud) => {
    const sent = () => sentEvents(cloud).map(({ subject }) => subject);
    // It is among the first that are asked.
    await killInDiscovery(cloud, await startConnector(cloud), 20, Number.POSITIVE_INFINITY);
    expect(sent()).toEqual([]);

    // Where a run begins that follows a killed one is left to chance: so many are enough, all but certainly.
    for (let runs = 1; runs <= 15 && !sent().includes(`Application ${principals - 1}`); runs++) {
      await killInDiscovery(cloud, await startConnector(cloud), principals - 1, writesWithinMs);
      // What a killed run has recorded is sent first of all, by a run that is killed too.
      expect(sent()).toContain('Application 20');
    }
    expect(new Set(sent())).toEqual(new Set(['Application 20', `Application ${principals - 1}`]));

    cloud.graph.faults.clear();
  });
}, 900_000);

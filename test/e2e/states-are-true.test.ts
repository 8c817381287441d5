import { expect, test } from 'vitest';
import { disable, failObjects, pause, quarantine, run } from '../../infra/local/graph/job.ts';
import { populate } from '../../infra/local/graph/populate.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { rulesOf } from '../../infra/local/start/rules.ts';
import { trueJobs } from '../../infra/local/start/truth.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { withCloud } from '../support/with-cloud.ts';

const settings = { FAILURES_FROM: '10' };
const everyState = 'quarantined,halted,overdue,failing,unknown,notStarted,starting,healthy,removed,unwatched';

/** What is done to every so manieth running job of the tenant. */
const deeds = [
  pause,
  disable,
  (job: Parameters<typeof pause>[0]) => quarantine(job, { reason: 'TooManyDeletes', at: new Date() }),
  (job: Parameters<typeof pause>[0]) => run(failObjects(job, 40, new Date()), new Date()),
];

test('of 200 jobs none is called healthy that is paused, disabled, never run, failing or not read, and each state is the true one', async () => {
  const tenant = createTenant();
  populate(tenant, { principals: 80, jobs: 200 });
  let running = 0;
  for (const { servicePrincipalId, jobId, state } of [...trueJobs(tenant, rulesOf(settings))]) {
    if (state !== 'healthy') continue;
    const deed = deeds[running++ % 8];
    if (deed) tenant.changeJob(servicePrincipalId, jobId, deed);
  }
  await withCloud({ tenant }, async (cloud) => {
    const connector = await startConnector(cloud, { settings });
    await connector.poll();
    await connector.poll();
    const truth = [...trueJobs(tenant, rulesOf(settings))];
    const states = new Map(truth.map(({ jobId, state }) => [jobId, state]));
    expect(new Set(states.values())).toEqual(
      new Set(['quarantined', 'halted', 'failing', 'notStarted', 'starting', 'healthy']),
    );
    expect(await statesOf(connector)).toEqual(states);

    // What is refused from now on keeps what is proven to be wrong with it. Of all else nothing is known any more.
    const [refused] = truth.filter(({ state }) => state === 'healthy');
    cloud.graph.faults.add({
      match: { path: new RegExp(`/servicePrincipals/${refused?.servicePrincipalId}/synchronization/`, 'i') },
      status: 403,
    });
    await connector.poll();
    for (const { servicePrincipalId, jobId, state } of truth) {
      const isRefused = servicePrincipalId === refused?.servicePrincipalId;
      if (isRefused && state !== 'quarantined') states.set(jobId, 'unknown');
    }
    expect(await statesOf(connector)).toEqual(states);
  });
});

async function statesOf(connector: Connector): Promise<Map<string, string>> {
  const answer = await connector.get(`jobs?maxpagesize=1000&state=${everyState}`);
  const { value }: { value: { jobId: string; state: string }[] } = JSON.parse(await answer.text());
  return new Map(value.map(({ jobId, state }) => [jobId, state]));
}

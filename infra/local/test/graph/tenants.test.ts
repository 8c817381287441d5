import { describe, expect, it } from 'vitest';
import { payload } from '../../graph/payloads.ts';
import type { Graph } from '../../graph/start-graph.ts';
import { createTenant } from '../../graph/tenant.ts';
import { tenantId, token } from './tokens.ts';
import { app, innerJobs, jobsOf, names, useGraph } from './use-graph.ts';

const rig = useGraph();
const other = 'b1d70000-0000-4000-8000-00000000005b';
const otherApp = '5e7a11ce-0000-4000-8000-0000000000bb';

/** A simulator of two tenants, each of which has one application and its job. */
async function start(): Promise<Graph> {
  const tenant = createTenant();
  tenant.addPrincipal({ id: otherApp, appId: 'b0', displayName: 'Box' });
  tenant.setJob(otherApp, payload('box-quarantine'));
  return rig.start({ others: [{ tenantId: other, tenant, quota: { units: 4, windowMs: 3_600_000 } }] });
}

const otherToken = () => token({ tenantId: other });
const faultsOf = (graph: Graph, id: string) => {
  const found = graph.tenants.find((each) => each.tenantId === id);
  if (!found) throw new Error(`${id} is not served`);
  return found.faults;
};

describe('a simulator of several tenants', () => {
  it('shows each token its own tenant, and nothing of another one', async () => {
    const on = await start();
    const path = '/v1.0/servicePrincipals';
    expect(names(await rig.ask(path, { on }))).toEqual(['AWS']);
    expect(names(await rig.ask(path, { on, token: otherToken() }))).toEqual(['Box']);
    expect((await rig.ask(jobsOf(otherApp), { on })).status).toBe(404);
    expect((await rig.ask(jobsOf(app), { on, token: otherToken() })).status).toBe(404);
    const inner = await rig.batched([innerJobs(app), innerJobs(otherApp)], { on, token: otherToken() });
    expect([inner[app].status, inner[otherApp].status]).toEqual([404, 200]);
  });

  it('refuses the token of a tenant that is none of them', async () => {
    const answer = await rig.ask(jobsOf(app), { on: await start(), token: token({ tenantId: app }) });
    expect(answer.status).toBe(401);
    expect(answer.json.error.message).toBe('Access token validation failure. Invalid tenant.');
  });

  it('throttles a tenant by its own quota', async () => {
    const on = await start();
    const statuses: number[] = [];
    for (let each = 0; each < 5; each++)
      statuses.push((await rig.ask(jobsOf(otherApp), { on, token: otherToken() })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    expect((await rig.ask(jobsOf(app), { on })).status).toBe(200);
  });

  it('lets a fault of one tenant act in that one alone, inside a batch too', async () => {
    const on = await start();
    faultsOf(on, other).add({ match: { path: /synchronization/ }, status: 503 });
    const mine = await rig.batched([innerJobs(app)], { on });
    const theirs = await rig.batched([innerJobs(otherApp)], { on, token: otherToken() });
    expect([mine[app].status, theirs[otherApp].status]).toEqual([200, 503]);
    faultsOf(on, other).clear();
    expect((await rig.ask(jobsOf(otherApp), { on, token: otherToken() })).status).toBe(200);
  });

  it('lets a fault of the whole service act in all', async () => {
    const on = await start();
    on.faults.add({ match: { path: /./ }, status: 503 });
    const asked = [token(), otherToken()].map((each) => rig.ask(jobsOf(app), { on, token: each }));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([503, 503]);
  });

  it('records for which tenant it was asked', async () => {
    const on = await start();
    await rig.ask(jobsOf(app), { on });
    await rig.ask(jobsOf(otherApp), { on, token: otherToken() });
    await rig.ask(jobsOf(app), { on, token: 'none' });
    expect(on.requests.map((record) => record.tenantId)).toEqual([tenantId, other, undefined]);
  });
});

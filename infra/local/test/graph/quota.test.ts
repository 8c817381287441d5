import { describe, expect, it } from 'vitest';
import { tenantId, token } from './tokens.ts';
import { app, innerJobs, jobsOf, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('the quota', () => {
  it('counts each request of an app, inside a batch too, and says how long to wait', async () => {
    const strict = await rig.start({ quota: { units: 2, windowMs: 3_600_000 } });
    const first = await rig.batch(
      [
        { ...innerJobs(app), id: '1' },
        { ...innerJobs(app), id: '2' },
        { ...innerJobs(app), id: '3' },
      ],
      { on: strict },
    );
    const statuses = first.json.responses.map(({ status }: { status: number }) => status);
    expect(statuses.toSorted()).toEqual([200, 200, 429]);
    const second = await rig.ask(jobsOf(app), { on: strict });
    expect([second.status, Number(second.header('retry-after')) > 3_500]).toEqual([429, true]);
    expect((await rig.ask(jobsOf(app), { on: strict, token: token({ clientId: 'another' }) })).status).toBe(
      200,
    );
  });

  it('tells its headers inside a batch too, and keeps the time to itself when told so', async () => {
    const strict = await rig.start({ quota: { units: 5, windowMs: 3_600_000, retryAfter: false } });
    const ids = ['1', '2', '3', '4', '5', '6'];
    const list = ids.map((id) => ({ id, method: 'GET', url: '/servicePrincipals' }));
    const byId = await rig.batched(list, { on: strict });
    const told = ids.map((id) => byId[id].headers['x-ms-throttle-limit-percentage']);
    expect(told).toEqual([undefined, undefined, undefined, undefined, '1.00', undefined]);
    expect(byId[1].headers['x-ms-resource-unit']).toBe('1');
    expect(byId[6]).toMatchObject({
      status: 429,
      headers: {
        'x-ms-throttle-scope': `Tenant_Application/ReadWrite/connector/${tenantId}`,
        'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
      },
    });
    expect(byId[6].headers).not.toHaveProperty('Retry-After');
    expect((await rig.ask(jobsOf(app), { on: strict })).header('retry-after')).toBeUndefined();
  });

  it('begins anew with the next window', async () => {
    const strict = await rig.start({ quota: { units: 1, windowMs: 50 } });
    expect((await rig.ask(jobsOf(app), { on: strict })).status).toBe(200);
    await expect
      .poll(async () => (await rig.ask(jobsOf(app), { on: strict })).status, { interval: 60 })
      .toBe(200);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { populate } from '../../graph/populate.ts';
import { token } from './tokens.ts';
import { app, innerJobs, jobsOf, useGraph } from './use-graph.ts';

const rig = useGraph();
const json = { 'Content-Type': 'application/json' };

describe('$batch', () => {
  beforeEach(() => populate(rig.tenant, { principals: 30, jobs: 30 }));
  const ids = (count: number) =>
    [...rig.tenant.principals()].slice(0, count).map(({ principal }) => principal.id);

  it('answers each of twenty requests by id, in another order, with headers of its own', async () => {
    const answer = await rig.batch(ids(20).map(innerJobs));
    const responses: {
      id: string;
      status: number;
      headers: Record<string, string>;
      body: { value: unknown[] };
    }[] = answer.json.responses;
    const order = responses.map(({ id }) => id);
    expect(order).not.toEqual(ids(20));
    expect(order.toSorted()).toEqual(ids(20).toSorted());
    for (const { status, headers, body } of responses) {
      expect(status).toBe(200);
      expect(headers['Content-Type']).toContain('application/json');
      expect(body.value).toHaveLength(1);
    }
    expect(rig.graph.requests.at(-1)).toMatchObject({ method: 'POST', path: '/v1.0/$batch', status: 200 });
    expect(rig.graph.requests.at(-1)?.inner).toHaveLength(20);
  });

  it('hides the failures of single requests behind its 200', async () => {
    const answer = await rig.batch([
      innerJobs(app),
      innerJobs('gone'),
      { id: 'version', method: 'GET', url: '/v1.0/servicePrincipals' },
      { id: 'absolute', method: 'GET', url: `${rig.graph.endpoint}/v1.0/servicePrincipals` },
      { id: 'nested', method: 'POST', url: '/$batch', headers: json, body: { requests: [innerJobs(app)] } },
      { id: 'no slash', method: 'GET', url: 'servicePrincipals' },
    ]);
    expect(answer.status).toBe(200);
    const statuses = answer.json.responses.map(({ id, status }: { id: string; status: number }) => [
      id,
      status,
    ]);
    expect(Object.fromEntries(statuses)).toEqual({
      [app]: 200,
      gone: 404,
      version: 400,
      absolute: 400,
      nested: 400,
      'no slash': 200,
    });
  });

  it('passes the headers of an inner request on to it, and the roles of the caller', async () => {
    const url = "/servicePrincipals?$count=true&$filter=displayName ne 'AWS'";
    const headers = { ConsistencyLevel: 'eventual' };
    const requests = [{ id: 'f', method: 'GET', url, headers }, innerJobs(app)];
    const byId = await rig.batched(requests, { token: token({ roles: ['Application.Read.All'] }) });
    expect(byId.f.body['@odata.count']).toBe(30);
    expect(byId[app]).toMatchObject({ status: 401, body: { error: { code: 'UnknownError', message: '' } } });
  });

  it.each([
    ['twenty-one requests', () => ids(21).map(innerJobs), 'MaximumValueExceeded'],
    ['no request at all', () => [], 'BadRequest'],
    ['an id twice', () => [innerJobs(app), innerJobs(app.toUpperCase())], 'BadRequest'],
    ['a body without its type', () => [{ id: '1', method: 'POST', url: '/x', body: {} }], 'BadRequest'],
    ['a POST without a body', () => [{ id: '1', method: 'POST', url: '/x', headers: json }], 'BadRequest'],
    ['a dependency that is not there', () => [{ ...innerJobs(app), dependsOn: ['2'] }], 'BadRequest'],
    ['a request without an id', () => [{ method: 'GET', url: '/servicePrincipals' }], 'BadRequest'],
    ['no list', () => ({}), 'BadRequest'],
  ])('is refused whole for %s', async (_, requests, code) => {
    const answer = await rig.batch(requests());
    expect([answer.status, answer.json.error.code]).toEqual([400, code]);
  });

  it('is refused without a token, and for a body that is no JSON', async () => {
    expect((await rig.batch([innerJobs(app)], { token: '' })).status).toBe(401);
    expect((await rig.ask('/v1.0/$batch', { method: 'POST', body: '{"requests":[' })).status).toBe(400);
  });

  it('does not do what depends on a failure, directly or not', async () => {
    const [, first, second] = ids(3).map(innerJobs);
    const byId = await rig.batched([
      innerJobs(app),
      { ...first, dependsOn: [app.toUpperCase()] },
      innerJobs('gone'),
      { ...second, dependsOn: ['gone'] },
      { id: 'last', method: 'GET', url: '/servicePrincipals', dependsOn: [second?.id] },
    ]);
    expect(byId[first?.id ?? ''].status).toBe(200);
    expect([byId[second?.id ?? ''].status, byId.last.status]).toEqual([424, 424]);
    expect(rig.graph.requests.at(-1)?.inner?.map(({ status }) => status)).toEqual([200, 200, 404, 424, 424]);
  });

  it('can be one that does not know synchronization URLs, which are still served alone', async () => {
    const ignorant = await rig.start({ batch: 'unknown' });
    const { responses } = (await rig.batch([innerJobs(app)], { on: ignorant })).json;
    expect(responses[0]).toMatchObject({
      status: 400,
      body: {
        error: { code: 'BadRequest', message: "Resource not found for the segment 'synchronization'." },
      },
    });
    expect((await rig.ask(jobsOf(app), { on: ignorant })).status).toBe(200);
  });
});

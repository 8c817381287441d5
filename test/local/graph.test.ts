import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Certificate, createCertificate } from '../../infra/local/certificate.ts';
import { entraTime, lift, pause, quarantine, resume, retry } from '../../infra/local/graph/job.ts';
import { payload, payloadNames } from '../../infra/local/graph/payloads.ts';
import { populate } from '../../infra/local/graph/populate.ts';
import { type Graph, type GraphOptions, startGraph } from '../../infra/local/graph/start-graph.ts';
import { createTenant, type Tenant } from '../../infra/local/graph/tenant.ts';
import { createToken, type TokenRequest } from '../../infra/local/identity/token.ts';

const tenantId = '7e57ab1e-0000-4000-8000-000000000001';
const app = '5e7a11ce-0000-4000-8000-0000000000aa';
const gallery = 'WindowsAzureActiveDirectoryIntegratedApp';
const awsJob = payload('aws-quarantine').id;
const client = createDefaultHttpClient();

let folder: string;
let certificate: Certificate;
let trust: { ca: string };
let tenant: Tenant;
let graph: Graph;
const running: Graph[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graph-'));
  certificate = await createCertificate(folder);
  trust = { ca: certificate.cert };
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  tenant = createTenant();
  tenant.addPrincipal({ id: app, appId: 'a0', displayName: 'AWS' });
  tenant.setJob(app, payload('aws-quarantine'));
  graph = await start();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

async function start(options: Partial<GraphOptions> = {}): Promise<Graph> {
  const started = await startGraph({ certificate, tenant, tenantId, ...options });
  running.push(started);
  return started;
}

function token(changes: Partial<TokenRequest> = {}): string {
  return createToken({
    tenantId,
    audience: 'https://graph.microsoft.com',
    clientId: 'connector',
    principalId: 'connector',
    roles: ['Synchronization.Read.All', 'Application.Read.All'],
    issuedAt: new Date(),
    lifetimeSeconds: 3600,
    ...changes,
  }).value;
}

interface Options {
  on?: Graph;
  method?: 'GET' | 'POST' | 'DELETE';
  token?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Asks over TLS; a path may also be a whole nextLink. */
async function ask(path: string, { on = graph, method = 'GET', body, ...rest }: Options = {}) {
  const request = createPipelineRequest({
    url: path.startsWith('https://') ? path : on.endpoint + path,
    method,
    headers: createHttpHeaders({
      authorization: `Bearer ${rest.token ?? token()}`,
      'content-type': 'application/json',
      ...rest.headers,
    }),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  request.tlsSettings = trust;
  const response = await client.sendRequest(request);
  const text = response.bodyAsText ?? '';
  return {
    status: response.status,
    text,
    json: parse(text),
    header: (name: string) => response.headers.get(name),
  };
}

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const jobsOf = (id: string, version = 'v1.0') => `/${version}/servicePrincipals/${id}/synchronization/jobs`;
const innerJobs = (id: string) => ({
  id,
  method: 'GET',
  url: `/servicePrincipals/${id}/synchronization/jobs`,
});
const batch = (requests: unknown, options: Options = {}) =>
  ask('/v1.0/$batch', { ...options, method: 'POST', body: { requests } });
const filtered = (filter: string, more = '') =>
  ask(`/v1.0/servicePrincipals?$filter=${encodeURIComponent(filter)}${more}`, {
    headers: { ConsistencyLevel: more === '' ? '' : 'eventual' },
  });
const names = (answer: { json: { value: { displayName: string }[] } }) =>
  answer.json.value.map(({ displayName }) => displayName);

describe('tokens and roles', () => {
  it.each([
    ['no token', '', 'Access token is empty.'],
    ['something that is no token', 'abc', 'CompactToken parsing failed with error code: 80049217'],
    [
      'an expired token',
      () => token({ lifetimeSeconds: -1 }),
      'Lifetime validation failed, the token is expired.',
    ],
    [
      'a token for another service',
      () => token({ audience: 'https://storage.azure.com' }),
      'Access token validation failure. Invalid audience.',
    ],
    [
      'a token of another tenant',
      () => token({ tenantId: app }),
      'Access token validation failure. Invalid tenant.',
    ],
  ])('refuses %s with 401 InvalidAuthenticationToken', async (_, given, message) => {
    const answer = await ask(jobsOf(app), { token: typeof given === 'string' ? given : given() });
    expect(answer.status).toBe(401);
    expect(answer.json.error).toMatchObject({ code: 'InvalidAuthenticationToken', message });
  });

  it('takes the audience it is told, with or without a slash', async () => {
    const other = await start({ audience: 'https://graph.microsoft.us' });
    const answer = await ask(jobsOf(app), {
      on: other,
      token: token({ audience: 'https://graph.microsoft.us/' }),
    });
    expect(answer.status).toBe(200);
  });

  it('answers jobs without Synchronization.Read.All with 401 UnknownError and an empty message', async () => {
    const answer = await ask(jobsOf(app), { token: token({ roles: ['Application.Read.All'] }) });
    expect(answer.status).toBe(401);
    expect(answer.json.error).toMatchObject({ code: 'UnknownError', message: '' });
  });

  it('answers principals without Application.Read.All with 403 Authorization_RequestDenied', async () => {
    const onlyJobs = token({ roles: ['Synchronization.Read.All'] });
    const answer = await ask('/v1.0/servicePrincipals', { token: onlyJobs });
    expect(answer.status).toBe(403);
    expect(answer.json.error.code).toBe('Authorization_RequestDenied');
    expect((await ask(jobsOf(app), { token: onlyJobs })).status).toBe(200);
  });
});

describe('every answer', () => {
  it('echoes the client-request-id and names its own, in headers and in the error body', async () => {
    const answer = await ask('/v1.0/nothing', { headers: { 'client-request-id': 'mine' } });
    expect(answer.header('client-request-id')).toBe('mine');
    const requestId = answer.header('request-id');
    expect(answer.json.error).toEqual({
      code: 'BadRequest',
      message: "Resource not found for the segment 'nothing'.",
      innerError: {
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
        'request-id': requestId,
        'client-request-id': 'mine',
      },
    });
  });

  it.each([
    ['/v2.0/servicePrincipals', 400],
    [`/v1.0/servicePrincipals/${app}/owners`, 400],
    [`/v1.0/servicePrincipals/${app}/synchronization/templates`, 400],
    [`${jobsOf(app)}/x/schema`, 400],
    [`${jobsOf(app)}?$expand=schema`, 400],
    ['/v1.0/servicePrincipals/%E0%A4%A', 400],
  ])('answers %s, which is not served, with %i and an error of Graph', async (path, status) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(answer.json.error.code).toBe('BadRequest');
  });

  it('takes no other method than GET', async () => {
    expect((await ask(`${jobsOf(app)}/${awsJob}`, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('service principals', () => {
  beforeEach(() => {
    for (const number of [1, 2, 3, 4]) {
      const tags = number % 2 === 0 ? [] : [gallery];
      tenant.addPrincipal({ id: `p${number}`, appId: `a${number}`, displayName: `App ${number}`, tags });
    }
    tenant.addPrincipal({ id: 'p5', appId: 'a5', displayName: "O'Hare and Sons", accountEnabled: false });
  });

  it('are listed with what $select names', async () => {
    const answer = await ask('/v1.0/servicePrincipals?$select=id,appId,displayName&$top=999');
    expect(answer.json['@odata.context']).toBe(
      `${graph.endpoint}/v1.0/$metadata#servicePrincipals(id,appId,displayName)`,
    );
    expect(answer.json.value[0]).toEqual({ id: app, appId: 'a0', displayName: 'AWS' });
    expect(answer.json).not.toHaveProperty('@odata.nextLink');
  });

  it('are paged by opaque links that keep the query, also while principals come and go', async () => {
    const seen: string[] = [];
    let next: string | undefined = '/v1.0/servicePrincipals?$select=displayName&$top=2';
    while (next) {
      const answer = await ask(next);
      seen.push(...names(answer));
      next = answer.json['@odata.nextLink'];
      if (next) expect(next).toMatch(/^https:.*\$select=displayName&\$top=2&\$skiptoken=[\w-]+$/);
      tenant.removePrincipal('p1');
    }
    expect(seen).toEqual(['AWS', 'App 1', 'App 2', 'App 3', 'App 4', "O'Hare and Sons"]);
  });

  it('are paged by 100 when nothing is asked, and never by more than the simulator is told', async () => {
    populate(tenant, { principals: 150, jobs: 0 });
    expect((await ask('/v1.0/servicePrincipals')).json.value).toHaveLength(100);
    const small = await start({ pageSize: 3 });
    expect((await ask('/v1.0/servicePrincipals?$top=999', { on: small })).json.value).toHaveLength(3);
  });

  it.each([
    `tags/any(t:t eq '${gallery}')`,
    `accountEnabled eq true and tags/any(x: x eq '${gallery}')`,
    "startswith(displayName,'a') and appId eq 'A1'",
    "displayName eq 'O''Hare and Sons'",
  ])('are filtered by %s', async (filter) => {
    const expected = {
      t: ['AWS', 'App 1', 'App 3', "O'Hare and Sons"],
      a: ['AWS', 'App 1', 'App 3'],
      s: ['App 1'],
      d: ["O'Hare and Sons"],
    }[filter.charAt(0)];
    expect(names(await filtered(filter))).toEqual(expected);
  });

  it.each([
    ["displayName ne 'AWS'", 5],
    [`not tags/any(t:t eq '${gallery}')`, 2],
    [`NOT(tags/any(t:t eq '${gallery}')) and accountEnabled ne false`, 2],
  ])('are filtered by %s only with ConsistencyLevel and $count', async (filter, count) => {
    const refused = await filtered(filter);
    expect(refused.status).toBe(400);
    expect(refused.json.error.code).toBe('Request_UnsupportedQuery');
    const answer = await filtered(filter, '&$count=true');
    expect(answer.json.value).toHaveLength(count);
    expect(answer.json['@odata.count']).toBe(count);
  });

  it('want the ConsistencyLevel again with every page', async () => {
    const first = await filtered("displayName ne 'AWS'", '&$count=true&$top=2');
    const link = first.json['@odata.nextLink'];
    expect((await ask(link)).status).toBe(400);
    expect((await ask(link, { headers: { ConsistencyLevel: 'eventual' } })).status).toBe(200);
  });

  it.each([
    "$filter=displayName gt 'a'",
    "$filter=tags/any(t:t eq 'a') or id eq 'b'",
    '$top=1000',
    '$top=0',
    '$select=id,nothing',
    '$expand=owners',
    '$count=true',
    '$skiptoken=abc',
  ])('refuse %s', async (query) => {
    const answer = await ask(`/v1.0/servicePrincipals?${encodeURI(query)}`);
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).not.toBe('');
  });

  it('are read alone by object id, whatever its case, and not by appId', async () => {
    expect((await ask(`/beta/servicePrincipals/${app.toUpperCase()}/`)).json).toMatchObject({ id: app });
    const answer = await ask('/v1.0/servicePrincipals/a1');
    expect(answer.status).toBe(404);
    expect(answer.json.error.code).toBe('Request_ResourceNotFound');
  });
});

describe('synchronization jobs', () => {
  it.each(['v1.0', 'beta'])('are served by %s, with and without a slash at the end', async (version) => {
    const context = `${graph.endpoint}/${version}/$metadata#servicePrincipals('${app}')/synchronization/jobs`;
    for (const slash of ['', '/']) {
      const all = await ask(jobsOf(app, version) + slash);
      expect(all.json).toEqual({ '@odata.context': context, value: [payload('aws-quarantine')] });
      const one = await ask(`${jobsOf(app, version)}/${awsJob}${slash}`);
      expect(one.json).toEqual({ '@odata.context': `${context}/$entity`, ...payload('aws-quarantine') });
    }
  });

  it('are served key for key as they are, the odd ones too', async () => {
    for (const name of payloadNames) {
      const job = payload(name);
      tenant.setJob(app, job);
      const answer = await ask(`${jobsOf(app)}/${encodeURIComponent(job.id)}`);
      expect(answer.text, name).toContain(JSON.stringify(job).slice(1));
    }
  });

  it('are an empty list for a principal that has none', async () => {
    tenant.addPrincipal({ id: 'none', appId: 'n', displayName: 'None' });
    const answer = await ask(jobsOf('none'));
    expect([answer.status, answer.json.value]).toEqual([200, []]);
  });

  it('are 404 when the job or the principal is gone, and back when it is', async () => {
    tenant.removeJob(app, awsJob);
    const job = await ask(`${jobsOf(app)}/${awsJob}`);
    expect([job.status, job.json.error.code]).toEqual([404, 'Request_ResourceNotFound']);
    expect((await ask(jobsOf(app))).json.value).toEqual([]);
    tenant.removePrincipal(app);
    const principal = await ask(jobsOf(app));
    expect([principal.status, principal.json.error.code]).toEqual([404, 'Request_ResourceNotFound']);
    tenant.addPrincipal({ id: app, appId: 'a0', displayName: 'AWS' });
    expect((await ask(jobsOf(app))).status).toBe(200);
  });

  it('are paged when the simulator is told so', async () => {
    for (const id of ['b', 'c']) tenant.setJob(app, payload('aws-created', { id }));
    const paged = await start({ jobPageSize: 2 });
    const first = await ask(jobsOf(app), { on: paged });
    const second = await ask(first.json['@odata.nextLink']);
    expect([...first.json.value, ...second.json.value].map(({ id }) => id)).toEqual([awsJob, 'b', 'c']);
    expect(second.json).not.toHaveProperty('@odata.nextLink');
  });

  it('show a change at once, and keep serving one that the caller changed in its own hands', async () => {
    const mine = tenant.job(app, awsJob);
    if (mine) mine.templateId = 'changed';
    expect((await ask(jobsOf(app))).json.value[0].templateId).toBe('aWSSingleSignon');
    tenant.changeJob(app, awsJob, pause);
    expect((await ask(jobsOf(app))).json.value[0].status.code).toBe('Paused');
  });
});

describe('$batch', () => {
  beforeEach(() => populate(tenant, { principals: 30, jobs: 30 }));
  const ids = (count: number) =>
    [...tenant.principals()].slice(0, count).map(({ principal }) => principal.id);

  it('answers each of twenty requests by id, in another order, with headers of its own', async () => {
    const answer = await batch(ids(20).map(innerJobs));
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
    expect(graph.requests.at(-1)).toMatchObject({ method: 'POST', path: '/v1.0/$batch', status: 200 });
    expect(graph.requests.at(-1)?.inner).toHaveLength(20);
  });

  it('hides the failures of single requests behind its 200', async () => {
    const answer = await batch([
      innerJobs(app),
      innerJobs('gone'),
      { id: 'version', method: 'GET', url: '/v1.0/servicePrincipals' },
      { id: 'absolute', method: 'GET', url: `${graph.endpoint}/v1.0/servicePrincipals` },
      { id: 'nested', method: 'POST', url: '/$batch' },
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
    const { responses } = (await batch(requests, { token: token({ roles: ['Application.Read.All'] }) })).json;
    const byId = Object.fromEntries(responses.map((each: { id: string }) => [each.id, each]));
    expect(byId.f.body['@odata.count']).toBe(30);
    expect(byId[app]).toMatchObject({ status: 401, body: { error: { code: 'UnknownError', message: '' } } });
  });

  it.each([
    ['twenty-one requests', () => ids(21).map(innerJobs), 'MaximumValueExceeded'],
    ['an id twice', () => [innerJobs(app), innerJobs(app)], 'BadRequest'],
    ['a request without an id', () => [{ method: 'GET', url: '/servicePrincipals' }], 'BadRequest'],
    ['no list', () => ({}), 'BadRequest'],
  ])('is refused whole for %s', async (_, requests, code) => {
    const answer = await batch(requests());
    expect([answer.status, answer.json.error.code]).toEqual([400, code]);
  });

  it('is refused without a token, and for a body that is no JSON', async () => {
    expect((await batch([innerJobs(app)], { token: '' })).status).toBe(401);
    expect((await ask('/v1.0/$batch', { method: 'POST', body: '{"requests":[' })).status).toBe(400);
  });

  it('can be one that does not know synchronization URLs, which are still served alone', async () => {
    const ignorant = await start({ batch: 'unknown' });
    const { responses } = (await batch([innerJobs(app)], { on: ignorant })).json;
    expect(responses[0]).toMatchObject({
      status: 400,
      body: {
        error: { code: 'BadRequest', message: "Resource not found for the segment 'synchronization'." },
      },
    });
    expect((await ask(jobsOf(app), { on: ignorant })).status).toBe(200);
  });
});

describe('faults', () => {
  it('answer a request inside a batch 429 with its own Retry-After, as often as told', async () => {
    graph.faults.add({
      match: { path: /synchronization/g },
      inner: true,
      status: 429,
      headers: { 'Retry-After': '7' },
      times: 2,
    });
    expect((await ask(jobsOf(app))).status).toBe(200);
    for (const status of [429, 429, 200]) {
      const answer = await batch([innerJobs(app)]);
      expect(answer.status).toBe(200);
      expect(answer.json.responses[0].status).toBe(status);
      if (status === 429) {
        expect(answer.json.responses[0].headers['Retry-After']).toBe('7');
        expect(answer.json.responses[0].body.error.code).toBe('TooManyRequests');
      }
    }
  });

  it('answer with a status, headers and a body of their own, until taken back', async () => {
    const takeBack = graph.faults.add({ match: () => true, status: 503, headers: { 'Retry-After': '1' } });
    const first = await ask(jobsOf(app));
    expect([first.status, first.header('retry-after')]).toEqual([503, '1']);
    takeBack();
    graph.faults.add({
      match: ({ method }) => method === 'GET',
      body: { value: [], '@odata.nextLink': 'x' },
    });
    expect((await ask(jobsOf(app))).json).toEqual({ value: [], '@odata.nextLink': 'x' });
    expect((await batch([innerJobs(app)])).json.responses[0].body).toEqual({
      value: [],
      '@odata.nextLink': 'x',
    });
    graph.faults.clear();
    graph.faults.add({
      match: { path: /jobs$/ },
      status: 502,
      body: '<html>',
      headers: { 'Content-Type': 'text/html' },
    });
    const html = await ask(jobsOf(app));
    expect([html.status, html.text, html.header('content-type')]).toEqual([502, '<html>', 'text/html']);
    const inner = (await batch([innerJobs(app)])).json.responses[0];
    expect(Buffer.from(inner.body, 'base64').toString()).toBe('<html>');
  });

  it('cut the connection, also from inside a batch', async () => {
    graph.faults.add({ match: { path: /jobs/ }, cut: true });
    await expect(ask(jobsOf(app))).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(batch([innerJobs(app)])).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(graph.requests.map(({ status }) => status)).toEqual([0, 0]);
  });

  it('send half an answer, also from inside a batch', async () => {
    graph.faults.add({ match: { path: /jobs/ }, malformed: true });
    for (const answer of [await ask(jobsOf(app)), await batch([innerJobs(app)])]) {
      expect(answer.status).toBe(200);
      expect(answer.text.startsWith('{')).toBe(true);
      expect(answer.json).toBeUndefined();
    }
  });

  it('delay an answer', async () => {
    graph.faults.add({ match: () => true, delayMs: 80, times: 1 });
    const begin = performance.now();
    expect((await ask(jobsOf(app))).status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(70);
  });

  it('do not hold up the end: a delayed answer is cut when the simulator closes', async () => {
    let met = () => {};
    const asked = new Promise<void>((resolve) => {
      met = resolve;
    });
    graph.faults.add({
      match: () => {
        met();
        return true;
      },
      delayMs: 600_000,
    });
    const answer = expect(ask(jobsOf(app))).rejects.toThrow();
    await asked;
    await graph.close();
    await answer;
    expect(graph.requests.at(-1)?.status).toBe(0);
  });

  it("serve yesterday's state for some requests, as a replica that lags behind", async () => {
    tenant.setJob(app, payload('aws-created'));
    tenant.changeJob(app, awsJob, (job) => quarantine(job, { reason: 'TooManyDeletes', at: new Date() }));
    graph.faults.add({ match: { path: /jobs/ }, stale: true, times: 2 });
    const codes: string[] = [];
    codes.push((await ask(jobsOf(app))).json.value[0].status.code);
    codes.push((await batch([innerJobs(app)])).json.responses[0].body.value[0].status.code);
    codes.push((await ask(jobsOf(app))).json.value[0].status.code);
    expect(codes).toEqual(['Paused', 'Paused', 'Quarantine']);
  });
});

describe('the quota', () => {
  it('counts each request of an app, inside a batch too, and says how long to wait', async () => {
    const strict = await start({ quota: { units: 2, windowMs: 3_600_000 } });
    const first = await batch(
      [
        { ...innerJobs(app), id: '1' },
        { ...innerJobs(app), id: '2' },
        { ...innerJobs(app), id: '3' },
      ],
      { on: strict },
    );
    const statuses = first.json.responses.map(({ status }: { status: number }) => status);
    expect(statuses.toSorted()).toEqual([200, 200, 429]);
    const second = await ask(jobsOf(app), { on: strict });
    expect([second.status, Number(second.header('retry-after')) > 3_500]).toEqual([429, true]);
    expect((await ask(jobsOf(app), { on: strict, token: token({ clientId: 'another' }) })).status).toBe(200);
  });

  it('begins anew with the next window', async () => {
    const strict = await start({ quota: { units: 1, windowMs: 50 } });
    expect((await ask(jobsOf(app), { on: strict })).status).toBe(200);
    await expect
      .poll(async () => (await ask(jobsOf(app), { on: strict })).status, { interval: 60 })
      .toBe(200);
  });
});

describe('jobs in the hands of Entra', () => {
  const at = (time: string) => new Date(`2026-03-01T${time}Z`);
  const error = { code: 'X', message: 'y', tenantActionable: true };

  it('enter quarantine, are retried, and are healed in one series', () => {
    const began = quarantine(payload('cloud-sync-active'), {
      reason: 'Unknown',
      error,
      at: at('10:00:00.498'),
    });
    expect(began.schedule?.state).toBe('Active');
    expect(began.status).toMatchObject({ code: 'Quarantine', lastExecution: { state: 'Failed', error } });
    const first = began.status?.quarantine;
    expect(first).toEqual({
      currentBegan: entraTime(at('10:00:00.498')),
      nextAttempt: entraTime(at('10:05:00.498')),
      reason: 'Unknown',
      seriesBegan: entraTime(at('10:00:00.498')),
      seriesCount: 1,
      error,
    });
    const again = retry(began, at('10:05:01'));
    expect(again.status?.quarantine).toEqual({
      ...first,
      currentBegan: entraTime(at('10:05:01')),
      nextAttempt: entraTime(at('16:05:01')),
      seriesCount: 2,
    });
    const healed = lift(again, at('16:05:02'));
    expect(healed.status).toMatchObject({ code: 'Active', quarantine: null });
    expect(healed.status?.steadyStateFirstAchievedTime).toBe('2019-11-08T15:48:05.7360238Z');
    expect(() => retry(healed, at('17:00:00'))).toThrow('not in quarantine');
  });

  it('name no error when a threshold is the reason', () => {
    const job = quarantine(payload('aws-created'), { reason: 'TooManyDeletes', at: at('10:00:00') });
    expect(job.schedule?.state).toBe('Active');
    expect(job.status?.quarantine).not.toHaveProperty('error');
    expect(job.status).toMatchObject({ lastExecution: { state: 'EntryLevelErrors', error: null } });
  });

  it('keep their quarantine while paused, and lose it when started', () => {
    const paused = pause(payload('aws-quarantine'));
    expect([paused.schedule?.state, paused.status?.code]).toEqual(['Paused', 'Paused']);
    expect(paused.status?.quarantine).toEqual(payload('aws-quarantine').status?.quarantine);
    const resumed = resume(paused);
    expect([resumed.schedule?.state, resumed.status?.code, resumed.status?.quarantine]).toEqual([
      'Active',
      'Active',
      null,
    ]);
  });

  it('carry times with up to seven digits that sort as they happened', () => {
    const times = ['10:00:00', '10:00:00.001', '10:00:00.010', '10:00:09.498', '10:00:09.499'].map((time) =>
      entraTime(at(time)),
    );
    for (const time of times) expect(time).toMatch(/^2026-03-01T10:00:0\d(\.\d{1,6}[1-9]|\.[1-9])?Z$/);
    expect(times.some((time) => /\.\d{7}Z$/.test(time))).toBe(true);
    const order = times.map((time) => time.replace('Z', ''));
    expect(order).toEqual(order.toSorted());
  });

  it('are as published: the reference example to the letter', () => {
    expect(JSON.stringify(payload('reference-example'))).toBe(
      '{"id":"{jobId}","templateId":"BoxOutDelta","schedule":{"expiration":null,"interval":"P10675199DT2H48M5.4775807S","state":"Disabled"},"status":{"countSuccessiveCompleteFailures":0,"escrowsPruned":false,"synchronizedEntryCountByType":[],"code":"Paused","lastExecution":null,"lastSuccessfulExecution":null,"progress":[],"lastSuccessfulExecutionWithExports":null,"steadyStateFirstAchievedTime":"0001-01-01T00:00:00Z","steadyStateLastAchievedTime":"0001-01-01T00:00:00Z","quarantine":{"currentBegan":"","nextAttempt":"","reason":"","seriesBegan":"","seriesCount":2,"error":{"code":"SalesforceInvalidCredentials","message":"Your Salesforce.com credentials are invalid. ...","tenantActionable":true}},"troubleshootingUrl":null},"synchronizationJobSettings":[{"name":"QuarantineTooManyDeletesThreshold","value":"500"}]}',
    );
  });
});

describe('a large tenant', () => {
  it('is read whole in batches of twenty', async () => {
    tenant.removePrincipal(app);
    populate(tenant, { principals: 400, jobs: 1000 });
    const all = [...tenant.principals()].map(({ principal }) => principal.id);
    let jobs = 0;
    for (let index = 0; index < all.length; index += 20) {
      const { responses } = (await batch(all.slice(index, index + 20).map(innerJobs))).json;
      for (const { body } of responses) jobs += body.value.length;
    }
    expect(jobs).toBe(1000);
    expect(graph.requests).toHaveLength(20);
  });
});

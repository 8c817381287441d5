import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payload } from '../../../infra/local/graph/payloads.ts';
import { type Graph, type GraphOptions, startGraph } from '../../../infra/local/graph/start-graph.ts';
import { createTenant, type Tenant } from '../../../infra/local/graph/tenant.ts';
import { createToken } from '../../../infra/local/identity/token.ts';
import { createJobSource, type JobSourceOptions } from '../../../src/graph/job-source.ts';
import { useCertificate } from '../../support/use-certificate.ts';
import { describeJobSource, listOf, openNow, type TenantWithSource } from './job-source-contract.ts';

const tenantId = '7e57ab1e-0000-4000-8000-000000000001';
const otherTenantId = '7e57ab1e-0000-4000-8000-000000000002';
const audience = 'https://graph.microsoft.com';
const never = new AbortController().signal;

const certificate = useCertificate();
let tenant: Tenant;
let graph: Graph;
let unbatched: Graph;

/** Each test has a tenant of its own; the simulators stay and look up the current one. */
const currentTenant: Tenant = new Proxy(createTenant(), {
  get: (_, name: keyof Tenant) => tenant[name],
});

beforeAll(async () => {
  const options: GraphOptions = {
    certificate: certificate(),
    tenant: currentTenant,
    tenantId,
    audience,
    pageSize: 2,
  };
  graph = await startGraph(options);
  unbatched = await startGraph({ ...options, batch: 'unknown', jobPageSize: 1 });
});

afterAll(async () => {
  await graph.close();
  await unbatched.close();
});

function create(on: Graph, options: Partial<JobSourceOptions> = {}): TenantWithSource {
  tenant = createTenant();
  on.faults.clear();
  let tokenTenantId = tenantId;
  const source = createJobSource({
    root: on.endpoint,
    audience,
    version: 'v1.0',
    tenantId,
    filter: '',
    includeErrorMessage: true,
    credential: { getToken: async () => tokenOf(tokenTenantId) },
    httpClient: trusting(certificate().cert),
    // Waits take no time; all else is as in production.
    timing: { ticks: () => 0, random: () => 0, sleep: async (_, signal) => signal.throwIfAborted() },
    ...options,
  });
  return {
    source,
    addPrincipal(id, displayName, jobs) {
      tenant.addPrincipal({ id, appId: `app-of-${id}`, displayName });
      for (const job of jobs) tenant.setJob(id, job);
    },
    removePrincipal: (id) => tenant.removePrincipal(id),
    forbid: (id) => void on.faults.add({ match: { path: new RegExp(`${id}/synch`) }, status: 403 }),
    breakOff(id) {
      const link = `${on.endpoint}/v1.0/servicePrincipals/${id}/synchronization/jobs?$skiptoken=broken`;
      const value = [...(tenant.jobs(id) ?? [])].map(({ text }) => JSON.parse(text));
      on.faults.add({ match: { path: /skiptoken=broken/ }, status: 503 });
      on.faults.add({ match: { path: new RegExp(`${id}/synch`) }, body: { value, '@odata.nextLink': link } });
    },
    changeTenant() {
      tokenTenantId = otherTenantId;
    },
    forbidDiscovery: () => void on.faults.add({ match: { path: /servicePrincipals\?/ }, status: 403 }),
  };
}

function tokenOf(tid: string) {
  const token = createToken({
    tenantId: tid,
    audience,
    clientId: 'connector',
    principalId: 'connector',
    roles: ['Synchronization.Read.All', 'Application.Read.All'],
    issuedAt: new Date(),
    lifetimeSeconds: 3600,
  });
  return { token: token.value, expiresOnTimestamp: token.expiresOn * 1000 };
}

/** The client of production; a deployed connector trusts Graph's certificate anyway. */
function trusting(ca: string): HttpClient {
  const client = createDefaultHttpClient();
  return {
    sendRequest(request) {
      request.tlsSettings = { ca };
      return client.sendRequest(request);
    },
  };
}

describeJobSource('Graph over TLS', () => create(graph));
describeJobSource('a Graph that batches no jobs and pages them one by one', () => create(unbatched));

describe('over TLS', () => {
  const ids = Array.from({ length: 45 }, (_, index) => `sp-${index}`);
  const readAll = async ({ source }: TenantWithSource, signal = never) => {
    const kinds: string[] = [];
    for await (const { kind } of openNow(source).ask(ids.map(listOf), signal)) kinds.push(kind);
    return kinds;
  };
  const filled = (options: Partial<JobSourceOptions> = {}) => {
    const created = create(graph, options);
    for (const id of ids) created.addPrincipal(id, id, [payload('aws-quarantine')]);
    return created;
  };

  it('survives cut connections, bodies that break off, halves of JSON and trouble of the service', async () => {
    const created = filled();
    graph.faults.add({ match: { path: /\$batch/ }, cut: true, times: 1 });
    graph.faults.add({ match: { path: /\$batch/ }, truncated: true, times: 1 });
    graph.faults.add({ match: { path: /\$batch/ }, malformed: true, times: 1 });
    graph.faults.add({ match: { path: /jobs/ }, inner: true, status: 503, times: 7 });
    graph.faults.add({
      match: { path: /jobs/ },
      inner: true,
      status: 429,
      headers: { 'Retry-After': '1' },
      times: 5,
    });
    expect(await readAll(created)).toEqual(ids.map(() => 'jobs'));
  });

  it('loses one principal to raw HTML inside a batch, and asks that one alone from then on', async () => {
    const created = filled();
    graph.faults.add({
      match: { path: /servicePrincipals\/sp-8\/synch/ },
      status: 502,
      headers: { 'Content-Type': 'text/html' },
      body: '<!DOCTYPE html><html><body>x</body></html>',
      raw: true,
    });
    const allButOne = ids.map((id) => (id === 'sp-8' ? 'unreadable' : 'jobs'));
    expect(await readAll(created)).toEqual(allButOne);
    const before = graph.requests.length;
    expect(await readAll(created)).toEqual(allButOne);
    const paths = graph.requests.slice(before).map(({ path }) => path);
    expect(new Set(paths)).toEqual(
      new Set(['/v1.0/$batch', '/v1.0/servicePrincipals/sp-8/synchronization/jobs']),
    );
    expect(paths.filter((path) => path.endsWith('$batch')).length).toBe(3);
    graph.faults.clear();
    expect(await readAll(created)).toEqual(ids.map(() => 'jobs'));
    const healed = graph.requests.length;
    expect(await readAll(created)).toEqual(ids.map(() => 'jobs'));
    expect(graph.requests.slice(healed).map(({ path }) => path)).toEqual(Array(3).fill('/v1.0/$batch'));
  });

  it('does not take pages that stay empty and lead to themselves for a list without jobs', async () => {
    const created = filled();
    graph.faults.add({ match: { path: /sp-0\/synch/ }, emptyPage: true });
    const answers: object[] = [];
    for await (const answer of openNow(created.source).ask([listOf('sp-0')], never)) answers.push(answer);
    expect(answers).toMatchObject([{ kind: 'jobs', jobs: [], cut: { cause: 'malformed' } }]);
  });

  it('says that a certificate is not trusted', async () => {
    const created = filled({ httpClient: createDefaultHttpClient() });
    const answers: object[] = [];
    for await (const answer of openNow(created.source).ask([listOf('sp-0')], never)) answers.push(answer);
    expect(answers).toMatchObject([{ kind: 'unreadable', cause: 'tls' }]);
  });

  it('discovers with a filter that is an advanced query, over several pages', async () => {
    const created = filled({ filter: "displayName ne 'sp-7'" });
    expect((await openNow(created.source).principals(never)).size).toBe(44);
  });

  it('does not wait for a slow answer after the signal has aborted', async () => {
    const created = filled();
    graph.faults.add({ match: { path: /\$batch/ }, delayMs: 60_000 });
    expect(await readAll(created, AbortSignal.timeout(100))).toEqual([]);
    graph.faults.clear();
  });
});

import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { afterEach, beforeEach } from 'vitest';
import { useCertificate } from '../../../../test/support/use-certificate.ts';
import type { Certificate } from '../../certificate.ts';
import { payload } from '../../graph/payloads.ts';
import { type Graph, type GraphOptions, startGraph } from '../../graph/start-graph.ts';
import { createTenant, type Tenant } from '../../graph/tenant.ts';
import { tenantId, token } from './tokens.ts';

/** The one application that is there at the beginning of each test, and its job. */
export const app = '5e7a11ce-0000-4000-8000-0000000000aa';
export const awsJob = payload('aws-quarantine').id;
export const gallery = 'WindowsAzureActiveDirectoryIntegratedApp';

export interface Options {
  on?: Graph;
  method?: 'GET' | 'POST' | 'DELETE' | 'PATCH';
  token?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A tenant and a simulator of it, new for each test, and ways to ask it over TLS. */
export class GraphRig {
  tenant: Tenant = createTenant();
  readonly #running: Graph[] = [];
  #certificate: Certificate | undefined;

  /** The simulator that was started first. */
  get graph(): Graph {
    const [graph] = this.#running;
    if (!graph) throw new Error('No simulator is running.');
    return graph;
  }

  async begin(certificate: Certificate): Promise<void> {
    this.#certificate = certificate;
    this.tenant = createTenant();
    this.tenant.addPrincipal({ id: app, appId: 'a0', displayName: 'AWS' });
    this.tenant.setJob(app, payload('aws-quarantine'));
    await this.start();
  }

  async start(options: Partial<GraphOptions> = {}): Promise<Graph> {
    if (!this.#certificate) throw new Error('There is no certificate yet.');
    const { tenant } = this;
    const graph = await startGraph({ certificate: this.#certificate, tenant, tenantId, ...options });
    this.#running.push(graph);
    return graph;
  }

  async end(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((each) => each.close()));
  }

  /** A path may also be a whole nextLink. */
  async ask(path: string, { on = this.graph, method = 'GET', body, ...rest }: Options = {}) {
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
    request.tlsSettings = { ca: this.#certificate?.cert ?? '' };
    const response = await client.sendRequest(request);
    const text = response.bodyAsText ?? '';
    return {
      status: response.status,
      text,
      json: parse(text),
      header: (name: string) => response.headers.get(name),
    };
  }

  /** A page of service principals; with more options than the filter as an advanced query. */
  filtered(filter: string, more = '') {
    return this.ask(`/v1.0/servicePrincipals?$filter=${encodeURIComponent(filter)}${more}`, {
      headers: { ConsistencyLevel: more === '' ? '' : 'eventual' },
    });
  }

  batch(requests: unknown, options: Options = {}) {
    return this.ask('/v1.0/$batch', { ...options, method: 'POST', body: { requests } });
  }

  /** The answers inside a batch, by id. */
  async batched(requests: unknown, options: Options = {}) {
    const { responses } = (await this.batch(requests, options)).json;
    return Object.fromEntries(responses.map((each: { id: string }) => [each.id, each]));
  }
}

export function useGraph(): GraphRig {
  const rig = new GraphRig();
  const certificate = useCertificate();
  beforeEach(() => rig.begin(certificate()));
  afterEach(() => rig.end());
  return rig;
}

export const jobsOf = (id: string, version = 'v1.0') =>
  `/${version}/servicePrincipals/${id}/synchronization/jobs`;

export const innerJobs = (id: string) => ({
  id,
  method: 'GET',
  url: `/servicePrincipals/${id}/synchronization/jobs`,
});

export const names = (answer: { json: { value: { displayName: string }[] } }) =>
  answer.json.value.map(({ displayName }) => displayName);

const client = createDefaultHttpClient();

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

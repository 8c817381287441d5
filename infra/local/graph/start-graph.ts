import { once, setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Faults } from '../fault-list.ts';
import { flatHeaders } from '../flat-headers.ts';
import { listen } from '../listen.ts';
import { Cut, type ExchangeParts, exchange, type ServedTenant } from './exchange.ts';
import { type Asked, createGraphFaults, type Fault } from './faults.ts';
import { createQuota, type QuotaLimit } from './quota.ts';
import type { GraphRequestRecord } from './request-record.ts';
import { sendAnswer } from './send-answer.ts';
import type { Tenant } from './tenant.ts';

export interface GraphOptions {
  /** PEM, for `localhost`. */
  certificate: { cert: string; key: string };
  tenant: Tenant;
  tenantId: string;
  /** More tenants, which none but their own tokens show; none unless given. Tokens of any other tenant are refused. */
  others?: readonly GraphTenantOptions[];
  /** A free one unless given. */
  port?: number;
  /** What tokens must be for; `https://graph.microsoft.com` unless given. */
  audience?: string;
  /** Members a page of the directory at most, whatever `$top` says; Graph's own 999 unless given. */
  pageSize?: number;
  /** Jobs a page at most; all of a principal unless given. */
  jobPageSize?: number;
  /** `unknown`: inside a `$batch`, synchronization URLs are answered as if Graph did not know them. */
  batch?: 'unknown';
  /** For each app and tenant; a request inside a `$batch` counts, the batch itself does not. None unless given. */
  quota?: QuotaLimit;
}

export interface GraphTenantOptions {
  readonly tenantId: string;
  readonly tenant: Tenant;
  /** That of all tenants unless given. */
  readonly quota?: QuotaLimit;
}

/** What can be done to the answers of one tenant. */
interface GraphTenant {
  readonly tenantId: string;
  /** Met by requests with a token of this tenant. */
  readonly faults: Faults<Fault>;
}

export interface Graph {
  /** `https://localhost:PORT` */
  readonly endpoint: string;
  /** What came in, in the order answered; the last 10,000. */
  readonly requests: readonly GraphRequestRecord[];
  /** Met by requests of every tenant, and before the tenant's own. */
  readonly faults: Faults<Fault>;
  /** The one of the options first, then the others in their order. */
  readonly tenants: readonly GraphTenant[];
  /** Ends every connection. */
  close(): Promise<void>;
}

const mostRecords = 10_000;

/**
 * Microsoft Graph over TLS, as far as service principals and their synchronization jobs are read and app roles granted:
 * v1.0 and beta, permissions, `$batch`, paging, throttling, and faults on demand. All else is written by the `tenant`.
 */
export async function startGraph(options: GraphOptions): Promise<Graph> {
  const { tenant, tenantId, certificate, others = [] } = options;
  const faults = createGraphFaults();
  const requests: GraphRequestRecord[] = [];
  const stop = new AbortController();
  // Each delayed answer listens to it, and a batch alone can hold twenty.
  setMaxListeners(0, stop.signal);

  const server = createServer(certificate);
  const endpoint = `https://localhost:${await listen(server, options.port ?? 0, 'localhost')}`;

  const serve = ({ tenant, quota }: GraphTenantOptions): ServedTenant => ({
    site: {
      tenant,
      endpoint,
      pageSize: options.pageSize ?? 999,
      jobPageSize: options.jobPageSize ?? Number.POSITIVE_INFINITY,
      batch: options.batch ?? 'served',
    },
    faults: createGraphFaults(),
    quota: createQuota(quota ?? options.quota),
  });
  const tenants = [{ tenantId, tenant }, ...others].map((each) => ({
    tenantId: each.tenantId,
    served: serve(each),
  }));
  const parts: ExchangeParts = {
    audience: options.audience ?? 'https://graph.microsoft.com',
    tenants: new Map(tenants.map((each) => [each.tenantId.toLowerCase(), each.served])),
    faults,
    signal: stop.signal,
  };
  const remember = (record: GraphRequestRecord) => {
    requests.push(record);
    if (requests.length > mostRecords) requests.shift();
  };
  server.on('request', (request, response) => {
    // Only a mistake of the simulator, or a client that left, comes here.
    respond(parts, remember, request, response).catch((error: Error) => {
      if (!response.destroyed) response.writeHead(500).end(error.stack);
    });
  });

  return {
    endpoint,
    requests,
    faults,
    tenants: tenants.map((each) => ({ tenantId: each.tenantId, faults: each.served.faults })),
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      stop.abort();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  parts: ExchangeParts,
  remember: (record: GraphRequestRecord) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked: Asked = {
    method: request.method ?? '',
    path: request.url ?? '/',
    headers: flatHeaders(request.headers),
    body: await text(request),
    inner: false,
  };
  const record: GraphRequestRecord = {
    method: asked.method,
    path: asked.path,
    headers: asked.headers,
    status: 0,
  };
  try {
    const answer = await exchange(parts, asked, record);
    // Remembered before the client can know the answer, so that whoever awaited the answer finds the record.
    remember(record);
    await sendAnswer(response, answer);
  } catch (error) {
    if (!(error instanceof Cut) && !parts.signal.aborted) throw error;
    record.status = 0;
    remember(record);
    response.destroy();
  }
}

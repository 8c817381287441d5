import {
  bearerTokenAuthenticationPolicy,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type Pipeline,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { Instant } from '../core/instant.ts';
import { parseJson } from '../core/json.ts';
import type { Clock } from '../poll/ports.ts';
import { withTimeout } from './deadline.ts';
import { noResponse } from './no-response.ts';
import type { GraphResponse, RequestOutcome } from './outcome.ts';

export interface GraphRequest {
  readonly method: HttpMethods;
  /** Relative to the version, without a slash in front; or an absolute URL that is known to be Graph's. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The way to Graph. One serves many clients, which share its connections and its token. */
export interface GraphConnection {
  /** Graph's root and version, with a slash at the end. */
  readonly base: URL;
  readonly pipeline: Pipeline;
  readonly httpClient: HttpClient;
}

/** For one request, its body included. */
const requestTimeoutMs = 30_000;

/** Sends single HTTP requests, once each, and counts them. */
export class GraphClient {
  /** Graph's root and version, with a slash at the end. */
  readonly base: URL;
  readonly #pipeline: Pipeline;
  readonly #httpClient: HttpClient;
  readonly #clock: Pick<Clock, 'now'>;
  #requests = 0;

  constructor({ base, pipeline, httpClient }: GraphConnection, clock: Pick<Clock, 'now'>) {
    this.base = base;
    this.#pipeline = pipeline;
    this.#clock = clock;
    this.#httpClient = {
      sendRequest: (request) => {
        this.#requests++;
        return httpClient.sendRequest(request);
      },
    };
  }

  /** HTTP requests on the wire so far: the pipeline may answer a challenge with a second one. */
  get requests(): number {
    return this.#requests;
  }

  /** @throws the signal's reason when it aborts, and nothing else */
  async send(request: GraphRequest, signal: AbortSignal): Promise<RequestOutcome> {
    try {
      return await withTimeout(requestTimeoutMs, signal, async (abortSignal) => {
        const wire = toPipelineRequest(request, this.base, abortSignal);
        const response = await this.#pipeline.sendRequest(this.#httpClient, wire);
        const bytes = await bytesOf(response);
        return toGraphResponse(response, bytes, this.#clock.now());
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      return noResponse(this.#clock.now(), error);
    }
  }
}

function toPipelineRequest(request: GraphRequest, base: URL, abortSignal: AbortSignal) {
  const { method, path, headers, body } = request;
  return createPipelineRequest({
    method,
    url: new URL(path, base).href,
    headers: createHttpHeaders({
      Accept: 'application/json',
      // Background work: Graph throttles it before what a person waits for.
      'x-ms-throttle-priority': 'low',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    // What was asked for is read here, as bytes: of a text that the client reads its request keeps hold (see `letGo`).
    streamResponseStatusCodes: new Set([200]),
    abortSignal,
  });
}

/** Undefined where the client has read the body as a text. @throws RestError when it breaks off */
async function bytesOf({ readableStreamBody }: PipelineResponse): Promise<Buffer | undefined> {
  if (!readableStreamBody) return undefined;
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of readableStreamBody) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  } catch (error) {
    throw new RestError(`The body broke off: ${error}`, { code: RestError.PARSE_ERROR });
  }
}

function toGraphResponse(
  { status, headers, bodyAsText }: PipelineResponse,
  bytes: Buffer | undefined,
  at: Instant,
): GraphResponse {
  return {
    kind: 'response',
    at,
    graphTime: httpDate(headers.get('Date')),
    status,
    header: (name) => headers.get(name),
    body: parseJson(withoutByteOrderMark(bytes?.toString() ?? bodyAsText ?? '')),
  };
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats */
function httpDate(text: string | undefined): Instant | undefined {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/**
 * The Azure SDKs' own pipeline: token, proxy, compression, tracing, logging (AZURE_LOG_LEVEL), redirects on the same origin
 * only. Without its retries: requests inside a batch have to be sent again one by one, so `retry.ts` does all of that.
 */
export function createGraphPipeline(credential: TokenCredential, scope: string): Pipeline {
  const pipeline = createPipelineFromOptions({
    telemetryOptions: { clientRequestIdHeaderName: 'client-request-id' },
    userAgentOptions: { userAgentPrefix: 'entra-provisioning-quarantine-events' },
  });
  pipeline.removePolicy({ phase: 'Retry' });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: scope }), { phase: 'Sign' });
  return pipeline;
}

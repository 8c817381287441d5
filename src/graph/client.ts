import {
  bearerTokenAuthenticationPolicy,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { Instant } from '../core/instant.ts';
import { parseJson } from '../core/json.ts';
import type { Clock } from '../poll/ports.ts';
import { within } from './deadline.ts';
import { noAnswer } from './no-answer.ts';
import type { HttpAnswer, Outcome } from './outcome.ts';
import type { RefusalLog } from './refusal-log.ts';
import type { TokenReads } from './tenant-credential.ts';

export interface GraphRequest {
  readonly method: HttpMethods;
  /** Relative to the version, without a slash in front; or an absolute URL that is known to be Graph's. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Sends single HTTP requests. */
export interface GraphClient {
  /** Graph's root and version, with a slash at the end. */
  readonly base: URL;
  /** HTTP requests sent since it was made. */
  readonly requests: number;
  /** @throws the signal's reason when it aborts, and for nothing else */
  send(request: GraphRequest, signal: AbortSignal): Promise<Outcome>;
}

/** What a process has for sending requests: connections and tokens are kept. */
export interface Transport {
  /** Graph's root and version, with a slash at the end. */
  readonly base: URL;
  readonly pipeline: Pipeline;
  readonly httpClient: HttpClient;
  readonly reads: Pick<TokenReads, 'use'>;
}

/** For one request, its body included. */
const timeoutMs = 30_000;

/** Sends the requests of one reading. */
export function createGraphClient(
  { base, pipeline, httpClient, reads }: Transport,
  clock: Pick<Clock, 'now'>,
  refusals: Pick<RefusalLog, 'note'>,
): GraphClient {
  let requests = 0;
  const counted: HttpClient = {
    sendRequest(request) {
      requests++;
      return httpClient.sendRequest(request);
    },
  };
  return {
    base,
    get requests() {
      return requests;
    },
    async send(request, signal) {
      try {
        const response = await within(timeoutMs, signal, (abortSignal) =>
          pipeline.sendRequest(counted, toPipelineRequest(request, base, abortSignal)),
        );
        reads.use(response.request.headers.get('authorization') ?? '');
        const answer = toAnswer(response, clock.now());
        refusals.note(new URL(request.path, base).pathname, answer);
        return answer;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        return noAnswer(clock.now(), error);
      }
    },
  };
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
    abortSignal,
  });
}

function toAnswer({ status, headers, bodyAsText }: PipelineResponse, at: Instant): HttpAnswer {
  return {
    kind: 'answer',
    at,
    status,
    header: (name) => headers.get(name),
    body: parseJson(withoutByteOrderMark(bodyAsText ?? '')),
  };
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/**
 * The Azure SDKs' own pipeline: token, proxy, compression, tracing, logging (AZURE_LOG_LEVEL), redirects on the same origin
 * only. Without its retries: requests inside a batch have to be asked again one by one, so all of that is done here.
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

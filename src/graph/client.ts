import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  isRestError,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { SourceError } from '../core/errors.ts';
import type { Instant } from '../core/instant.ts';
import { parseJson } from '../core/json.ts';
import type { Cause } from '../core/observe.ts';
import type { Clock } from '../poll/ports.ts';
import type { Answer, Outcome } from './answer.ts';
import { causeOf } from './explain.ts';
import type { RefusalLog } from './refusal-log.ts';
import { TookTooLong, within } from './within.ts';

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

export interface GraphClientParts {
  readonly base: URL;
  readonly pipeline: Pipeline;
  readonly httpClient: HttpClient;
  readonly clock: Clock;
  readonly refusals: RefusalLog;
}

/** Milliseconds for one request, its body included. */
const timeout = 30_000;

export function createGraphClient({
  base,
  pipeline,
  httpClient,
  clock,
  refusals,
}: GraphClientParts): GraphClient {
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
        const response = await within(timeout, signal, (abortSignal) =>
          pipeline.sendRequest(counted, toPipelineRequest(request, base, abortSignal)),
        );
        const answer = toAnswer(response, clock.now());
        refusals.note(new URL(request.path, base).pathname, answer);
        return answer;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        return {
          kind: 'silence',
          at: clock.now(),
          cause: causeOfError(error),
          transient: error instanceof TookTooLong || isRestError(error),
        };
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

function toAnswer({ status, headers, bodyAsText }: PipelineResponse, at: Instant): Answer {
  return {
    kind: 'answer',
    at,
    status,
    header: (name) => headers.get(name),
    body: parseJson(bodyAsText ?? ''),
  };
}

function causeOfError(error: unknown): Cause {
  if (error instanceof SourceError) {
    // What a credential says in its own words differs from time to time; `authenticate` tells it.
    const text = 'There is no token for Microsoft Graph: check the managed identity and Graph__clientId.';
    return causeOf(error.code, error.code === 'WrongTenant' ? error.message : text);
  }
  if (error instanceof TookTooLong) {
    return causeOf('timeout', `Graph did not answer within ${timeout / 1000} seconds.`);
  }
  if (!isRestError(error)) return causeOf('unexpected', String(error));
  const code = error.code === undefined ? '' : ` (${error.code})`;
  return causeOf(
    'network',
    `Graph could not be reached${code}: check DNS, network rules and GRAPH_ENDPOINT.`,
  );
}

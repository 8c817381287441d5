import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import {
  createGraphPipeline,
  GraphClient,
  type GraphRequest,
  type GraphResponse,
  retryOne,
  Throttle,
  type Timing,
} from '../../../src/graph/for-programs.ts';
import { AccessError } from '../program/access-error.ts';
import { answered } from '../program/answered.ts';

export interface GraphRequests {
  /** Graph's root and version, with a slash at the end. */
  readonly base: URL;
  /**
   * Sends a request, and repeats it through throttling and short troubles. A response about what was asked comes back,
   * whatever its status.
   *
   * @throws AccessError for one about the caller or the service: none at all, 401, 403, 429, 5xx
   */
  send(request: GraphRequest): Promise<GraphResponse>;
}

export interface GraphRequestsOptions {
  /** The address of Graph, without a slash at the end. */
  readonly root: string;
  readonly scope: string;
  readonly credential: TokenCredential;
  readonly timing: Timing;
  readonly httpClient?: HttpClient;
}

export function createGraphRequests(options: GraphRequestsOptions): GraphRequests {
  const { root, scope, credential, timing } = options;
  const clock = { now: () => new Date().toISOString() };
  const base = new URL(`${root}/v1.0/`);
  const client = new GraphClient(
    {
      base,
      pipeline: createGraphPipeline(credential, scope),
      httpClient: options.httpClient ?? createDefaultHttpClient(),
    },
    clock,
  );
  const pace = { throttle: new Throttle(timing), timing, clock };
  const { signal } = new AbortController();
  return {
    base,
    async send(request) {
      // A person waits for it.
      const headers = { 'x-ms-throttle-priority': 'normal' };
      const outcome = await retryOne(pace, () => client.send({ ...request, headers }, signal), signal);
      if (outcome.kind === 'noResponse') throw new AccessError('failed', outcome.cause.detail);
      const { status } = outcome;
      if (status === 401)
        throw new AccessError('signIn', `${saidBy(outcome)} It does not accept the sign-in.`);
      if (status === 403) throw new AccessError('refused', saidBy(outcome));
      if (status === 429 || status >= 500) {
        throw new AccessError('failed', `${saidBy(outcome)} Run this again later.`);
      }
      return outcome;
    },
  };
}

/** An answer of Graph, in sentences, with what Microsoft's support asks for. */
export function saidBy({ status, body, header }: GraphResponse): string {
  const id = header('request-id');
  return answered('Microsoft Graph', { status, body, reference: id && `request-id ${id}` });
}

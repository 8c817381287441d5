import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { createGraphClient, createGraphPipeline, type GraphRequest } from '../../../src/graph/client.ts';
import type { HttpAnswer } from '../../../src/graph/outcome.ts';
import { withRetries } from '../../../src/graph/retry.ts';
import { createThrottle } from '../../../src/graph/throttle.ts';
import type { Timing } from '../../../src/graph/timing.ts';
import { AccessError } from '../program/access-error.ts';
import { answered } from '../program/answered.ts';

export interface GraphRequests {
  /** Graph's root and version, with a slash at the end. */
  readonly base: URL;
  /**
   * Sends a request, patiently: throttling and short troubles are waited for. An answer that speaks of what was asked comes
   * back, whatever its status.
   *
   * @throws AccessError for what speaks of the caller or the service: no answer, 401, 403, 429, 5xx
   */
  send(request: GraphRequest): Promise<HttpAnswer>;
}

export interface GraphRequestsOptions {
  /** Of Graph, without a slash at the end. */
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
  const transport = {
    base,
    pipeline: createGraphPipeline(credential, scope),
    httpClient: options.httpClient ?? createDefaultHttpClient(),
    reads: { use: () => undefined },
  };
  // What is refused ends the program, with the ids of the request in the error.
  const client = createGraphClient(transport, clock, { note: () => undefined });
  const pace = { throttle: createThrottle(timing), timing, clock };
  const { signal } = new AbortController();
  return {
    base,
    async send(request) {
      // A person waits for it.
      const headers = { 'x-ms-throttle-priority': 'normal' };
      const send = async () => [await client.send({ ...request, headers }, signal)];
      const [outcome] = await withRetries(pace, 1, send, signal);
      if (outcome?.kind !== 'answer') {
        throw new AccessError('failed', outcome?.cause.detail ?? 'Microsoft Graph gave no answer.');
      }
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

/** What Graph answered, in sentences, with what Microsoft's support asks for. */
export function saidBy({ status, body, header }: HttpAnswer): string {
  const id = header('request-id');
  return answered('Microsoft Graph', { status, body, reference: id && `request-id ${id}` });
}

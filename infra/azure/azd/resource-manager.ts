import {
  bearerTokenAuthenticationPolicy,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { parseJson } from '../../../src/core/json.ts';
import { AccessError } from '../program/access-error.ts';
import { answered } from '../program/answered.ts';
import { unreachableBecause } from './unreachable-because.ts';

/** An answer of Azure Resource Manager. */
export interface ManagementAnswer {
  readonly status: number;
  /** The parsed JSON; undefined when the body is none. */
  readonly body: unknown;
  /** It in a sentence, with what Microsoft's support asks for. */
  readonly said: string;
}

/** Sends requests to Azure Resource Manager. */
export interface ResourceManager {
  /**
   * @param id a resource id, and what follows it
   * @param query more of the query; the `api-version` is that of the newest templates' resources unless it is named here
   * @throws AccessError for what speaks of the caller, and when there is no answer
   */
  send(
    method: 'GET' | 'POST',
    id: string,
    query?: Readonly<Record<string, string>>,
  ): Promise<ManagementAnswer>;
}

export interface ResourceManagerOptions {
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  readonly httpClient: HttpClient;
  /** How often the SDK's policy asks again what was throttled or broke down. */
  readonly maxRetries: number;
}

const apiVersion = '2024-04-01';

export function scopeOf(endpoint: string): string {
  return `${endpoint}/.default`;
}

export function createResourceManager(options: ResourceManagerOptions): ResourceManager {
  const { endpoint, credential, httpClient, maxRetries } = options;
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries } });
  const scopes = scopeOf(endpoint);
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes }), { phase: 'Sign' });
  return {
    async send(method, id, query = {}) {
      const request = createPipelineRequest({
        method,
        url: `${endpoint}${id}?${new URLSearchParams({ 'api-version': apiVersion, ...query })}`,
        headers: createHttpHeaders({ accept: 'application/json' }),
        timeout: 60_000,
      });
      const { status, bodyAsText, headers } = await pipeline.sendRequest(httpClient, request).catch(failed);
      const body = parseJson(bodyAsText ?? '');
      const correlation = headers.get('x-ms-correlation-request-id');
      const said = answered('Azure Resource Manager', {
        status,
        body,
        reference: correlation && `correlation id ${correlation}`,
      });
      if (status === 401) throw new AccessError('signIn', `${said} It does not accept the sign-in.`);
      if (status === 403) throw new AccessError('refused', said);
      return { status, body, said };
    },
  };
}

/** @throws AccessError always */
function failed(error: unknown): never {
  const why = unreachableBecause(error);
  if (why === undefined) throw error;
  throw new AccessError(
    'failed',
    `Azure Resource Manager could not be reached (${why}): check the network and --resource-manager.`,
    error,
  );
}

import type { IncomingHttpHeaders } from 'node:http';
import type { HttpTrigger } from './function-info.ts';

export interface Keys {
  /** Opens every function of level `function`: a host key named default. */
  readonly functionKey: string;
  /** Opens everything. */
  readonly masterKey: string;
}

/**
 * Whether the key of a request is good enough. The header counts before the query; when both are there, the query is not
 * looked at.
 */
export function isAuthorised(
  level: HttpTrigger['authLevel'],
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  keys: Keys,
): boolean {
  if (level === 'anonymous') return true;
  const key = headers['x-functions-key'] ?? query.get('code');
  return key === keys.masterKey || (level === 'function' && key === keys.functionKey);
}

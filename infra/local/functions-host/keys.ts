import type { IncomingHttpHeaders } from 'node:http';
import type { HttpTrigger } from './function-info.ts';

export interface Keys {
  /** Opens everything. */
  readonly master: string;
  /** Each opens every function of level `function`. */
  readonly host: readonly string[];
  /** By the name of the one function that they open, if its level is `function`. */
  readonly functions: Readonly<Record<string, readonly string[]>>;
}

type Level = HttpTrigger['authLevel'];

/**
 * What the key of a request is good for. The header counts before the query; when both are there, the query is not looked
 * at. An identity that Easy Auth has found adds nothing to it.
 *
 * @param functionName the one that is asked for, if any
 */
export function keyLevel(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  keys: Keys,
  functionName?: string,
): Level {
  const key = headers['x-functions-key'] ?? query.get('code');
  if (typeof key !== 'string' || key === '') return 'anonymous';
  if (key === keys.master) return 'admin';
  const own = functionName === undefined ? undefined : keys.functions[functionName];
  return keys.host.includes(key) || own?.includes(key) ? 'function' : 'anonymous';
}

export function reaches(given: Level, required: Level): boolean {
  const rank = { anonymous: 0, function: 1, admin: 2 };
  return rank[given] >= rank[required];
}

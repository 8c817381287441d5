import { createFaultList, type FaultList, type Lasting } from '../fault-list.ts';
import { usualCode } from './refusal.ts';

/** A request before it is answered. */
export interface Asked {
  readonly method: string;
  /** Path and query, without the account: `/$batch`, `/Tables`, `/Name(PartitionKey='p',RowKey='r')`. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Something that goes wrong. What it does not name stays as it would be without it. */
export interface Fault extends Lasting {
  /** An object matches when all that it names does. */
  match: { method?: string; path?: RegExp; body?: RegExp } | ((asked: Asked) => boolean);
  /** Awaited before anything else happens to the request: it stays where it is until then. */
  hold?: (asked: Asked) => Promise<unknown>;
  delayMs?: number;
  /** Refuses with this status and `code`, and with the service's own words for that. */
  status?: number;
  /** The usual one of the status unless given: 403 AuthorizationFailure, 500 OperationTimedOut, 503 ServerBusy ... */
  code?: string;
  /** Added to the answer, or put over its own: `{ 'retry-after': '1' }`. */
  headers?: Record<string, string>;
  /** Destroys the connection, `before` the request took effect or `after`: then only the answer is lost. */
  cut?: 'before' | 'after';
  /** Sends the first half of the answer. */
  malformed?: true;
}

/** Its `add` throws when the fault is none. */
export function createTableFaults(): FaultList<Fault, Asked> {
  const list = createFaultList<Fault, Asked>(matches);
  return {
    ...list,
    add(fault) {
      checkCode(fault);
      return list.add(fault);
    },
  };
}

function checkCode({ status, code }: Fault): void {
  if (status === undefined && code !== undefined)
    throw new Error(`A fault with code ${code} needs a status.`);
  if (status !== undefined && code === undefined) usualCode(status);
}

function matches({ match }: Fault, asked: Asked): boolean {
  if (typeof match === 'function') return match(asked);
  const { method = asked.method, path, body } = match;
  return method === asked.method && found(path, asked.path) && (!body || found(body, asked.body));
}

/** String.search ignores a regular expression's own position, which a `g` flag would carry from request to request. */
function found(pattern: RegExp | undefined, text: string): boolean {
  return pattern === undefined || text.search(pattern) >= 0;
}

import { createFaultList, type Lasting } from '../fault-list.ts';
import type { Stale } from './history.ts';

/** A request, alone or inside a `$batch`, before it is answered. Header names are in lower case. */
export interface Asked {
  readonly method: string;
  /** Path and query, version included: `/v1.0/servicePrincipals?$top=5`. Inside a batch that of the batch. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** True for a request inside a `$batch`. */
  readonly inner: boolean;
}

/** Something that goes wrong. What it does not name stays as it would be without it. */
export interface Fault extends Lasting {
  match: { path: RegExp } | ((asked: Asked) => boolean);
  /** True: only inside a `$batch`. False: only outside. Not given: wherever the request comes. */
  inner?: boolean;
  /** Answers with this status, with Graph's error body for it unless `error` or `body` is given. Nothing is done. */
  status?: number;
  /** The code and message of the error body that goes with `status`. */
  error?: { code: string; message: string };
  /** Added to the answer, or put over its own. */
  headers?: Record<string, string>;
  /** Answers with this, 200 unless `status` is given: text as it is, anything else as JSON. */
  body?: unknown;
  /** Inside a batch, puts a text given as `body` into the batch's JSON as it is, which then is none: not as base64. */
  raw?: true;
  /** Puts this status over the answer and leaves the rest: older texts let a `$batch` with a failure be 424 itself. */
  relabel?: number;
  /** Answers this much later; inside a batch, so does the batch. */
  delayMs?: number;
  /** Destroys the connection instead of answering; inside a batch, that of the batch. */
  cut?: true;
  /** Sends headers and half of the answer, then cuts the connection; inside a batch, that of the batch. */
  truncated?: true;
  /** Sends a complete answer that is no JSON: half of it, or a gateway's page with 200; inside a batch, for the batch. */
  malformed?: true | 'html';
  /** Answers a list with a page without members and a link to what was left out. */
  emptyPage?: true;
  /** Shows principals and jobs as they were, as a replica that lags behind. Grants of app roles are as they are. */
  stale?: Stale;
}

export const createGraphFaults = () => createFaultList<Fault, Asked>(matches);

function matches({ match, inner }: Fault, asked: Asked): boolean {
  if (inner !== undefined && inner !== asked.inner) return false;
  // String.search ignores a regular expression's own position, which a `g` flag would carry from request to request.
  return typeof match === 'function' ? match(asked) : asked.path.search(match.path) >= 0;
}

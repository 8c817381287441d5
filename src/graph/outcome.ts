import { boundedText } from '../core/bounded-text.ts';
import type { Instant } from '../core/instant.ts';
import { isJsonObject } from '../core/json.ts';
import type { Cause } from '../core/observe.ts';

/** Graph's HTTP response to one request, which was sent alone or inside a batch. */
export interface GraphResponse {
  readonly kind: 'response';
  /** When it arrived. */
  readonly at: Instant;
  /** The time of the response by Graph's own clock; undefined where it does not say. */
  readonly graphTime?: Instant | undefined;
  readonly status: number;
  /** The value of a header, whatever the case of its name. */
  readonly header: (name: string) => string | undefined;
  /** The parsed JSON; undefined when the body is not JSON, and after `letGo`. */
  body: unknown;
}

/** No response came, or the response to a batch holds none that can be used for this request. */
export interface NoResponse {
  readonly kind: 'noResponse';
  readonly at: Instant;
  readonly cause: Cause;
  /** What may bring a response: sending the request again soon, or outside the batch. */
  readonly remedy: 'again' | 'alone' | undefined;
}

/** What became of one request. */
export type RequestOutcome = GraphResponse | NoResponse;

/**
 * Lets go of the bodies of outcomes that were made use of. Promises that waited for a response are old to the garbage collector by the
 * time it comes. What such a one was resolved with counts as used until all of memory is looked through, though nobody can reach it: each
 * body was copied twice, and then had to be collected as if it were old itself.
 *
 * What that buys, with the bytes in `client.ts` and what `map-in-groups.ts` drops: a quarter of the CPU of a poll in which nothing changed
 * (a warm process, December 2026, Node 20, in the memory of the smallest instance; `npm run bench -- --only poll --jobs 10000 --before FILE`).
 */
export function letGo(outcomes: readonly RequestOutcome[]): void {
  for (const outcome of outcomes) if (outcome.kind === 'response') outcome.body = undefined;
}

/**
 * What a status says about its request.
 *
 * - `read`: the body holds what was asked for.
 * - `refused`: the caller may not; sending it in another way does not help.
 * - `transient`: the service is busy or in trouble; sending it again may help.
 * - `unknown`: anything else. Inside a batch it may be about the batch and not about the request.
 */
type Verdict = 'read' | 'refused' | 'transient' | 'unknown';

export function verdictOf(status: number): Verdict {
  if (status === 200) return 'read';
  if (status === 401 || status === 403) return 'refused';
  if (status === 408 || status === 429) return 'transient';
  return status >= 500 && status !== 501 && status !== 505 ? 'transient' : 'unknown';
}

/** Whether sending the request again soon may help. */
export function isTransient(outcome: RequestOutcome): boolean {
  return outcome.kind === 'response' ? verdictOf(outcome.status) === 'transient' : outcome.remedy === 'again';
}

/** Whether Graph gave what was asked for. */
export function isRead(outcome: RequestOutcome): boolean {
  return outcome.kind === 'response' && verdictOf(outcome.status) === 'read' && isJsonObject(outcome.body);
}

/** Graph's own 404. One that something else sent, such as a proxy, holds no error of Graph's. */
export function isNotFound(outcome: RequestOutcome): boolean {
  return outcome.kind === 'response' && outcome.status === 404 && graphErrorOf(outcome.body) !== undefined;
}

/** The error in a body of Graph's, `{"error": {"code", "message"}}`; undefined when the body is not of that shape. */
export function graphErrorOf(body: unknown): { readonly code: string; readonly message: string } | undefined {
  if (!isJsonObject(body) || !isJsonObject(body.error)) return undefined;
  const { code, message } = body.error;
  if (typeof code !== 'string' || code.trim() === '') return undefined;
  return { code: boundedText(code, 60), message: typeof message === 'string' ? message.trim() : '' };
}

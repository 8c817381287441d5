import etag from 'etag';
import fresh from 'fresh';
import type { Freshness } from '../contract/answers/shared.ts';
import { type Instant, secondsBetween } from '../core/instant.ts';
import type { HttpRequest } from './request.ts';

/** A response as Azure Functions takes it: an `HttpResponseInit`. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** A JSON response. Caches may keep it but have to ask each time whether it still holds. */
export function jsonResponse(
  status: number,
  body: object,
  headers: Record<string, string> = {},
): HttpResponse {
  return jsonTextResponse(status, JSON.stringify(body), headers);
}

/** The headers of every answer that is no page. */
export const jsonHeaders = {
  'content-type': 'application/json',
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
} as const;

/** The same of what is JSON already. */
export function jsonTextResponse(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): HttpResponse {
  return { status, headers: { ...jsonHeaders, ...headers }, body };
}

/**
 * The response with its ETag, or 304 if that matches If-None-Match.
 *
 * If-Modified-Since is left out: a snapshot can change within a second, or go stale without being changed. So is
 * Cache-Control: it speaks to caches on the way, and `fetch` adds no-cache to every conditional request.
 */
export function unlessKnown(request: HttpRequest, response: HttpResponse, tag: string): HttpResponse {
  const tagged: Record<string, string> = { ...response.headers, etag: tag };
  const asked = { 'if-none-match': request.headers.get('if-none-match') ?? undefined };
  if (!fresh(asked, { etag: tag })) return { ...response, headers: tagged };
  const { 'content-type': _, ...headers } = tagged;
  return { status: 304, headers };
}

/** The body of an answer about one thing, or about a page of things, that says how fresh it is. */
type FreshBody = Freshness & { readonly value?: readonly object[] };

/**
 * Responds with the body, or with 304 if the caller has it already. The tag leaves out when the body, or a job of its list,
 * was read: that moves at every poll, and what the caller has is still the same then. `Age` says it with a 304 too.
 *
 * @param changedAt where the body is about one thing that changed at a time
 */
export function snapshotResponse(
  request: HttpRequest,
  body: FreshBody,
  now: Instant,
  changedAt?: Instant,
): HttpResponse {
  const { value } = body;
  const lasting = { ...withoutObservedAt(body), ...(value && { value: value.map(withoutObservedAt) }) };
  const tag = etag(JSON.stringify(lasting), { weak: true });
  const response = jsonResponse(200, body, {
    ...(changedAt !== undefined && { 'last-modified': new Date(changedAt).toUTCString() }),
    ...(body.observedAt !== null && { age: String(secondsBetween(body.observedAt, now)) }),
  });
  return unlessKnown(request, response, tag);
}

/** Only its own `observedAt` goes: what lies deeper is Graph's, and may have a member of that name. */
function withoutObservedAt(thing: object): object {
  const { observedAt: _, ...others }: { readonly observedAt?: unknown } = thing;
  return others;
}

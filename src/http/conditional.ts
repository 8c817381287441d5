import etag from 'etag';
import fresh from 'fresh';
import { type Instant, secondsBetween } from '../core/instant.ts';
import type { Freshness } from '../views/freshness.ts';
import { type Answer, jsonAnswer, type Request } from './exchange.ts';

/**
 * The answer with its tag, or 304 without a body when the caller has it already.
 *
 * If-Modified-Since is left out: a snapshot can change within a second, or go stale without being changed. So is
 * Cache-Control: it speaks to caches on the way, and `fetch` adds no-cache to every conditional request.
 */
export function unlessKnown(request: Request, answer: Answer, tag: string): Answer {
  const tagged: Record<string, string> = { ...answer.headers, etag: tag };
  const asked = { 'if-none-match': request.headers.get('if-none-match') ?? undefined };
  if (!fresh(asked, { etag: tag })) return { ...answer, headers: tagged };
  const { 'content-type': _, ...headers } = tagged;
  return { status: 304, headers };
}

/** What the headers say of a snapshot. */
export interface Times {
  readonly now: Instant;
  /** Where the snapshot is of one thing that changed at a time. */
  readonly changedAt?: Instant;
}

/** A snapshot of one thing, or of a page of things. */
type Snapshot = Freshness & { readonly value?: readonly object[] };

/**
 * Answers with a snapshot, or with 304 when the caller has it already. The tag leaves out when the snapshot, or a job of its
 * list, was read: that moves at every poll, and what the caller has is still the same then. How old it is, `Age` says also
 * with a 304.
 */
export function snapshotAnswer(request: Request, body: Snapshot, { now, changedAt }: Times): Answer {
  const { value } = body;
  const lasting = { ...undated(body), ...(value && { value: value.map(undated) }) };
  const tag = etag(JSON.stringify(lasting), { weak: true });
  const answer = jsonAnswer(200, body, {
    ...(changedAt !== undefined && { 'last-modified': new Date(changedAt).toUTCString() }),
    ...(body.observedAt !== null && { age: String(secondsBetween(body.observedAt, now)) }),
  });
  return unlessKnown(request, answer, tag);
}

/** Its own `observedAt` alone: what lies deeper is Graph's, and may have a member of that name. */
function undated(thing: object): object {
  const { observedAt: _, ...others }: { readonly observedAt?: unknown } = thing;
  return others;
}

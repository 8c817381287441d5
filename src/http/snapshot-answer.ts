import etag from 'etag';
import type { Freshness } from '../core/freshness.ts';
import { type Instant, secondsBetween } from '../core/instant.ts';
import { type Answer, jsonAnswer, type Request } from './exchange.ts';
import { unlessKnown } from './unless-known.ts';

/** What the headers tell of a snapshot. */
export interface Times {
  readonly now: Instant;
  /** Where the snapshot is of one thing that changed at a time. */
  readonly changedAt?: Instant;
}

/**
 * Answers with a snapshot, or with 304 when the caller has it already. The tag leaves `observedAt` out: it moves at every
 * poll, and what the caller has is still the same then. How old that is, `Age` says also with a 304.
 */
export function snapshotAnswer<Body extends Freshness>(
  request: Request,
  body: Body,
  { now, changedAt }: Times,
): Answer {
  const tag = etag(
    JSON.stringify(body, (name, value) => (name === 'observedAt' ? undefined : value)),
    { weak: true },
  );
  const answer = jsonAnswer(200, body, {
    ...(changedAt !== undefined && { 'last-modified': new Date(changedAt).toUTCString() }),
    ...(body.observedAt !== null && { age: String(secondsBetween(body.observedAt, now)) }),
  });
  return unlessKnown(request, answer, tag);
}

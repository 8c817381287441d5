import { ConnectorError } from '../core/errors.ts';
import type { EventFeed, FeedEntry, FeedPlace, FeedQuery } from './ports.ts';

/** A part of the feed for a reader that remembers one number. */
export interface FeedPart {
  readonly items: readonly FeedEntry[];
  /** The number to remember: nothing up to it has to be read again. */
  readonly after: number;
  /** Whether there is more to read after it. */
  readonly hasMore: boolean;
}

/** What a reader asks for. */
export interface FeedRequest extends FeedQuery {
  /** The number that it remembers; undefined or 0: from the oldest event that is kept. */
  readonly after: number | undefined;
  readonly size: number;
}

/**
 * The events after a number. Where the feed has come no further, its place is all that is read.
 *
 * @param place read before: what was committed since is left to the next part
 * @throws FeedPositionGoneError, StoreError
 */
export async function readFeed(
  feed: EventFeed,
  place: FeedPlace,
  { after, size, ...query }: FeedRequest,
): Promise<FeedPart> {
  checkPosition(place, after);
  const from = after ?? 0;
  if (from === place.last) return { items: [], after: place.last, hasMore: false };
  const { items, isWhole } = await feed.events(from, place.last, query, size);
  // What was deleted while it was read, or went with the table, is not passed over in silence.
  checkPosition(await feed.place(), after);
  const last = items.at(-1);
  return isWhole || !last
    ? { items, after: place.last, hasMore: false }
    : { items, after: last.number, hasMore: true };
}

/**
 * Where a reader goes on whose number the feed cannot go on from; undefined where it can.
 *
 * A number below what was deleted: events between may be missed. A number that the feed has not come to: the table was lost, and begins
 * anew, or was set back, and what the reader has beyond it is not there any more. Numbers are never below the time at which they are
 * given, so that neither brings an event again that was read.
 */
export function restartOf({ last, prunedThrough }: FeedPlace, after: number | undefined): number | undefined {
  if (after === undefined || after === 0) return undefined;
  if (after < prunedThrough) return prunedThrough;
  return after > last ? last : undefined;
}

function checkPosition(place: FeedPlace, after: number | undefined): void {
  const restart = restartOf(place, after);
  if (restart !== undefined) throw new FeedPositionGoneError(restart, restart < (after ?? 0));
}

/** The feed cannot go on from the number that the reader gave. */
export class FeedPositionGoneError extends ConnectorError {
  override readonly name = 'FeedPositionGoneError';
  /** The number to go on from. */
  readonly after: number;
  /** @param isBehind whether the feed has not come to the reader's number, rather than lost what comes after it */
  constructor(after: number, isBehind: boolean) {
    const why = isBehind
      ? 'The feed has not come to this number: its table was lost, or set back to an earlier state.'
      : 'Events after this number are not kept any more: they are older than RETENTION, or went with a table that was lost.';
    super(
      'FeedPositionGone',
      `${why} Go on with after=${after}; GET jobs says what is wrong now, whatever was missed.`,
    );
    this.after = after;
  }
}

/** One event of the feed. @throws EventNotFoundError, EventGoneError, StoreError */
export async function findEvent(feed: EventFeed, number: number): Promise<FeedEntry> {
  return (await feed.event(number)) ?? (await missing(feed, number));
}

/** Why there is no such event. @throws EventNotFoundError or EventGoneError, always; StoreError */
export async function missing(feed: EventFeed, number: number): Promise<never> {
  const { prunedThrough } = await feed.place();
  // Numbers begin at 1.
  throw number > 0 && number <= prunedThrough ? new EventGoneError(number) : new EventNotFoundError(number);
}

/** No event for subscribers has the number. */
export class EventNotFoundError extends ConnectorError {
  override readonly name = 'EventNotFoundError';
  constructor(number: number) {
    super(
      'EventNotFound',
      `No event of the feed has the number ${number}: GET events lists those that have one.`,
    );
  }
}

/** An event of the number may have been, and is not kept any more. */
export class EventGoneError extends ConnectorError {
  override readonly name = 'EventGoneError';
  constructor(number: number) {
    super(
      'EventGone',
      `An event of the number ${number} is not kept any more: it would be older than RETENTION, or went with a table that was lost.`,
    );
  }
}

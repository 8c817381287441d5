import etag from 'etag';
import { eventTypes, eventTypesOf, streams } from '../contract/events/event-names.ts';
import { atomFeed } from '../page/atom-feed.ts';
import { type FeedPart, FeedPositionGoneError, findEvent, readFeed, restartOf } from '../views/feed.ts';
import type { EventFeed, FeedEntry, FeedPlace, FeedQuery } from '../views/ports.ts';
import { linkWith, readList } from './get-lists.ts';
import {
  type HttpRequest,
  invalid,
  RequestError,
  readPageRequest,
  readPrincipal,
  readQuery,
} from './request.ts';
import { type HttpResponse, jsonHeaders, jsonTextResponse, unlessKnown } from './response.ts';

/** What the feed is read from. */
interface FeedContext {
  readonly tenantId: string;
  readonly tenantName: string | undefined;
  readonly feed: EventFeed;
  readonly publicUrl: string | undefined;
}

const filters = ['types', 'conditions', 'servicePrincipalId'] as const;
type Filters = Readonly<Partial<Record<(typeof filters)[number], string>>>;

/** The events after a number, in the order of their commits. */
export async function getEvents(
  request: HttpRequest,
  { feed, publicUrl }: FeedContext,
): Promise<HttpResponse> {
  const query = readQuery(request.url, ['after', ...filters, 'maxpagesize']);
  const asked = { ...readFilters(query), after: readAfter(query.after), size: readPageRequest(query).size };
  const place = await feed.place();
  return await unlessSame(request, [place, query], async () => {
    const { items, after, hasMore } = await readFeed(feed, place, asked);
    const next = linkWith(request, publicUrl, { ...query, after: String(after) });
    return jsonTextResponse(200, textOf(items, { after, ...(hasMore && { nextLink: next }) }));
  });
}

/** One event. */
export async function getEvent(request: HttpRequest, { feed }: FeedContext): Promise<HttpResponse> {
  readQuery(request.url, []);
  const entry = await findEvent(feed, askedNumber(request));
  return unlessKnown(request, jsonTextResponse(200, entryText(entry)), etag(entry.event, { weak: true }));
}

/** So many events a workflow gets at once. */
const eventsOfBatch = 100;
/** Polls of the tenant are minutes apart: more often there is nothing new. */
const retryAfterSeconds = 60;

/**
 * The feed as the runtime of workflows asks for it: it calls without a state first, and from then on whatever the last answer's
 * `Location` said; 202 means that there is nothing new. The body of both has the number too, for who keeps that in place of the address.
 * The runtime cannot read an error: where its number is gone, it goes on with what there is.
 *
 * @see https://learn.microsoft.com/connectors/custom-connectors/create-polling-trigger
 */
export async function getTrigger(
  request: HttpRequest,
  { feed, publicUrl }: FeedContext,
): Promise<HttpResponse> {
  const query = readQuery(request.url, ['after', ...filters]);
  const given = readAfter(query.after);
  const asked = { ...readFilters(query), size: eventsOfBatch };
  const place = await feed.place();
  const start = given === undefined ? place.last : (restartOf(place, given) ?? given);
  const { items, after, hasMore } = await readFeed(feed, place, { ...asked, after: start }).catch(goOn);
  const headers = {
    location: linkWith(request, publicUrl, { ...query, after: String(after) }),
    'retry-after': String(hasMore ? 1 : retryAfterSeconds),
  };
  return jsonTextResponse(items.length > 0 ? 200 : 202, textOf(items, { after }), headers);
}

/** Where the number has gone while it was read: the next call begins where it can. @throws any other error */
function goOn(error: unknown): FeedPart {
  if (!(error instanceof FeedPositionGoneError)) throw error;
  return { items: [], after: error.after, hasMore: true };
}

/** So many events a reader of news is shown. */
const eventsOfAtomFeed = 50;

/** The newest events as an Atom feed. */
export async function getAtomFeed(request: HttpRequest, context: FeedContext): Promise<HttpResponse> {
  readQuery(request.url, []);
  const place = await context.feed.place();
  return await unlessSame(request, [place], async () => {
    const entries = await context.feed.newest(place.last, eventsOfAtomFeed);
    const body = await atomFeed(entries, context, linkWith(request, context.publicUrl, {}));
    return {
      status: 200,
      headers: { ...jsonHeaders, 'content-type': 'application/atom+xml; charset=utf-8' },
      body,
    };
  });
}

/** Answers 304, by the place of the feed alone, where it has not moved since the caller asked the same. */
async function unlessSame(
  request: HttpRequest,
  about: readonly (FeedPlace | object)[],
  respond: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const tag = etag(JSON.stringify(about), { weak: true });
  const known = unlessKnown(request, { status: 200, headers: jsonHeaders }, tag);
  return known.status === 304 ? known : unlessKnown(request, await respond(), tag);
}

function readFilters({ types, conditions, servicePrincipalId }: Filters): FeedQuery {
  const asked = readList('types', eventTypes, types);
  const about = readList('conditions', streams, conditions)?.flatMap(eventTypesOf);
  return {
    types: about && asked ? asked.filter((type) => about.includes(type)) : (about ?? asked),
    servicePrincipalId: readPrincipal(servicePrincipalId),
  };
}

function readAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = toNumber(text);
  if (number === undefined)
    throw invalid('after', 'is not the number of an event: take it from the answer before, or leave it out');
  return number;
}

/** The event that a route names. @throws RequestError */
export function askedNumber({ params: { number = '' } }: HttpRequest): number {
  const found = toNumber(number);
  if (found === undefined)
    throw new RequestError(
      'InvalidEventNumber',
      'number',
      'An event of the feed is named by its number, such as 1772352303120: GET events gives it.',
    );
  return found;
}

function toNumber(text: string): number | undefined {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** With the events as they are stored, byte for byte. */
function textOf(
  items: readonly FeedEntry[],
  more: { readonly after: number; readonly nextLink?: string },
): string {
  return `{"value":[${items.map(entryText).join()}],${JSON.stringify(more).slice(1)}`;
}

function entryText({ number, recordedAt, event }: FeedEntry): string {
  return `{"number":${number},"recordedAt":${JSON.stringify(recordedAt)},"event":${event}}`;
}

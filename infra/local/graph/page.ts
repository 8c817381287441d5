import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import type { Refusal } from './answer.ts';
import { refusals } from './refusals.ts';
import type { GraphRequest, GraphSite } from './site.ts';

/** Where a member stands in a list: by `sortedBy` where the list is sorted, then by the order added. */
export interface Placed {
  readonly place: number;
  readonly sortedBy?: string | undefined;
}

/** The order of a list, as of `sort`. */
export type Compare = (one: Placed, other: Placed) => number;

export interface Page<T> {
  readonly members: readonly T[];
  /** `@odata.nextLink`, or nothing on the last page. */
  readonly link: { readonly '@odata.nextLink'?: string };
}

const start: Placed = { place: -1 };
const tokenForm = z.tuple([z.string(), z.int(), z.string().optional()]);

/**
 * The page of a list that a request asks for. Its token is opaque, names the last member seen rather than a number of
 * members, and belongs to one query: on another it is refused, as one is that this simulator did not give.
 */
export function pageOf<T extends Placed>(
  site: GraphSite,
  request: GraphRequest,
  ordered: Iterable<T>,
  size: number,
  compare: Compare = (one, other) => one.place - other.place,
): Page<T> | Refusal {
  const after = readToken(request);
  if ('code' in after) return after;
  if (request.emptyPage) return { members: [], link: nextLink(site, request, after) };
  const members: T[] = [];
  for (const member of ordered) {
    if (after !== start && compare(member, after) <= 0) continue;
    const last = members.at(-1);
    if (last && members.length === size) return { members, link: nextLink(site, request, last) };
    members.push(member);
  }
  return { members, link: {} };
}

function readToken(request: GraphRequest): Placed | Refusal {
  const token = request.query.get('$skiptoken');
  if (token === null) return start;
  const read = tokenForm.safeParse(parseJson(Buffer.from(token, 'base64url').toString('utf8')));
  if (!read.success || read.data[0] !== digest(request)) return refusals.expiredPageToken();
  const [, place, sortedBy] = read.data;
  return place < 0 ? start : { place, sortedBy };
}

/** The request's own URL, all of its query kept, with a token for what comes after `last`. */
function nextLink(site: GraphSite, request: GraphRequest, { place, sortedBy }: Placed) {
  const path = request.segments.map(encodeURIComponent).join('/');
  const named = sortedBy === undefined ? [] : [sortedBy];
  const token = Buffer.from(JSON.stringify([digest(request), place, ...named])).toString('base64url');
  const query = [...otherOptions(request), ['$skiptoken', token]].map(
    ([name, value = '']) => `${name}=${encodeURIComponent(value)}`,
  );
  return { '@odata.nextLink': `${site.endpoint}/${request.version}/${path}?${query.join('&')}` };
}

/** Names a query without telling it. */
function digest(request: GraphRequest): string {
  const path = request.segments.join('/').toLowerCase();
  const query = [request.version, path, ...otherOptions(request).toSorted()];
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 16);
}

const otherOptions = ({ query }: GraphRequest) => [...query].filter(([name]) => name !== '$skiptoken');

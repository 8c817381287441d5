import { type Refusal, refuse } from './answer.ts';
import type { GraphRequest, Site } from './site.ts';

/** The place after which the page begins, -1 for the first; a refusal for a token that this simulator did not give. */
export function placeAfter(query: URLSearchParams): number | Refusal {
  const token = query.get('$skiptoken');
  if (token === null) return -1;
  const place = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  return place === undefined
    ? refuse(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.')
    : Number(place);
}

/** The request's own URL, all of its query kept, with an opaque token for the page after `place`. */
export function nextLink(site: Site, request: GraphRequest, place: number): string {
  const path = request.segments.map(encodeURIComponent).join('/');
  const query = [...request.query]
    .filter(([name]) => name !== '$skiptoken')
    .concat([['$skiptoken', Buffer.from(`after:${place}`).toString('base64url')]])
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${site.endpoint}/${request.version}/${path}?${query.join('&')}`;
}

/** A collection as OData writes it, from members that are JSON text already. */
export function collection(
  context: string,
  members: readonly string[],
  extra: Record<string, unknown> = {},
): string {
  const head = JSON.stringify({ '@odata.context': context, ...extra }).slice(0, -1);
  return `${head},"value":[${members.join(',')}]}`;
}

import Negotiator from 'negotiator';
import type { Request } from './exchange.ts';

/** The parameter by which a link in a page asks for JSON, as OData calls it: it outweighs what `Accept` says. */
export const format = '$format';

/** Whether a caller would rather have HTML than JSON. Whoever takes anything, or says nothing, gets JSON. */
export function wantsPage({ headers, url }: Request): boolean {
  if (new URL(url).searchParams.has(format)) return false;
  const accept = headers.get('accept');
  const negotiator = new Negotiator({ headers: accept === null ? {} : { accept } });
  return negotiator.mediaType(['application/json', 'text/html']) === 'text/html';
}

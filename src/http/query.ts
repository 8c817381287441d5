import { boundedText } from '../core/bounded-text.ts';
import type { PageRequest } from '../status/ports.ts';
import { RequestError } from './request-error.ts';

/** The host's own parameters, in lower case. It leaves them in the URL; they are secrets and of no concern here. */
const ofTheHost = ['code', 'clientid'];

/** The continuation of a `nextLink`. */
export const skipToken = '$skiptoken';

/**
 * The query parameters of a request. Those that a route does not know are an error: a filter that is misspelt must not
 * look like one that was applied.
 *
 * @throws RequestError for a parameter that is unknown or given twice
 */
export function readQuery<const Name extends string>(
  url: string,
  known: readonly Name[],
): Partial<Record<Name, string>> {
  const query: Partial<Record<Name, string>> = {};
  for (const [given, value] of new URL(url).searchParams) {
    if (ofTheHost.includes(given.toLowerCase())) continue;
    const name = known.find((one) => one === given);
    if (name === undefined) throw invalid(given, unknownParameter(known));
    if (query[name] !== undefined) throw invalid(name, 'is given more than once');
    query[name] = value;
  }
  return query;
}

/** @throws RequestError */
export function readPage(query: { maxpagesize?: string; [skipToken]?: string }): PageRequest {
  const { maxpagesize = '100', [skipToken]: after } = query;
  const size = /^\d{1,4}$/.test(maxpagesize) ? Number(maxpagesize) : 0;
  if (size < 1 || size > 1000) throw invalid('maxpagesize', 'is not a whole number from 1 to 1000');
  return { size, after };
}

/** The error about a query parameter; `problem` follows its name. */
export function invalid(name: string, problem: string): RequestError {
  const target = boundedText(name, 64);
  return new RequestError('InvalidQueryParameter', target, `The query parameter '${target}' ${problem}.`);
}

function unknownParameter(known: readonly string[]): string {
  return known.length === 0
    ? 'is not known here; there are none'
    : `is not known here; there are ${known.join(', ')}`;
}

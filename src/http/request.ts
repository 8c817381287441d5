import * as z from 'zod/mini';
import { boundedText } from '../core/bounded-text.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Instant } from '../core/instant.ts';
import type { PageRequest } from '../views/ports.ts';
import type { Span } from '../views/span.ts';
import type { Request } from './exchange.ts';

/** The caller asked for something that cannot be asked for: answered with 400. */
export class RequestError extends ConnectorError {
  /** The parameter that is wrong. */
  readonly target: string;
  constructor(code: 'InvalidQueryParameter' | 'InvalidServicePrincipalId', target: string, message: string) {
    super(code, message);
    this.target = target;
  }
}

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

const date = z.iso.date();
const dateTime = z.iso.datetime({ offset: true });

/** The part of time that `from` and `to` name. @throws RequestError for one that is no time, and for a span that is none */
export function readSpan(query: { from?: string; to?: string }): Span {
  const [from, to] = [readInstant('from', query.from), readInstant('to', query.to)];
  if (from !== undefined && to !== undefined && from >= to)
    throw invalid(
      'from',
      `has to be before 'to': what is asked for runs from the one up to, and without, the other`,
    );
  return { from, to };
}

/** A date stands for its first instant in UTC. */
function readInstant(name: 'from' | 'to', text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const isUsable = date.safeParse(text).success || dateTime.safeParse(text).success;
  const instant = isUsable && !Number.isNaN(Date.parse(text)) ? new Date(Date.parse(text)).toISOString() : '';
  // An offset can lead out of the years that compare as text.
  if (!/^\d{4}-/.test(instant)) {
    const fix = 'such as 2026-03-01 or 2026-03-01T08:00:00Z (in a URL the + of an offset is %2B)';
    throw invalid(name, `is not a date or a date-time of RFC 3339, ${fix}`);
  }
  return instant;
}

/** What is asked of a job's past: whose, which part of time, which page. @throws RequestError */
export function readHistoryRequest(request: Request) {
  const query = readQuery(request.url, ['from', 'to', 'maxpagesize', skipToken]);
  return { ...jobOf(request), query, page: readPage(query), span: readSpan(query) };
}

/**
 * The address of the next page, with the same query and without the caller's key: whoever follows it brings the key again.
 * `publicUrl` is where callers reach the connector; what the host sees of its own address may be another.
 */
export function nextLink(
  { url }: Request,
  publicUrl: string | undefined,
  query: Readonly<Record<string, string | undefined>>,
  next: string | undefined,
): { nextLink?: string } {
  if (next === undefined) return {};
  const { origin, pathname } = new URL(url);
  const given = Object.entries({ ...query, [skipToken]: next });
  const parameters = given.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { nextLink: `${publicUrl ?? origin}${pathname}?${new URLSearchParams(parameters)}` };
}

/** The job that a route names. @throws RequestError when its service principal cannot be one */
export function jobOf({ params }: Request): { servicePrincipalId: string; jobIdOrKey: string } {
  const { servicePrincipalId = '', jobId = '' } = params;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(servicePrincipalId)) {
    throw new RequestError(
      'InvalidServicePrincipalId',
      'servicePrincipalId',
      'The service principal is named by its object id, a GUID, such as 8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e.',
    );
  }
  return { servicePrincipalId: servicePrincipalId.toLowerCase(), jobIdOrKey: jobId };
}

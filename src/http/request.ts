import * as z from 'zod/mini';
import { pageSizes } from '../contract/http/query-values.ts';
import { boundedText } from '../core/bounded-text.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Instant } from '../core/instant.ts';
import { readGuid } from '../core/job-key.ts';
import type { PageRequest, Span } from '../views/ports.ts';

/** The part of a request that routes read; an `HttpRequest` of Azure Functions has it. */
export interface HttpRequest {
  readonly method: string;
  /** With the query as the caller sent it, the host's own `code` included. */
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  /** Parameters of the route, decoded. */
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** The caller asked for something that cannot be asked for: 400. */
export class RequestError extends ConnectorError {
  override readonly name = 'RequestError';
  /** The parameter that is wrong. */
  readonly target: string;
  constructor(
    code: 'InvalidQueryParameter' | 'InvalidServicePrincipalId' | 'InvalidEventNumber',
    target: string,
    message: string,
  ) {
    super(code, message);
    this.target = target;
  }
}

/** The host's own parameters, in lower case. It leaves them in the URL; they are secrets, and routes skip them. */
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
export function readPageRequest(query: { maxpagesize?: string; [skipToken]?: string }): PageRequest {
  const { maxpagesize = String(pageSizes.usual), [skipToken]: after } = query;
  const size = /^\d{1,4}$/.test(maxpagesize) ? Number(maxpagesize) : 0;
  if (size < 1 || size > pageSizes.most)
    throw invalid('maxpagesize', `is not a whole number from 1 to ${pageSizes.most}`);
  return { size, after };
}

/** The error about a query parameter; `problem` follows its name. */
export function invalid(name: string, problem: string): RequestError {
  const target = boundedText(name, 64);
  return new RequestError('InvalidQueryParameter', target, `The query parameter '${target}' ${problem}.`);
}

/** The value that a text names, in capital or small letters, blanks around it aside; undefined for any other. */
export function knownValue<Value extends string | number>(
  known: readonly Value[],
  text: string,
): Value | undefined {
  const wanted = text.trim().toLowerCase();
  return known.find((value) => String(value).toLowerCase() === wanted);
}

function unknownParameter(known: readonly string[]): string {
  return known.length === 0
    ? 'is not known here; there are none'
    : `is not known here; there are ${known.join(', ')}`;
}

const date = z.iso.date();
const dateTime = z.iso.datetime({ offset: true });

/**
 * The part of time between `from` and `to`.
 *
 * @throws RequestError for a text that is no time, and where `from` is not before `to`
 */
export function readSpan(query: { from?: string; to?: string }): Span {
  const [from, to] = [readInstant('from', query.from), readInstant('to', query.to)];
  if (from !== undefined && to !== undefined && from >= to)
    throw invalid(
      'from',
      `has to be before 'to': what is asked for runs from the one up to, and without, the other`,
    );
  return { from, to };
}

/** A date means its first instant in UTC. */
function readInstant(name: 'from' | 'to', text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)(?:T|$)/.exec(text) ?? [];
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) >= 1 && Number(month) <= 12 && Number(day) > last && Number(day) <= 31)
    throw invalid(name, `is a day that is not in the calendar: ${year}-${month} ends on day ${last}`);
  const isUsable = date.safeParse(text).success || dateTime.safeParse(text).success;
  const instant = isUsable && !Number.isNaN(Date.parse(text)) ? new Date(Date.parse(text)).toISOString() : '';
  // An offset can lead out of the years that compare as text.
  if (!/^\d{4}-/.test(instant)) {
    const fix = 'such as 2026-03-01 or 2026-03-01T08:00:00Z (in a URL the + of an offset is %2B)';
    throw invalid(name, `is not a date or a date-time of RFC 3339, ${fix}`);
  }
  return instant;
}

/** The job that a route names. @throws RequestError when its service principal cannot be one */
export function jobOf({ params }: HttpRequest): { servicePrincipalId: string; jobIdOrKey: string } {
  const { servicePrincipalId = '', jobId = '' } = params;
  return { servicePrincipalId: principalOf(servicePrincipalId), jobIdOrKey: jobId };
}

/** The service principal that a list is about. @throws RequestError when it cannot be one */
export function readPrincipal(text: string | undefined): string | undefined {
  return text === undefined ? undefined : principalOf(text);
}

function principalOf(text: string): string {
  const guid = readGuid(text);
  if (guid !== undefined) return guid;
  throw new RequestError(
    'InvalidServicePrincipalId',
    'servicePrincipalId',
    'The service principal is named by its object id, a GUID, such as 8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e.',
  );
}

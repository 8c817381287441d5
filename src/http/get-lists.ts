import type { EpisodeList, TransitionList } from '../contract/answers/history.ts';
import type { JobList } from '../contract/answers/job.ts';
import type { TenantList } from '../contract/answers/tenants.ts';
import { conditionTypes, streams } from '../contract/events/event-names.ts';
import { jobKinds } from '../contract/events/job-kinds.ts';
import { jobStates, usualStates } from '../contract/http/query-values.ts';
import type { Paged, ViewContext } from '../views/context.ts';
import { showEpisodes, showTransitions } from '../views/history.ts';
import { listJobs } from '../views/jobs.ts';
import {
  type HttpRequest,
  invalid,
  jobOf,
  knownValue,
  readPageRequest,
  readPrincipal,
  readQuery,
  readSpan,
  skipToken,
} from './request.ts';
import { type HttpResponse, snapshotResponse } from './response.ts';

/** The jobs in pages, in the usual states unless `state` names others. */
export async function getJobs(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  const query = readQuery(request.url, [
    'state',
    'condition',
    'kind',
    'servicePrincipalId',
    'maxpagesize',
    skipToken,
  ]);
  const asked = {
    states: readList('state', jobStates, query.state) ?? usualStates,
    conditions: readList('condition', conditionTypes, query.condition),
    kinds: readList('kind', jobKinds, query.kind),
    servicePrincipalId: readPrincipal(query.servicePrincipalId),
  };
  const list = await listJobs(context, asked, readPageRequest(query));
  return listResponse(request, context, query, list);
}

const historyParameters = ['condition', 'from', 'to', 'maxpagesize', skipToken] as const;

/** The stays of a job in its conditions in pages: those that overlap the span. */
export async function getEpisodes(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  const query = readQuery(request.url, historyParameters);
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const asked = { ...readSpan(query), about: readList('condition', conditionTypes, query.condition) };
  const list = await showEpisodes(context, servicePrincipalId, jobIdOrKey, readPageRequest(query), asked);
  return listResponse(request, context, query, list);
}

/** What was recorded of a job in pages, newest first: in the span. */
export async function getTransitions(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  const query = readQuery(request.url, historyParameters);
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const asked = { ...readSpan(query), about: readList('condition', streams, query.condition) };
  const list = await showTransitions(context, servicePrincipalId, jobIdOrKey, readPageRequest(query), asked);
  return listResponse(request, context, query, list);
}

/**
 * The values of a list with commas, in the order of `known`; undefined where the parameter is not given.
 *
 * @throws RequestError
 */
export function readList<Value extends string>(
  name: string,
  known: readonly Value[],
  text: string | undefined,
): readonly Value[] | undefined {
  if (text === undefined) return undefined;
  const values = text.split(',').map((given) => knownValue(known, given));
  if (values.includes(undefined))
    throw invalid(
      name,
      `is not one or several of ${known.join(', ')}, with commas (in capital or small letters)`,
    );
  return known.filter((value) => values.includes(value));
}

export function listResponse(
  request: HttpRequest,
  { clock, publicUrl }: Pick<ViewContext, 'clock' | 'publicUrl'>,
  query: Readonly<Record<string, string | undefined>>,
  { value, next, ...others }: Paged<JobList | EpisodeList | TransitionList | TenantList>,
): HttpResponse {
  const link =
    next === undefined ? {} : { nextLink: linkWith(request, publicUrl, { ...query, [skipToken]: next }) };
  return snapshotResponse(request, { value, ...link, ...others }, clock.now());
}

/**
 * The address of what was asked for with another query, and without the caller's key: the caller adds the key again. `publicUrl`
 * is where callers reach the connector, which the host may know by another address.
 */
export function linkWith(
  { url }: HttpRequest,
  publicUrl: string | undefined,
  query: Readonly<Record<string, string | undefined>>,
): string {
  const { origin, pathname } = new URL(url);
  const parameters = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const text = String(new URLSearchParams(parameters));
  return `${publicUrl ?? origin}${pathname}${text === '' ? '' : `?${text}`}`;
}

import type { EpisodeList, TransitionList } from '../contract/answers/history.ts';
import type { JobList } from '../contract/answers/job.ts';
import { type JobStateWord, jobStates, usualStates } from '../contract/http/query-values.ts';
import type { Paged, ViewContext } from '../views/context.ts';
import { showEpisodes, showTransitions } from '../views/history.ts';
import { listJobs } from '../views/jobs.ts';
import {
  type HttpRequest,
  invalid,
  jobOf,
  readPageRequest,
  readQuery,
  readSpan,
  skipToken,
} from './request.ts';
import { type HttpResponse, snapshotResponse } from './response.ts';

/** The jobs in pages, in the usual states unless `state` names others. */
export async function getJobs(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  const query = readQuery(request.url, ['state', 'maxpagesize', skipToken]);
  const list = await listJobs(context, readStates(query.state), readPageRequest(query));
  return listResponse(request, context, query, list);
}

/** The quarantines of a job in pages, newest first: those that overlap the span. */
export const getEpisodes = historyRoute(showEpisodes);

/** The events of a job in pages, newest first: those recorded in the span. */
export const getTransitions = historyRoute(showTransitions);

function historyRoute(show: typeof showEpisodes | typeof showTransitions) {
  return async (request: HttpRequest, context: ViewContext): Promise<HttpResponse> => {
    const query = readQuery(request.url, ['from', 'to', 'maxpagesize', skipToken]);
    const { servicePrincipalId, jobIdOrKey } = jobOf(request);
    const list = await show(context, servicePrincipalId, jobIdOrKey, readPageRequest(query), readSpan(query));
    return listResponse(request, context, query, list);
  };
}

function readStates(text = usualStates.join()): readonly JobStateWord[] {
  const names = text.split(',');
  const states = jobStates.filter((state) => names.includes(state));
  if (names.some((name) => !jobStates.some((state) => state === name))) {
    throw invalid('state', `is not one or several of ${jobStates.join(', ')}, with commas`);
  }
  return states;
}

function listResponse(
  request: HttpRequest,
  { clock, publicUrl }: ViewContext,
  query: Readonly<Record<string, string | undefined>>,
  { value, next, ...others }: Paged<JobList> | Paged<EpisodeList> | Paged<TransitionList>,
): HttpResponse {
  const link = next === undefined ? {} : { nextLink: nextLink(request, publicUrl, query, next) };
  return snapshotResponse(request, { value, ...link, ...others }, clock.now());
}

/**
 * The address of the next page, with the same query and without the caller's key: the caller adds the key again. `publicUrl`
 * is where callers reach the connector, which the host may know by another address.
 */
function nextLink(
  { url }: HttpRequest,
  publicUrl: string | undefined,
  query: Readonly<Record<string, string | undefined>>,
  next: string,
): string {
  const { origin, pathname } = new URL(url);
  const given = Object.entries({ ...query, [skipToken]: next });
  const parameters = given.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${publicUrl ?? origin}${pathname}?${new URLSearchParams(parameters)}`;
}

import { type Outcome, refusals, refuse } from './answer.ts';
import { servicePrincipals } from './service-principals.ts';
import type { GraphRequest, Site } from './site.ts';
import { synchronizationJobs } from './synchronization-jobs.ts';

/** Finds who answers a request; `$batch` is answered before it comes here. */
export function route(site: Site, request: GraphRequest): Outcome {
  const [first = '', , navigation, collection] = request.segments;
  if (!is(first, 'servicePrincipals')) return refusals.unknownSegment(first);
  if (navigation !== undefined && !is(navigation, 'synchronization'))
    return refusals.unknownSegment(navigation);
  if (navigation !== undefined && !is(collection, 'jobs')) {
    return refusals.unknownSegment(collection ?? navigation);
  }
  const beyond = request.segments[5];
  if (beyond !== undefined) return refusals.unknownSegment(beyond);
  if (request.method !== 'GET') {
    return refuse(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.');
  }
  return navigation === undefined ? servicePrincipals(site, request) : synchronizationJobs(site, request);
}

/** Names in a path are compared without case. */
export const is = (segment: string | undefined, name: string) =>
  segment?.toLowerCase() === name.toLowerCase();

import { type GraphOutcome, isRefusal, type Refusal } from './answer.ts';
import { grantedAppRoles } from './app-roles/granted-app-roles.ts';
import { refusals } from './refusals.ts';
import { servicePrincipals } from './service-principals/service-principals.ts';
import type { GraphRequest, GraphSite } from './site.ts';
import { synchronizationJobs } from './synchronization-jobs.ts';

/** Finds who answers a request; `$batch` is answered before it comes here. */
export function route(site: GraphSite, asked: GraphRequest): GraphOutcome {
  const segments = unfoldKey(asked);
  if (isRefusal(segments)) return segments;
  const request = { ...asked, segments };
  const [first = '', , navigation, next] = segments;
  if (!is(first, 'servicePrincipals')) return refusals.unknownSegment(first);
  const beyond = segments[navigation === undefined || is(navigation, 'synchronization') ? 5 : 4];
  if (beyond !== undefined) return refusals.unknownSegment(beyond);
  if (navigation === undefined) return servicePrincipals(site, request);
  if (is(navigation, 'appRoleAssignments')) return grantedAppRoles(site, request, 'appRoleAssignments');
  if (is(navigation, 'appRoleAssignedTo')) return grantedAppRoles(site, request, 'appRoleAssignedTo');
  if (is(navigation, 'synchronization') && is(next, 'jobs')) return synchronizationJobs(site, request);
  return refusals.unknownSegment(is(navigation, 'synchronization') ? (next ?? navigation) : navigation);
}

/** Whether the request is served by the directory, which counts resource units and tells them. */
export function isOfDirectory(segments: readonly string[]): boolean {
  return !segments.some((segment) => is(segment, 'synchronization'));
}

/** Names in a path are compared without case. */
export const is = (segment: string | undefined, name: string) =>
  segment?.toLowerCase() === name.toLowerCase();

/** `servicePrincipals('{id}')` and `servicePrincipals(appId='{appId}')` name a principal as `servicePrincipals/{id}` does. */
function unfoldKey({ segments, view }: GraphRequest): readonly string[] | Refusal {
  const [first = '', ...rest] = segments;
  const [, collection, alternate, key] = /^(\w+)\((appId=)?'([^']+)'\)$/i.exec(first) ?? [];
  if (collection === undefined || key === undefined) return segments;
  if (alternate === undefined) return [collection, key, ...rest];
  for (const { principal } of view.principals()) {
    if (is(principal.appId, key)) return [collection, principal.id, ...rest];
  }
  return refusals.notFound(key);
}

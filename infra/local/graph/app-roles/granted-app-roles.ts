import { type GraphOutcome, isRefusal } from '../answer.ts';
import { collection } from '../collection.ts';
import type { FilterSchema } from '../odata/odata-filter.ts';
import { pageOf } from '../page.ts';
import { mayGrantAppRoles, mayReadPrincipals } from '../permissions.ts';
import { filterOrRefusal, readTop, refuseUnknownOption } from '../query-options.ts';
import { refusals } from '../refusals.ts';
import type { GraphRequest, GraphSite } from '../site.ts';
import type { AppRoleAssignment } from './app-role-assignments.ts';
import { type GrantPath, readGrant } from './grant-app-role.ts';

type Navigation = 'appRoleAssignments' | 'appRoleAssignedTo';

const ends = { appRoleAssignments: 'principalId', appRoleAssignedTo: 'resourceId' } as const;
const schema: FilterSchema<AppRoleAssignment> = {
  resource: 'AppRoleAssignment',
  properties: new Map([['resourceid', { type: 'guid', read: ({ resourceId }) => resourceId }]]),
};

/**
 * `/servicePrincipals/{id}/appRoleAssignments` of the one that holds app roles, `/appRoleAssignedTo` of the one that
 * offers them: GET, POST, and GET or DELETE of one by its id.
 */
export function grantedAppRoles(
  site: GraphSite,
  request: GraphRequest,
  navigation: Navigation,
): GraphOutcome {
  const { method, caller, segments, view } = request;
  const [, id = '', , assignmentId] = segments;
  const collected = assignmentId === undefined;
  if (method !== 'GET' && method !== (collected ? 'POST' : 'DELETE')) return refusals.methodNotAllowed();
  if (!(method === 'GET' ? mayReadPrincipals(caller) : mayGrantAppRoles(caller))) return refusals.forbidden();
  if (!view.principal(id)) return refusals.notFound(id);
  const path: GrantPath = { id: id.toLowerCase(), end: ends[navigation] };
  const context = `${site.endpoint}/${request.version}/$metadata#servicePrincipals('${path.id}')/${navigation}`;
  const write = (each: AppRoleAssignment, head: object = {}) =>
    JSON.stringify({ ...head, ...present(site, each) });

  if (method === 'POST') {
    const grant = readGrant(site.tenant, request, path);
    if ('code' in grant) return grant;
    const made = site.tenant.assignAppRole(grant);
    return { status: 201, type: 'json', text: write(made, { '@odata.context': `${context}/$entity` }) };
  }
  const there = site.tenant.appRoleAssignments().filter((each) => each[path.end] === path.id);
  if (collected) return list(site, request, there, context, write);

  const one = there.find((each) => each.id === assignmentId);
  if (!one) return refusals.notFound(assignmentId);
  if (method === 'GET') return write(one, { '@odata.context': `${context}/$entity` });
  site.tenant.removeAppRoleAssignment(assignmentId);
  return { status: 204, type: 'none', text: '' };
}

function list(
  site: GraphSite,
  request: GraphRequest,
  there: readonly AppRoleAssignment[],
  context: string,
  write: (each: AppRoleAssignment) => string,
): GraphOutcome {
  const { query } = request;
  const unknown = refuseUnknownOption(query, ['$filter', '$top', '$skiptoken']);
  if (unknown) return unknown;
  const size = readTop(query.get('$top'), site.pageSize);
  if (isRefusal(size)) return size;
  const filter = query.get('$filter');
  const filtered = filter === null ? { matches: () => true } : filterOrRefusal(filter, schema, false);
  if (isRefusal(filtered)) return filtered;
  const page = pageOf(site, request, there.filter(filtered.matches), size);
  if (isRefusal(page)) return page;
  return collection(
    context,
    page.members.map((each) => write(each)),
    { ...page.link },
  );
}

/** As Graph shows it: with the names of both ends, as they are now. */
function present(site: GraphSite, { id, createdDateTime, ...grant }: AppRoleAssignment) {
  const { principalId, resourceId, appRoleId } = grant;
  return {
    id,
    deletedDateTime: null,
    appRoleId,
    createdDateTime,
    principalDisplayName: site.tenant.principal(principalId)?.displayName ?? null,
    principalId,
    principalType: 'ServicePrincipal',
    resourceDisplayName: site.tenant.principal(resourceId)?.displayName ?? null,
    resourceId,
  };
}

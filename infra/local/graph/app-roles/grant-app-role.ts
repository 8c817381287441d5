import { z } from 'zod';
import { parseJson } from '../../parse-json.ts';
import type { Refusal } from '../answer.ts';
import { refusals } from '../refusals.ts';
import type { GraphRequest } from '../site.ts';
import type { Tenant } from '../tenant.ts';
import type { AppRoleGrant } from './app-role-assignments.ts';

/** The key of the path that a grant is posted to, and which of its two ends that is. */
export interface GrantPath {
  readonly id: string;
  readonly end: 'principalId' | 'resourceId';
}

const withoutRole = '00000000-0000-0000-0000-000000000000';
const names = ['principalId', 'resourceId', 'appRoleId'] as const;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const grantBody = z.object({
  principalId: z.string().optional(),
  resourceId: z.string().optional(),
  appRoleId: z.string().optional(),
});

/** The grant that a POST asks for, or why Graph refuses it. */
export function readGrant(
  tenant: Tenant,
  { headers, body }: GraphRequest,
  path: GrantPath,
): AppRoleGrant | Refusal {
  const type = headers['content-type'] ?? '';
  if (type === '') {
    return refusals.badRequest(
      'Write requests (excluding DELETE) must contain the Content-Type header declaration.',
    );
  }
  if (!/json/i.test(type)) {
    return refusals.badRequest('Entity only allows writes with a JSON Content-Type header.');
  }
  const grant = readBody(body);
  return 'code' in grant ? grant : (refusalOf(tenant, grant, path) ?? grant);
}

function readBody(body: string): AppRoleGrant | Refusal {
  const read = grantBody.safeParse(parseJson(body));
  if (!read.success) {
    return refusals.badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  const { principalId, resourceId, appRoleId } = read.data;
  for (const name of names) {
    const value = read.data[name];
    if (value !== undefined && !guid.test(value)) {
      return refusals.badRequest(`Cannot convert the literal '${value}' to the expected type 'Edm.Guid'.`);
    }
  }
  if (principalId === undefined || resourceId === undefined || appRoleId === undefined) {
    const missing = names.find((name) => read.data[name] === undefined);
    return refusals.badDirectoryRequest(
      `A value is required for property '${missing}' of resource 'AppRoleAssignment'.`,
    );
  }
  return { principalId, resourceId, appRoleId };
}

function refusalOf(tenant: Tenant, grant: AppRoleGrant, path: GrantPath): Refusal | undefined {
  const resource = tenant.principal(grant.resourceId);
  // Seen of a principal that has not replicated yet. That a path for another object is answered alike is a guess.
  if (!tenant.principal(grant.principalId) || !same(grant[path.end], path.id)) {
    return refusals.badDirectoryRequest('Not a valid reference update.');
  }
  if (!resource) return refusals.notFound(grant.resourceId);
  const offered = resource.appRoles.some(
    ({ id, isEnabled, allowedMemberTypes }) =>
      same(id, grant.appRoleId) && isEnabled && allowedMemberTypes.includes('Application'),
  );
  // A resource that declares no roles can be assigned as a whole.
  if (!offered && !(resource.appRoles.length === 0 && grant.appRoleId === withoutRole)) {
    return refusals.badDirectoryRequest('Permission being assigned was not found on application');
  }
  const there = tenant
    .appRoleAssignments()
    .some((each) => names.every((name) => same(each[name], grant[name])));
  return there
    ? refusals.badDirectoryRequest('Permission being assigned already exists on the object')
    : undefined;
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

import { isJsonObject, type JsonObject } from '../../../src/core/json.ts';
import {
  failureCause,
  type GraphResponse,
  graphErrorOf,
  readCollection,
} from '../../../src/graph/for-programs.ts';
import { AccessError } from '../program/access-error.ts';
import { type GraphRequests, saidBy } from './graph-requests.ts';
import type { Assignment, GraphRoles, Role } from './plan.ts';

/** Microsoft Graph's own application, the same in every tenant and cloud. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';

const shown = 'id,displayName,servicePrincipalType,accountEnabled';

/** A service principal by the names that people know it by. */
export interface Principal {
  readonly id: string;
  readonly displayName: string;
  /** Such as `ManagedIdentity`. */
  readonly type: string;
  /** Whether it gets tokens. */
  readonly isEnabled: boolean;
}

/** The result of a request whose principal may not be known everywhere yet. */
export type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** In Graph's words. */
  | { readonly kind: 'notYet'; readonly said: string };

/** The few things that are asked of the tenant's directory. Each throws AccessError when Graph does not answer it. */
export interface Directory {
  graphRoles(): Promise<GraphRoles>;
  principal(id: string): Promise<Attempt<Principal>>;
  /** Object id of the service principal of an application; undefined when the tenant has none. */
  principalOfApp(appId: string): Promise<string | undefined>;
  assignments(principalId: string): Promise<Attempt<readonly Assignment[]>>;
  /** Done also when it is there already. */
  assign(principalId: string, role: Role, resourceId: string): Promise<Attempt<'made' | 'there'>>;
  /** Nothing happens when it is gone already. */
  unassign(principalId: string, assignmentId: string): Promise<void>;
}

export function createDirectory(graph: GraphRequests): Directory {
  const get = (path: string) => graph.send({ method: 'GET', path });
  const assignmentsOf = (id: string) => `servicePrincipals/${id}/appRoleAssignments`;
  return {
    async graphRoles() {
      const answer = await get(`servicePrincipals(appId='${graphAppId}')?$select=id,appRoles`);
      if (answer.status === 404) {
        throw new AccessError(
          'failed',
          `${saidBy(answer)} Check --tenant and --cloud: every tenant has Graph.`,
        );
      }
      const { appRoles, ...own } = objectOf(answer);
      if (!Array.isArray(appRoles)) throw malformed(answer);
      return { resourceId: idOf(own, 'id', answer), roleIds: roleIdsOf(appRoles) };
    },
    async principal(id) {
      const answer = await get(`servicePrincipals/${id}?$select=${shown}`);
      if (answer.status === 404) return notYet(answer);
      const { displayName, servicePrincipalType, accountEnabled } = objectOf(answer);
      const type = typeof servicePrincipalType === 'string' ? servicePrincipalType : 'unknown';
      const name = typeof displayName === 'string' ? displayName : 'without a name';
      return { kind: 'done', value: { id, displayName: name, type, isEnabled: accountEnabled !== false } };
    },
    async principalOfApp(appId) {
      const answer = await get(`servicePrincipals(appId='${appId}')?$select=id`);
      return answer.status === 404 ? undefined : idOf(objectOf(answer), 'id', answer);
    },
    async assignments(principalId) {
      const first = await get(assignmentsOf(principalId));
      if (first.status === 404) return notYet(first);
      objectOf(first);
      const { members, cut } = await readCollection(first, {
        base: graph.base,
        path: assignmentsOf(principalId),
        getPage: get,
        causeOf: (outcome) =>
          failureCause(outcome, {
            role: 'Application.Read.All',
            ids: [principalId],
            hasRead: true,
            includeErrorMessage: true,
          }),
      });
      if (cut) throw new AccessError('failed', `The list of app roles could not be read: ${cut.detail}`);
      return { kind: 'done', value: members.map((member) => assignmentOf(member, first)) };
    },
    async assign(principalId, { id }, resourceId) {
      const body = { principalId, resourceId, appRoleId: id };
      const answer = await graph.send({ method: 'POST', path: assignmentsOf(principalId), body });
      if (answer.status === 201) return { kind: 'done', value: 'made' };
      const said = graphErrorOf(answer.body)?.message ?? '';
      if (answer.status === 400 && /already exists/i.test(said)) return { kind: 'done', value: 'there' };
      // A new principal is answered with 400 or 404, and not always in the same words.
      if (answer.status === 400 || answer.status === 404) return notYet(answer);
      throw unexpected(answer);
    },
    async unassign(principalId, assignmentId) {
      const answer = await graph.send({
        method: 'DELETE',
        path: `${assignmentsOf(principalId)}/${encodeURIComponent(assignmentId)}`,
      });
      if (answer.status !== 204 && answer.status !== 404) throw unexpected(answer);
    },
  };
}

/** Ids of the roles that are switched on and offered to applications, by their values. */
function roleIdsOf(appRoles: readonly unknown[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const role of appRoles) {
    if (!isJsonObject(role) || role.isEnabled !== true) continue;
    const { value, id, allowedMemberTypes } = role;
    const forApplications = Array.isArray(allowedMemberTypes) && allowedMemberTypes.includes('Application');
    if (forApplications && typeof value === 'string' && typeof id === 'string')
      ids.set(value, id.toLowerCase());
  }
  return ids;
}

function assignmentOf(member: unknown, answer: GraphResponse): Assignment {
  if (!isJsonObject(member) || typeof member.id !== 'string') throw malformed(answer);
  return {
    id: member.id,
    resourceId: idOf(member, 'resourceId', answer),
    appRoleId: idOf(member, 'appRoleId', answer),
  };
}

function objectOf(answer: GraphResponse): JsonObject {
  if (answer.status !== 200) throw unexpected(answer);
  if (!isJsonObject(answer.body)) throw malformed(answer);
  return answer.body;
}

function idOf(object: JsonObject, name: string, answer: GraphResponse): string {
  const id = object[name];
  if (typeof id !== 'string') throw malformed(answer);
  return id.toLowerCase();
}

const notYet = (answer: GraphResponse) => ({ kind: 'notYet' as const, said: saidBy(answer) });
const unexpected = (answer: GraphResponse) => new AccessError('failed', saidBy(answer));
const malformed = (answer: GraphResponse) =>
  new AccessError('failed', `${saidBy(answer)} The answer is not of the form that it should have.`);

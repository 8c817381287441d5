import { randomBytes } from 'node:crypto';
import { entraTime } from '../entra-time.ts';
import type { TenantView } from '../tenant-view.ts';

/** One app role of a resource granted to a service principal. */
export interface AppRoleGrant {
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

/** Ids are in lower case, but for its own. */
export interface AppRoleAssignment extends AppRoleGrant {
  /** Opaque, with the length of a real one. */
  readonly id: string;
  readonly createdDateTime: string;
  /** Place in the order made, which lasts while others come and go. */
  readonly place: number;
}

/** The part of a tenant that knows who was granted which app role. */
export interface AppRoleAssignments {
  /**
   * Grants an app role, whatever the rules of Graph would say.
   * @throws Error when the principal or the resource is not there.
   */
  assignAppRole(grant: AppRoleGrant): AppRoleAssignment;
  removeAppRoleAssignment(id: string): void;
  /** Those whose principal and resource are there, oldest first. A replica's age does not show in them. */
  appRoleAssignments(): readonly AppRoleAssignment[];
  /** Values of the app roles granted to a principal, of all resources or of one: what stands in its tokens. */
  appRolesOf(principalId: string, resourceAppId?: string): readonly string[];
}

export function createAppRoleAssignments(
  view: TenantView,
  now: () => Date,
): AppRoleAssignments & { forgetAppRolesOf(principalId: string): void } {
  const byId = new Map<string, AppRoleAssignment>();
  let places = 0;
  const need = (id: string) => {
    if (!view.principal(id)) throw new Error(`The tenant has no service principal ${id}.`);
    return id.toLowerCase();
  };
  const visible = () =>
    [...byId.values()].filter((each) => view.principal(each.principalId) && view.principal(each.resourceId));

  return {
    assignAppRole({ principalId, resourceId, appRoleId }) {
      const assignment = {
        id: randomBytes(32).toString('base64url'),
        createdDateTime: entraTime(now()),
        place: places++,
        principalId: need(principalId),
        resourceId: need(resourceId),
        appRoleId: appRoleId.toLowerCase(),
      };
      byId.set(assignment.id, assignment);
      return assignment;
    },
    removeAppRoleAssignment: (id) => void byId.delete(id),
    appRoleAssignments: visible,
    appRolesOf(principalId, resourceAppId) {
      const values: string[] = [];
      for (const each of visible()) {
        const resource = view.principal(each.resourceId);
        if (each.principalId !== principalId.toLowerCase() || !resource) continue;
        if (resourceAppId !== undefined && resource.appId.toLowerCase() !== resourceAppId.toLowerCase())
          continue;
        const role = resource.appRoles.find(({ id }) => id.toLowerCase() === each.appRoleId);
        if (role) values.push(role.value);
      }
      return values;
    },
    forgetAppRolesOf(principalId) {
      for (const { id, ...ends } of byId.values()) {
        if (ends.principalId === principalId || ends.resourceId === principalId) byId.delete(id);
      }
    },
  };
}

import { randomBytes } from 'node:crypto';
import { entraTime } from './job.ts';

/** One app role of a resource granted to a service principal. */
export interface AppRoleGrant {
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

export interface AppRoleAssignment extends AppRoleGrant {
  /** Opaque, with the length of a real one. */
  readonly id: string;
  readonly createdDateTime: string;
  /** Place in the order made, which lasts while others come and go. */
  readonly place: number;
}

/** Who was granted which app role, oldest first. Ids are compared without case. */
export interface AppRoleAssignments extends Iterable<AppRoleAssignment> {
  add(grant: AppRoleGrant, at: Date): AppRoleAssignment;
  remove(id: string): void;
}

export function createAppRoleAssignments(): AppRoleAssignments {
  const byId = new Map<string, AppRoleAssignment>();
  let places = 0;
  return {
    add(grant, at) {
      const assignment = {
        id: randomBytes(32).toString('base64url'),
        createdDateTime: entraTime(at),
        place: places++,
        principalId: grant.principalId.toLowerCase(),
        resourceId: grant.resourceId.toLowerCase(),
        appRoleId: grant.appRoleId.toLowerCase(),
      };
      byId.set(assignment.id, assignment);
      return assignment;
    },
    remove: (id) => void byId.delete(id),
    [Symbol.iterator]: () => byId.values(),
  };
}

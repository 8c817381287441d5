import type { AppRole } from '../../../src/graph/for-programs.ts';
import { ownRoles } from './wanted-roles.ts';

/** One app role of a resource that a principal holds. */
export interface Assignment {
  readonly id: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

/** Microsoft Graph in the tenant, and the ids that its app roles have there. */
export interface GraphRoles {
  /** Object id of its service principal. */
  readonly resourceId: string;
  /** The ids of the roles that it offers to applications. */
  readonly roleIds: ReadonlyMap<string, string>;
}

/** An app role with its id in the tenant. */
export interface Role {
  readonly value: AppRole;
  readonly id: string;
}

export interface HeldRole extends Role {
  readonly assignmentId: string;
}

/** Compares what is held with what is wanted. */
export interface Plan {
  readonly held: readonly HeldRole[];
  readonly missing: readonly Role[];
  /** Held, and once needed by the connector, but not with these options. */
  readonly surplus: readonly HeldRole[];
}

/** The wanted roles that Graph of this tenant does not offer to applications. */
export function notOffered(wanted: readonly AppRole[], { roleIds }: GraphRoles): readonly AppRole[] {
  return wanted.filter((value) => !roleIds.has(value));
}

/**
 * Compares what is wanted, all of which Graph offers, with what is held.
 *
 * Roles of other resources, and those that the connector never needs, stay out of the plan: they are somebody else's.
 */
export function planOf(
  wanted: readonly AppRole[],
  { resourceId, roleIds }: GraphRoles,
  assignments: readonly Assignment[],
): Plan {
  const held: HeldRole[] = [];
  const missing: Role[] = [];
  const surplus: HeldRole[] = [];
  for (const value of ownRoles) {
    const isWanted = wanted.includes(value);
    const id = roleIds.get(value);
    if (id === undefined) continue;
    const found = assignments.find((each) => each.resourceId === resourceId && each.appRoleId === id);
    if (found) (isWanted ? held : surplus).push({ value, id, assignmentId: found.id });
    else if (isWanted) missing.push({ value, id });
  }
  return { held, missing, surplus };
}

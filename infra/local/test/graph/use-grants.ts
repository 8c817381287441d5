import { beforeEach } from 'vitest';
import { microsoftGraph } from '../../graph/app-roles/microsoft-graph.ts';
import { token } from './tokens.ts';
import { type GraphRig, type Options, useGraph } from './use-graph.ts';

export const identity = '1de00000-0000-4000-8000-00000000000a';
export const graphId = '6e000000-0000-4000-8000-00000000000b';
export const synchronizationRead = '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce';
export const applicationRead = '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30';

/** What a program asks that grants the app roles of Microsoft Graph to an identity. */
export interface Grants {
  readonly rig: GraphRig;
  grant(changes?: object, options?: Options): ReturnType<GraphRig['ask']>;
  granted(query?: string): ReturnType<GraphRig['ask']>;
}

export const assignmentsOf = (id: string) => `/v1.0/servicePrincipals/${id}/appRoleAssignments`;
export const usualGrant = { principalId: identity, resourceId: graphId, appRoleId: synchronizationRead };

/** A token of an app that may grant app roles. */
export const granter = () => token({ roles: ['AppRoleAssignment.ReadWrite.All', 'Application.Read.All'] });

/** A tenant with Microsoft Graph and a managed identity that holds nothing yet. */
export function useGrants(): Grants {
  const rig = useGraph();
  beforeEach(() => {
    rig.tenant.addPrincipal(microsoftGraph({ id: graphId }));
    rig.tenant.addPrincipal({
      id: identity,
      appId: 'c0000000-0000-4000-8000-00000000000c',
      displayName: 'func-quarantine',
      servicePrincipalType: 'ManagedIdentity',
      tags: [],
    });
  });
  return {
    rig,
    grant: (changes = {}, options = {}) =>
      rig.ask(assignmentsOf(identity), {
        method: 'POST',
        token: granter(),
        body: { ...usualGrant, ...changes },
        ...options,
      }),
    granted: (query = '') => rig.ask(assignmentsOf(identity) + query),
  };
}

import type { AppRole, NewPrincipal } from '../principal.ts';

export const microsoftGraphAppId = '00000003-0000-0000-c000-000000000000';

/** Ids of the public cloud, from the permissions reference; other clouds have others, and so may a test. */
const roles = {
  'Synchronization.Read.All': [
    '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
    'Read all Azure AD synchronization data.',
  ],
  'Synchronization.ReadWrite.All': [
    '9b50c33d-700f-43b1-b2eb-87e89b703581',
    'Read and write all Azure AD synchronization data.',
  ],
  'Application.Read.All': ['9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30', 'Read all applications'],
  'Application.ReadWrite.OwnedBy': [
    '18a4783c-866b-4cc7-a460-3d5e5662c884',
    'Manage apps that this app creates or owns',
  ],
  'AppRoleAssignment.ReadWrite.All': [
    '06b708a9-e830-4db3-a914-8e69da51d44f',
    'Manage app permission grants and app role assignments',
  ],
} as const;

type MicrosoftGraphRole = keyof typeof roles;

export interface MicrosoftGraphIds {
  /** Object id of the service principal: another one in each tenant. */
  id?: string;
  /** Ids of app roles that differ from the public cloud's. */
  roleIds?: Partial<Record<MicrosoftGraphRole, string>>;
}

/**
 * The service principal of Microsoft Graph itself, with a few of its app roles. Every real tenant has one; here it is in
 * the tenant, its lists included, once it is added: `tenant.addPrincipal(microsoftGraph())`.
 */
export function microsoftGraph({ id, roleIds = {} }: MicrosoftGraphIds = {}): NewPrincipal {
  return {
    id: id ?? '6d1e7c0a-4f52-4b39-9a8e-2c5b70f3d614',
    appId: microsoftGraphAppId,
    displayName: 'Microsoft Graph',
    tags: [],
    appRoles: Object.entries(roles).map(([value, [usualId, displayName]]) =>
      appRole(value, new Map(Object.entries(roleIds)).get(value) ?? usualId, displayName),
    ),
  };
}

function appRole(value: string, id: string, displayName: string): AppRole {
  return {
    allowedMemberTypes: ['Application'],
    description: `${displayName.replace(/\.$/, '')}, without a signed-in user.`,
    displayName,
    id,
    isEnabled: true,
    origin: 'Application',
    value,
  };
}

/** A permission that an application offers to others, as its service principal shows it. */
export interface AppRole {
  readonly id: string;
  /** What stands in the `roles` of a token. */
  readonly value: string;
  readonly displayName: string;
  readonly description: string;
  /** `Application` for what is granted to service principals. */
  readonly allowedMemberTypes: readonly string[];
  readonly isEnabled: boolean;
  readonly origin: 'Application';
}

/** A service principal, as far as the simulator knows one. */
export interface Principal {
  /** Object id. */
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  /** `Application`, `ManagedIdentity`, `Legacy`, `SocialIdp`. */
  readonly servicePrincipalType: string;
  readonly tags: readonly string[];
  readonly appRoles: readonly AppRole[];
}

export type NewPrincipal = Pick<Principal, 'id' | 'appId' | 'displayName'> & Partial<Principal>;

const usual = {
  accountEnabled: true,
  servicePrincipalType: 'Application',
  tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
  appRoles: [],
};

/** An enabled application of the app gallery without app roles, unless given otherwise. */
export function completePrincipal(principal: NewPrincipal): Principal {
  return { ...usual, ...principal };
}

export interface ManagedIdentity {
  readonly clientId: string;
  /** Object id of its service principal. */
  readonly principalId: string;
}

export interface UserAssignedIdentity extends ManagedIdentity {
  /** `/subscriptions/.../providers/Microsoft.ManagedIdentity/userAssignedIdentities/NAME` */
  readonly resourceId: string;
}

/** The identities of an app. */
export interface Identities {
  readonly systemAssigned: ManagedIdentity | undefined;
  readonly userAssigned: readonly UserAssignedIdentity[];
}

/** Why no identity is meant by a request. */
export type Unmeant = 'noSystemAssigned' | 'unknown' | 'ambiguous';

/** By which parameters a user-assigned identity is named, and what they hold. */
export type IdParameters = Readonly<Record<string, keyof UserAssignedIdentity>>;

/** The identity that a request means: the system-assigned one unless it names another. Case does not matter. */
export function meantIdentity(
  { systemAssigned, userAssigned }: Identities,
  query: URLSearchParams,
  parameters: IdParameters,
): ManagedIdentity | Unmeant {
  const given = Object.entries(parameters).flatMap(([parameter, holds]) =>
    query.getAll(parameter).map((value) => ({ holds, value: value.toLowerCase() })),
  );
  const [one, ...more] = given;
  if (one === undefined) return systemAssigned ?? 'noSystemAssigned';
  if (more.length > 0) return 'ambiguous';
  return userAssigned.find((identity) => identity[one.holds].toLowerCase() === one.value) ?? 'unknown';
}

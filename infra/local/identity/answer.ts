import { resourceKind } from './resource.ts';
import { createToken } from './token.ts';

/** The identities of the app, and what they may do, at the moment of a request. */
export interface Assigned {
  tenantId: string;
  /** The secret that the platform hands to the app as IDENTITY_HEADER. */
  header: string;
  systemAssigned: ManagedIdentity;
  userAssigned: readonly ManagedIdentity[];
  roles: readonly string[];
  lifetimeSeconds: number;
}

export interface ManagedIdentity {
  clientId: string;
  principalId: string;
}

export interface Answer {
  status: number;
  body: object;
}

/** App Service's protocol of 2019-08-01: `GET ?resource=...&api-version=2019-08-01[&client_id=...]`. */
export function answer(
  assigned: Assigned,
  query: URLSearchParams,
  header: string | undefined,
  now: Date,
): Answer {
  if (header !== assigned.header) return refused(401, 'The X-IDENTITY-HEADER header is missing or wrong.');
  const version = query.get('api-version');
  if (version !== '2019-08-01') return refused(400, `The api-version '${version}' is not supported.`);
  const resource = query.get('resource');
  if (!resource) return refused(400, 'The resource parameter is missing.');

  const identity = identityFor(assigned, query.get('client_id'));
  if (identity === undefined) return unassigned;

  const kind = resourceKind(resource);
  if (kind === undefined) {
    const where = `was not found in the tenant named ${assigned.tenantId}`;
    return refused(400, `AADSTS500011: The resource principal named ${resource} ${where}.`);
  }
  const token = createToken({
    tenantId: assigned.tenantId,
    audience: resource,
    ...identity,
    roles: kind === 'graph' ? assigned.roles : [],
    issuedAt: now,
    lifetimeSeconds: assigned.lifetimeSeconds,
  });
  return {
    status: 200,
    body: {
      access_token: token.value,
      expires_on: String(token.expiresOn),
      resource,
      token_type: 'Bearer',
      client_id: identity.clientId,
    },
  };
}

/** What an app without the identity that it asks for is told. */
export const unassigned = refused(
  400,
  'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.',
);

function identityFor(assigned: Assigned, clientId: string | null): ManagedIdentity | undefined {
  if (clientId === null) return assigned.systemAssigned;
  return assigned.userAssigned.find((identity) => identity.clientId === clientId.toLowerCase());
}

function refused(statusCode: number, message: string): Answer {
  return { status: statusCode, body: { statusCode, message } };
}

import type { ManagedIdentity } from './identities.ts';
import type { ResourceKind } from './resource.ts';
import { createExchangeToken, createToken, type IssuedToken } from './token.ts';

export interface IssuerOptions {
  readonly tenantId: string;
  readonly lifetimeSeconds: number;
  /** Whether a token is given again, as the platform does, until it is close to its end. */
  readonly cached: boolean;
  /** App roles of an identity's Graph tokens, at this moment. */
  rolesOf(principalId: string): readonly string[];
}

export interface Issuer {
  /** How many were made; one that is given again does not count. */
  readonly issued: number;
  tokenFor(identity: ManagedIdentity, resource: string, kind: ResourceKind, now: Date): IssuedToken;
}

const closeToItsEndSeconds = 5 * 60;

/** Makes tokens. The platform keeps them for each identity and resource; when it renews them is not documented. */
export function createIssuer({ tenantId, lifetimeSeconds, cached, rolesOf }: IssuerOptions): Issuer {
  const kept = new Map<string, IssuedToken>();
  const leastSeconds = Math.min(closeToItsEndSeconds, lifetimeSeconds / 2);
  let issued = 0;
  return {
    get issued() {
      return issued;
    },
    tokenFor(identity, resource, kind, now) {
      const key = `${identity.principalId} ${resource}`;
      const before = cached ? kept.get(key) : undefined;
      if (before && before.expiresOn - now.getTime() / 1000 > leastSeconds) return before;
      const request = { tenantId, audience: resource, ...identity, issuedAt: now, lifetimeSeconds };
      const token =
        kind === 'exchange'
          ? createExchangeToken(request)
          : createToken({ ...request, roles: kind === 'graph' ? rolesOf(identity.principalId) : [] });
      issued += 1;
      kept.set(key, token);
      return token;
    },
  };
}

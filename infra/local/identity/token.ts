import { exchangeAudience } from './resource.ts';

export interface TokenRequest {
  tenantId: string;
  /** `aud`: the resource as it was asked for. */
  audience: string;
  /** `appid` */
  clientId: string;
  /** `oid`: the object id of the identity's service principal. */
  principalId: string;
  /** App roles; the claim is absent when there are none. */
  roles: readonly string[];
  issuedAt: Date;
  lifetimeSeconds: number;
}

export interface IssuedToken {
  value: string;
  /** Unix seconds. */
  expiresOn: number;
}

/**
 * An access token with the claims of a version 1.0 token of Entra ID. It has three parts but no signature: only services
 * that look no further than the claims accept it.
 */
export function createToken(request: TokenRequest): IssuedToken {
  const { tenantId, audience, clientId, roles } = request;
  return unsigned(request, {
    aud: audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    appid: clientId,
    appidacr: '2',
    ver: '1.0',
    ...(roles.length > 0 && { roles }),
  });
}

/**
 * A token that a federated credential may trust. The exchange is the one resource here whose tokens are of version 2.0, with the issuer
 * that such a credential names; `aud` is then the id of the exchange, and not the resource that was asked for.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export function createExchangeToken(request: Omit<TokenRequest, 'roles'>): IssuedToken {
  const { tenantId, audience, clientId } = request;
  const { aud, authority } = exchangeAudience(audience);
  return unsigned(request, {
    aud,
    iss: `${authority}/${tenantId}/v2.0`,
    azp: clientId,
    azpacr: '2',
    ver: '2.0',
  });
}

function unsigned(
  {
    tenantId,
    principalId,
    issuedAt,
    lifetimeSeconds,
  }: Pick<TokenRequest, 'tenantId' | 'principalId' | 'issuedAt' | 'lifetimeSeconds'>,
  claims: object,
): IssuedToken {
  const now = Math.floor(issuedAt.getTime() / 1000);
  const expiresOn = now + lifetimeSeconds;
  const common = { iat: now, nbf: now, exp: expiresOn, idtyp: 'app', oid: principalId, sub: principalId };
  const payload = part({ ...common, tid: tenantId, ...claims });
  return { value: [part({ typ: 'JWT', alg: 'none' }), payload, 'unsigned'].join('.'), expiresOn };
}

function part(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

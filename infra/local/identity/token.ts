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
  const { tenantId, audience, clientId, principalId, roles, issuedAt, lifetimeSeconds } = request;
  const now = Math.floor(issuedAt.getTime() / 1000);
  const expiresOn = now + lifetimeSeconds;
  const claims = {
    aud: audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: now,
    nbf: now,
    exp: expiresOn,
    appid: clientId,
    appidacr: '2',
    idtyp: 'app',
    oid: principalId,
    sub: principalId,
    tid: tenantId,
    ver: '1.0',
    ...(roles.length > 0 && { roles }),
  };
  return { value: [part({ typ: 'JWT', alg: 'none' }), part(claims), 'unsigned'].join('.'), expiresOn };
}

function part(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

import type { BearerClaims } from './bearer-token.ts';

const identity = 'http://schemas.microsoft.com/identity/claims';
const claims2005 = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const roleType = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role';

/**
 * Names that differ between the token and the header: the "default claims-mapping process" of the documentation, which does
 * not list it. These are the ones of the library that reads tokens on the platform. Payloads with the short `roles` have
 * been seen too: an app should take either.
 */
const mapped: Readonly<Record<string, string>> = {
  oid: `${identity}/objectidentifier`,
  tid: `${identity}/tenantid`,
  scp: `${identity}/scope`,
  idp: `${identity}/identityprovider`,
  sub: `${claims2005}/nameidentifier`,
  upn: `${claims2005}/upn`,
  unique_name: `${claims2005}/name`,
  email: `${claims2005}/emailaddress`,
  given_name: `${claims2005}/givenname`,
  family_name: `${claims2005}/surname`,
  roles: roleType,
};

/** The headers that tell an app who calls. The name is there for a person only: an application's token carries none. */
export function clientPrincipalHeaders(claims: BearerClaims): Record<string, string> {
  const principal = {
    auth_typ: 'aad',
    claims: Object.entries(claims).flatMap(([name, value]) =>
      [value].flat().map((val) => ({ typ: mapped[name] ?? name, val: text(val) })),
    ),
    name_typ: `${claims2005}/emailaddress`,
    role_typ: roleType,
  };
  const id = claims.oid ?? claims.sub;
  const name = [claims.upn, claims.preferred_username, claims.unique_name, claims.email].find(
    (found) => typeof found === 'string',
  );
  return {
    'x-ms-client-principal': Buffer.from(JSON.stringify(principal)).toString('base64'),
    'x-ms-client-principal-idp': 'aad',
    ...(id !== undefined && { 'x-ms-client-principal-id': id }),
    ...(typeof name === 'string' && { 'x-ms-client-principal-name': name }),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

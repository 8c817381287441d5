import { readJwt, readSas, type SharedAccessKey } from './read-token.ts';

/** What a namespace accepts: Entra ID tokens, of one tenant if it is named, or signatures with a key. */
export type TokenPolicy =
  | { readonly kind: 'jwt'; readonly tenantId: string | undefined }
  | { readonly kind: 'sas'; readonly key: SharedAccessKey };

export interface CheckedToken {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The object id of an identity; undefined for a key. */
  readonly identity: string | undefined;
}

const tokenTypes = { jwt: 'jwt', sas: 'servicebus.windows.net:sastoken' } as const;

/** Checks the token that a client puts for an audience. Returns the service's words when it is refused. */
export function checkToken(
  policy: TokenPolicy,
  { type, token, audience }: { readonly type: unknown; readonly token: unknown; readonly audience: string },
  now: number,
): CheckedToken | string {
  if (policy.kind === 'jwt' && type === tokenTypes.sas)
    return 'LocalAuthDisabled: Authorization failed because SAS authentication has been disabled for the namespace.';
  if (type !== tokenTypes[policy.kind])
    return `InvalidToken: The token type '${String(type)}' is not accepted here, only '${tokenTypes[policy.kind]}'.`;
  if (typeof token !== 'string') return 'InvalidToken: The token is not a string.';
  const read = policy.kind === 'jwt' ? readJwt(token, policy.tenantId) : readSas(token, policy.key, audience);
  if (typeof read === 'string') return read;
  const { expires, notBefore, identity } = read;
  if (expires * 1000 <= now) return `ExpiredToken: The token is expired. Expiration time: '${utc(expires)}'.`;
  if (notBefore !== undefined && notBefore * 1000 > now)
    return `InvalidToken: The token is not valid before '${utc(notBefore)}'.`;
  return { expiresAt: expires * 1000, identity };
}

/** `2019-04-11 21:12:56Z` */
function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace('.000', '');
}

import { z } from 'zod';
import { readJwtPart } from '../../jwt-part.ts';
import type { EasyAuthOptions } from './options.ts';

const header = z.object({ alg: z.literal('none') });
const claims = z.looseObject({
  iss: z.string(),
  aud: z.string(),
  /** Seconds since 1970, as is `nbf`. */
  exp: z.number(),
  nbf: z.number().optional(),
  oid: z.string().optional(),
  sub: z.string().optional(),
  /** The application that asked for the token, in version 1. */
  appid: z.string().optional(),
  /** The same, in version 2. */
  azp: z.string().optional(),
});

export type BearerClaims = Readonly<z.infer<typeof claims>>;

/** The default of the library that validates tokens on the platform. Whether the platform changes it is not documented. */
const clockSkewSeconds = 300;

/**
 * The claims of an `Authorization: Bearer` header. Signatures are not checked here, so that only a token which claims none
 * (`alg` none) is taken: one that was signed would be trusted without a reason.
 *
 * @param now milliseconds since 1970
 * @returns undefined when there is no such header, why it is refused in words when it is not valid
 */
export function readBearerToken(
  authorization: string | undefined,
  options: EasyAuthOptions,
  now: number,
): BearerClaims | string | undefined {
  const [, token] = /^Bearer +(.+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) return undefined;
  const [head, body] = token.split('.');
  if (!header.safeParse(readJwtPart(head)).success) return 'it is no JWT, or it is signed';
  const read = claims.safeParse(readJwtPart(body));
  if (!read.success) return 'it lacks iss, aud or exp';
  const { iss, aud, exp, nbf } = read.data;
  const issuers = [
    `https://sts.windows.net/${options.tenantId}/`,
    `https://login.microsoftonline.com/${options.tenantId}/v2.0`,
  ];
  if (!issuers.includes(iss)) return `its issuer is '${iss}'`;
  if (![options.clientId, ...(options.allowedAudiences ?? [])].includes(aud))
    return `its audience is '${aud}'`;
  if (exp + clockSkewSeconds < now / 1000) return 'it has expired';
  if (nbf !== undefined && nbf - clockSkewSeconds > now / 1000) return 'it is not yet valid';
  return read.data;
}

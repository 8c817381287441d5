import { z } from 'zod';
import { readJwtPart } from '../jwt-part.ts';
import type { Refusal } from './answer.ts';
import { refusals } from './refusals.ts';

/** Who asks, as the token says. */
export interface Caller {
  readonly appId: string;
  readonly tenantId: string;
  /** App roles of an app's own token, scopes of one that acts for a user. */
  readonly permissions: ReadonlySet<string>;
  /** Acts for a user: the token has scopes. */
  readonly delegated: boolean;
  /** Template ids of the directory roles: `wids`. */
  readonly directoryRoles: ReadonlySet<string>;
}

/** What a bearer token says, proven or not. */
export type Claims = z.infer<typeof claims>;

const claims = z.object({
  aud: z.string(),
  tid: z.string(),
  exp: z.number(),
  appid: z.string().default(''),
  roles: z.array(z.string()).default([]),
  scp: z.string().optional(),
  wids: z.array(z.string()).default([]),
});

/** Reads the bearer token, or refuses what is none, with Graph's words. */
export function readClaims(authorization: string | undefined): Claims | Refusal {
  const token = /^Bearer +(.*)$/i.exec(authorization ?? '')?.[1]?.trim();
  if (!token) return refusals.invalidToken('Access token is empty.');
  const read = claims.safeParse(readJwtPart(token.split('.')[1]));
  if (!read.success) return refusals.invalidToken('CompactToken parsing failed with error code: 80049217');
  return read.data;
}

/**
 * The caller that a token names. Its signature is not looked at: the local identity endpoint signs nothing. All else that Graph refuses is
 * refused, with Graph's words, but for a tenant that is not served.
 *
 * @param audience Graph's root, with or without a slash at its end
 */
export function readCaller(
  { aud, tid, exp, appid, roles, scp, wids }: Claims,
  audience: string,
): Caller | Refusal {
  if (exp * 1000 <= Date.now()) {
    return refusals.invalidToken('Lifetime validation failed, the token is expired.');
  }
  if (withoutSlash(aud) !== withoutSlash(audience)) {
    return refusals.invalidToken('Access token validation failure. Invalid audience.');
  }
  return {
    appId: appid,
    tenantId: tid,
    permissions: new Set(scp === undefined ? roles : scp.split(' ')),
    delegated: scp !== undefined,
    directoryRoles: new Set(wids),
  };
}

const withoutSlash = (url: string) => url.replace(/\/$/, '');

import type { HttpRequest } from './request.ts';

/** In it the platform says whom it has signed in. It takes it away from whoever sends it. */
export const principalHeader = 'x-ms-client-principal';

/**
 * Whether the caller may be answered. Where no key is wanted it has to be signed in: that the platform's authentication is on does not say
 * so, since it can be set to let others through too.
 *
 * @param level what the host itself wants of callers
 */
export function isLetIn({ headers }: Pick<HttpRequest, 'headers'>, level: 'anonymous' | 'function'): boolean {
  return level === 'function' || Boolean(headers.get(principalHeader));
}

/** As the platform answers whom it turns away. */
export const turnedAway = { status: 401 } as const;

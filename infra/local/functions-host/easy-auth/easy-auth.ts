import type { IncomingHttpHeaders } from 'node:http';
import { type BearerClaims, readBearerToken } from './bearer-token.ts';
import { clientPrincipalHeaders } from './client-principal.ts';
import type { EasyAuthOptions } from './options.ts';

export type Admission =
  /** The headers as the host gets them. */
  | { readonly kind: 'admitted'; readonly headers: IncomingHttpHeaders }
  | {
      readonly kind: 'refused';
      readonly status: 401 | 403;
      readonly headers: Readonly<Record<string, string>>;
      /** For the log. */
      readonly why: string;
    };

/**
 * What the platform does with a request before the host sees it. Headers that only the platform may set are taken away
 * whatever becomes of the request. A token that is not valid is refused even where requests without one are let through;
 * that this is so for `AllowAnonymous` is not documented.
 *
 * @param now milliseconds since 1970
 */
export function admit(headers: IncomingHttpHeaders, options: EasyAuthOptions, now: number): Admission {
  const own = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^x-ms-(client-principal|token-)/.test(name)),
  );
  const token = readBearerToken(headers.authorization, options, now);
  if (token === undefined) {
    return options.unauthenticatedAction === 'AllowAnonymous'
      ? { kind: 'admitted', headers: own }
      : unauthenticated(headers, options, 'there is no bearer token');
  }
  if (typeof token === 'string') return unauthenticated(headers, options, `the token is not valid: ${token}`);
  if (!isAllowed(token, options)) {
    const why = `the application '${token.appid ?? token.azp}' is not allowed`;
    return { kind: 'refused', status: 403, headers: {}, why };
  }
  return { kind: 'admitted', headers: { ...own, ...clientPrincipalHeaders(token) } };
}

function isAllowed(
  { appid, azp }: BearerClaims,
  { allowedClientApplications = [] }: EasyAuthOptions,
): boolean {
  return allowedClientApplications.length === 0 || allowedClientApplications.includes(appid ?? azp ?? '');
}

function unauthenticated(headers: IncomingHttpHeaders, options: EasyAuthOptions, why: string): Admission {
  const { tenantId, clientId } = options;
  const challenge = [
    `Bearer realm="${headers.host ?? ''}"`,
    `authorization_uri="https://login.windows.net/${tenantId}/oauth2/authorize"`,
    `resource_id="${clientId}"`,
  ].join(' ');
  return { kind: 'refused', status: 401, headers: { 'www-authenticate': challenge }, why };
}

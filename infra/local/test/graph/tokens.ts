import { createToken, type TokenRequest } from '../../identity/token.ts';

export const tenantId = '7e57ab1e-0000-4000-8000-000000000001';

/** A token of an app that may read jobs and principals, unless told otherwise. */
export function token(changes: Partial<TokenRequest> = {}): string {
  return createToken({
    tenantId,
    audience: 'https://graph.microsoft.com',
    clientId: 'connector',
    principalId: 'connector',
    roles: ['Synchronization.Read.All', 'Application.Read.All'],
    issuedAt: new Date(),
    lifetimeSeconds: 3600,
    ...changes,
  }).value;
}

/** A token with claims that only a user's has, such as `scp` and `wids`. */
export function tokenWith(claims: object): string {
  const [head, payload = '', end] = token({ roles: [] }).split('.');
  const usual = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return [head, Buffer.from(JSON.stringify({ ...usual, ...claims })).toString('base64url'), end].join('.');
}

import type { Identity } from '../../identity/start-identity.ts';

export const tenantId = '11111111-2222-3333-4444-555555555555';
export const graph = 'https://graph.microsoft.com';
export const storage = 'https://storage.azure.com';

/** Asks past all clients. A parameter that is undefined is not sent; the version is the current one unless given. */
export function ask(
  identity: Identity,
  parameters: Readonly<Record<string, string | undefined>>,
  headers: Record<string, string> = { 'x-identity-header': identity.header },
): Promise<Response> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ 'api-version': '2019-08-01', ...parameters }))
    if (value !== undefined) query.set(name, value);
  return fetch(`${identity.endpoint}?${query}`, { headers });
}

/** The claims of the token in an answer. */
export async function claimsIn(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('access_token' in body))
    throw new Error(`There is no token in ${JSON.stringify(body)}.`);
  return claimsOf(String(body.access_token));
}

export function claimsOf(token: string): Record<string, unknown> {
  const [, claims, ...more] = token.split('.');
  if (more.length !== 1) throw new Error('A token has three parts.');
  return JSON.parse(Buffer.from(claims ?? '', 'base64url').toString('utf8'));
}

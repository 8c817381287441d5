import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Identity, startIdentity } from '../../infra/local/identity/start-identity.ts';

const tenantId = '11111111-2222-3333-4444-555555555555';
const userAssigned = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const appRoles = ['Synchronization.Read.All'];
let identity: Identity;

// One for all tests: the credential keeps the endpoint that it finds first for as long as the process lives.
beforeAll(async () => {
  identity = await startIdentity({ tenantId, roles: appRoles, userAssigned: [userAssigned] });
  vi.stubEnv('IDENTITY_ENDPOINT', identity.endpoint);
  vi.stubEnv('IDENTITY_HEADER', identity.header);
});

afterEach(() => {
  identity.setRoles(appRoles);
  identity.heal();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await identity.close();
});

/** How many tokens are issued while `work` runs. */
async function issuedBy(work: () => Promise<unknown>): Promise<number> {
  const before = identity.tokensIssued;
  await work();
  return identity.tokensIssued - before;
}

async function tokenOf(response: Response): Promise<string> {
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('access_token' in body))
    throw new Error('There is no token.');
  return String(body.access_token);
}

function claimsOf(token: string): Record<string, unknown> {
  const parts = token.split('.');
  expect(parts).toHaveLength(3);
  return JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
}

function ask(query: string, header = identity.header): Promise<Response> {
  return fetch(`${identity.endpoint}?${query}`, { headers: { 'x-identity-header': header } });
}

const version = 'api-version=2019-08-01';
const storage = `resource=${encodeURIComponent('https://storage.azure.com')}`;

test.each([
  ['https://graph.microsoft.com', appRoles],
  ['https://storage.azure.com', undefined],
  ['https://servicebus.azure.net', undefined],
])('the real credential gets a token for %s', async (resource, roles) => {
  const before = Date.now();
  const issuedBefore = identity.tokensIssued;
  const token = await new ManagedIdentityCredential().getToken(`${resource}/.default`);

  expect(claimsOf(token.token)).toMatchObject({
    aud: resource,
    iss: `https://sts.windows.net/${tenantId}/`,
    tid: tenantId,
    appid: identity.systemAssigned.clientId,
    oid: identity.systemAssigned.principalId,
  });
  expect(claimsOf(token.token).roles).toEqual(roles);
  expect(token.expiresOnTimestamp).toBeGreaterThan(before + 23 * 60 * 60 * 1000);
  expect(token.expiresOnTimestamp).toBeLessThanOrEqual(Number(claimsOf(token.token).exp) * 1000);
  expect(identity.tokensIssued).toBe(issuedBefore + 1);
});

test('a user-assigned identity is asked for by its client id', async () => {
  const token = await new ManagedIdentityCredential({ clientId: userAssigned }).getToken(
    'https://storage.azure.com/.default',
  );
  const claims = claimsOf(token.token);
  expect(claims.appid).toBe(userAssigned);
  expect(claims.oid).not.toBe(identity.systemAssigned.principalId);
});

test('an identity that the app does not have is refused', async () => {
  const stranger = new ManagedIdentityCredential({ clientId: '99999999-0000-0000-0000-000000000000' });
  const issued = await issuedBy(() =>
    expect(stranger.getToken('https://storage.azure.com/.default')).rejects.toThrow(
      'No User Assigned or Delegated Managed Identity found',
    ),
  );
  expect(issued).toBe(0);
});

test('roles that are set later are in the next token', async () => {
  identity.setRoles([]);
  const graph = `resource=${encodeURIComponent('https://graph.microsoft.com')}`;
  const none = await tokenOf(await ask(`${version}&${graph}`));
  identity.setRoles(['Application.Read.All']);
  const one = await tokenOf(await ask(`${version}&${graph}`));

  expect(claimsOf(none)).not.toHaveProperty('roles');
  expect(claimsOf(one).roles).toEqual(['Application.Read.All']);
});

test('the answer is the one of App Service', async () => {
  const response = await ask(`${version}&${storage}`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    access_token: expect.any(String),
    expires_on: expect.stringMatching(/^\d{10}$/),
    resource: 'https://storage.azure.com',
    token_type: 'Bearer',
    client_id: identity.systemAssigned.clientId,
  });
});

test.each([
  ['a wrong secret', `${version}&${storage}`, 'guess', 401],
  ['another version of the protocol', `api-version=2017-09-01&${storage}`, undefined, 400],
  ['no version', storage, undefined, 400],
  ['no resource', version, undefined, 400],
  ['a resource that is none', `${version}&resource=https%3A%2F%2Fexample.org`, undefined, 400],
])('%s is refused', async (_what, query, header, status) => {
  const issued = await issuedBy(async () => {
    const response = await ask(query, header);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ statusCode: status, message: expect.any(String) });
  });
  expect(issued).toBe(0);
});

test('a request without the secret is refused', async () => {
  expect((await fetch(`${identity.endpoint}?${version}&${storage}`)).status).toBe(401);
});

test('it fails on demand until it is healed', async () => {
  identity.fail('unassigned');
  expect((await ask(`${version}&${storage}`)).status).toBe(400);
  identity.fail('unavailable');
  expect((await ask(`${version}&${storage}`)).status).toBe(503);
  identity.fail('cut');
  await expect(ask(`${version}&${storage}`)).rejects.toThrow();
  identity.heal();
  expect((await ask(`${version}&${storage}`)).status).toBe(200);
});

test('tokens live as long as asked for', async () => {
  const shortly = await startIdentity({ tenantId, lifetimeSeconds: 60 });
  const response = await fetch(`${shortly.endpoint}?${version}&${storage}`, {
    headers: { 'x-identity-header': shortly.header },
  });
  const claims = claimsOf(await tokenOf(response));
  await shortly.close();
  expect(Number(claims.exp) - Number(claims.nbf)).toBe(60);
});

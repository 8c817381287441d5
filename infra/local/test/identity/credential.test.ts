import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Identity, startIdentity } from '../../identity/start-identity.ts';
import { claimsOf, graph, storage, tenantId } from './ask.ts';

const roles = ['Synchronization.Read.All'];
let identity: Identity;

// One for all tests: the credential keeps the endpoint that it finds first for as long as the process lives.
beforeAll(async () => {
  identity = await startIdentity({ tenantId, roles, userAssigned: [{}, {}] });
  for (const [name, value] of Object.entries(identity.env)) vi.stubEnv(name, value);
});
afterEach(() => identity.heal());
afterAll(async () => {
  vi.unstubAllEnvs();
  await identity.close();
});

test.each([
  [graph, roles],
  [storage, undefined],
  ['https://servicebus.azure.net', undefined],
])('The real credential gets a token for %s', async (resource, expected) => {
  const before = Date.now();
  const issued = identity.tokensIssued;
  const token = await new ManagedIdentityCredential().getToken(`${resource}/.default`);

  const claims = claimsOf(token.token);
  expect(claims).toMatchObject({
    aud: resource,
    iss: `https://sts.windows.net/${tenantId}/`,
    tid: tenantId,
    appid: identity.systemAssigned.clientId,
    oid: identity.systemAssigned.principalId,
  });
  expect(claims.roles).toEqual(expected);
  expect(token.expiresOnTimestamp).toBeGreaterThan(before + 23 * 60 * 60 * 1000);
  expect(token.expiresOnTimestamp).toBeLessThanOrEqual(Number(claims.exp) * 1000);
  expect(identity.tokensIssued).toBe(issued + 1);
});

test.each(['clientId', 'objectId', 'resourceId'] as const)(
  'It names a user-assigned identity by %s',
  async (by) => {
    const [, one] = identity.userAssigned;
    if (!one) throw new Error('there are two');
    const { clientId, principalId: objectId, resourceId } = one;
    const credential = {
      clientId: () => new ManagedIdentityCredential({ clientId }),
      objectId: () => new ManagedIdentityCredential({ objectId }),
      resourceId: () => new ManagedIdentityCredential({ resourceId }),
    }[by]();
    const { token } = await credential.getToken(`${storage}/.default`);
    expect(claimsOf(token)).toMatchObject({ appid: clientId, oid: objectId });
  },
);

test('It tells why an identity that the app does not have is refused', async () => {
  const stranger = new ManagedIdentityCredential({ clientId: '99999999-0000-0000-0000-000000000000' });
  await expect(stranger.getToken(`${storage}/.default`)).rejects.toThrow(
    'No User Assigned or Delegated Managed Identity found',
  );
});

// A resource each: the credential keeps tokens for as long as the process lives.
test('It asks an endpoint that is unavailable again, and not one that throttles it', async () => {
  const clientId = identity.userAssigned[0]?.clientId ?? '';
  const credential = new ManagedIdentityCredential({ clientId });
  identity.fail('unavailable', 1);
  expect(claimsOf((await credential.getToken(`${storage}/.default`)).token)).toMatchObject({
    appid: clientId,
  });
  identity.fail('throttled', 1);
  await expect(credential.getToken(`${graph}/.default`)).rejects.toThrow('Too many requests.');
  expect(claimsOf((await credential.getToken(`${graph}/.default`)).token)).toMatchObject({ appid: clientId });
});

test('A process of its own needs only the environment', async () => {
  const script = `
    import { ManagedIdentityCredential } from '@azure/identity';
    const { token } = await new ManagedIdentityCredential().getToken('${graph}/.default');
    console.log(token);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: identity.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(claimsOf((await text(child.stdout)).trim())).toMatchObject({ tid: tenantId, roles });
});

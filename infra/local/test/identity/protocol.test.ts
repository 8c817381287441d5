import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Identity, startIdentity } from '../../identity/start-identity.ts';
import { ask, claimsIn, graph, storage, tenantId } from './ask.ts';

const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const principalId = '22222222-bbbb-cccc-dddd-eeeeeeeeeeee';
const resourceId =
  '/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one';
let identity: Identity;

beforeAll(async () => {
  const userAssigned = [{ clientId, principalId, resourceId }, {}];
  identity = await startIdentity({ tenantId, roles: ['Synchronization.Read.All'], userAssigned });
});
afterAll(() => identity.close());

describe('The endpoint', () => {
  it('answers with the seconds of the end, and the client id', async () => {
    const response = await ask(identity, { resource: storage });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      expires_on: expect.stringMatching(/^\d{10}$/),
      resource: storage,
      token_type: 'Bearer',
      client_id: identity.systemAssigned.clientId,
    });
  });

  it.each([
    ['client_id', clientId],
    ['client_id', clientId.toUpperCase()],
    ['principal_id', principalId],
    ['object_id', principalId],
    ['mi_res_id', resourceId],
    ['mi_res_id', resourceId.toUpperCase()],
    ['msi_res_id', resourceId],
  ])('knows a user-assigned identity by %s=%s', async (parameter, value) => {
    const claims = await claimsIn(await ask(identity, { resource: storage, [parameter]: value }));
    expect(claims).toMatchObject({ appid: clientId, oid: principalId });
  });

  it('tells several user-assigned identities apart', async () => {
    const other = identity.userAssigned[1];
    if (!other) throw new Error('there are two');
    for (const [parameter, value] of [
      ['client_id', other.clientId],
      ['principal_id', other.principalId],
      ['mi_res_id', other.resourceId],
    ] as const) {
      const claims = await claimsIn(await ask(identity, { resource: storage, [parameter]: value }));
      expect(claims).toMatchObject({ appid: other.clientId, oid: other.principalId });
    }
  });

  it('finds its path in any case, and with a slash at its end', async () => {
    for (const path of ['/MSI/token', '/msi/token/']) {
      const url = new URL(`${path}?api-version=2019-08-01&resource=${storage}`, identity.endpoint);
      expect((await fetch(url, { headers: { 'x-identity-header': identity.header } })).status).toBe(200);
    }
  });
});

test.each([
  ['a wrong secret', { resource: storage }, { 'x-identity-header': 'guess' }, 401, 'missing or wrong'],
  ['no secret', { resource: storage }, {}, 401, 'missing or wrong'],
  ['another version', { resource: storage, 'api-version': '2017-09-01' }, undefined, 400, '2017-09-01'],
  ['no version', { resource: storage, 'api-version': undefined }, undefined, 400, 'api-version'],
  [
    'a version that is none',
    { resource: storage, 'api-version': 'constructor' },
    undefined,
    400,
    'api-version',
  ],
  ['no resource', {}, undefined, 400, 'resource'],
  ['a resource that is none', { resource: 'https://example.org' }, undefined, 400, 'AADSTS500011'],
  [
    'an identity that is none',
    { resource: storage, client_id: principalId },
    undefined,
    400,
    'No User Assigned',
  ],
  [
    'two identities',
    { resource: storage, client_id: clientId, object_id: principalId },
    undefined,
    400,
    'Only one',
  ],
])('%s is refused', async (_what, parameters, headers, status, words) => {
  const issued = identity.tokensIssued;
  const response = await ask(identity, parameters, headers);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({
    statusCode: status,
    message: expect.stringContaining(words),
    correlationId: expect.any(String),
  });
  expect(identity.tokensIssued).toBe(issued);
});

describe('A token', () => {
  it.each([
    graph,
    'https://graph.microsoft.us',
    'https://dod-graph.microsoft.us/',
    'https://microsoftgraph.chinacloudapi.cn',
    '00000003-0000-0000-c000-000000000000',
  ])('for %s carries the app roles', async (resource) => {
    const claims = await claimsIn(await ask(identity, { resource }));
    expect(claims).toMatchObject({ aud: resource, roles: ['Synchronization.Read.All'] });
  });

  it.each([
    storage,
    'https://account1.table.core.windows.net',
    'https://account1.table.core.usgovcloudapi.net/',
    'https://account1.table.core.chinacloudapi.cn',
    'https://servicebus.azure.net/',
    'https://my-namespace.servicebus.windows.net',
    'https://my-namespace.servicebus.usgovcloudapi.net',
    'https://my-namespace.servicebus.chinacloudapi.cn',
  ])('for %s carries none', async (resource) => {
    const claims = await claimsIn(await ask(identity, { resource }));
    expect(claims).toMatchObject({ aud: resource, tid: tenantId });
    expect(claims).not.toHaveProperty('roles');
  });

  it.each([
    'http://graph.microsoft.com',
    'https://graph.microsoft.com/v1.0',
    'https://graph.microsoft.com.example.org',
    'https://account1.table.core.example.org',
    'https://-.servicebus.windows.net',
  ])('for %s is refused', async (resource) => {
    expect((await ask(identity, { resource })).status).toBe(400);
  });
});

test('An app without a system-assigned identity must name one', async () => {
  const own = await startIdentity({ tenantId, systemAssigned: 'none', userAssigned: [{ clientId }] });
  try {
    const response = await ask(own, { resource: storage });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: 'Unable to load requested managed identity.' });
    expect((await ask(own, { resource: storage, client_id: clientId })).status).toBe(200);
  } finally {
    await own.close();
  }
});

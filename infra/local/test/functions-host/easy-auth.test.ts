import { beforeAll, describe, expect, test } from 'vitest';
import type { EasyAuthOptions, FunctionsHost } from '../../functions-host/start-functions-host.ts';
import { useHosts } from './hosts.ts';
import { showApp } from './show-app.ts';

const hosts = useHosts();
const tenantId = '5a3f1c9e-7b24-4d80-9c61-2e8f0a4b6d13';
const easyAuth: EasyAuthOptions = {
  clientId: 'site-client-id',
  tenantId,
  allowedAudiences: ['api://site'],
  allowedClientApplications: ['friend', 'other-friend'],
};
const app = `${showApp} app.http('environment', { handler: () => ({ jsonBody: process.env }) });`;
const forged = {
  'X-MS-CLIENT-PRINCIPAL': 'forged',
  'x-ms-client-principal-id': 'forged',
  'x-ms-token-aad-id-token': 'x',
};

const now = Math.floor(Date.now() / 1000);
const good = {
  iss: `https://sts.windows.net/${tenantId}/`,
  aud: 'api://site',
  exp: now + 3600,
  nbf: now,
  oid: 'object-id',
  tid: tenantId,
  appid: 'friend',
  roles: ['Reader', 'Poller'],
};
const { appid: _appid, ...withoutAppid } = good;

function bearer(claims: object, alg = 'none'): { authorization: string } {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  return { authorization: `Bearer ${part({ typ: 'JWT', alg })}.${part(claims)}.unsigned` };
}

/** What the function saw. */
async function shownHeaders(response: Response): Promise<Record<string, string>> {
  return JSON.parse(await response.text()).headers;
}

describe('a host behind Easy Auth', () => {
  let host: FunctionsHost;
  const call = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${host.url}${path}`, { headers });

  beforeAll(async () => {
    host = await hosts.start(await hosts.stage(app), { easyAuth });
  });

  test('tells the app that it is on, and who calls', async () => {
    const response = await call('/api/open', { ...bearer(good), ...forged });
    const headers = await shownHeaders(response);
    expect(headers).toMatchObject({
      ...bearer(good),
      'x-ms-client-principal-id': 'object-id',
      'x-ms-client-principal-idp': 'aad',
    });
    expect(Object.keys(headers)).not.toContain('x-ms-token-aad-id-token');
    const principal = JSON.parse(Buffer.from(headers['x-ms-client-principal'] ?? '', 'base64').toString());
    const role = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role';
    expect(principal).toMatchObject({ auth_typ: 'aad', role_typ: role, name_typ: expect.any(String) });
    expect(principal.claims).toEqual(
      expect.arrayContaining([
        { typ: 'appid', val: 'friend' },
        { typ: 'exp', val: String(good.exp) },
        { typ: role, val: 'Reader' },
        { typ: role, val: 'Poller' },
        { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: 'object-id' },
      ]),
    );
    const environment = await (await call('/api/environment', bearer(good))).json();
    expect(environment).toMatchObject({ WEBSITE_AUTH_ENABLED: 'True' });
  });

  test('names a person, and no application', async () => {
    const person = await shownHeaders(await call('/api/open', bearer({ ...good, upn: 'ada@example.com' })));
    expect(person).toMatchObject({ 'x-ms-client-principal-name': 'ada@example.com' });
    const application = await shownHeaders(await call('/api/open', bearer(good)));
    expect(Object.keys(application)).not.toContain('x-ms-client-principal-name');
  });

  test.each([
    [
      'of version 2',
      { ...withoutAppid, iss: `https://login.microsoftonline.com/${tenantId}/v2.0`, azp: 'other-friend' },
    ],
    ['for the application of the site itself', { ...good, aud: 'site-client-id' }],
    ['that has expired within the tolerance of clocks', { ...good, exp: now - 60 }],
  ])('lets a token through %s', async (_which, claims) => {
    expect((await call('/api/open', bearer(claims))).status).toBe(201);
  });

  test.each([
    ['there is none', {}],
    ['it is no JWT', { authorization: 'Bearer nonsense' }],
    ['it says that it is signed, which nobody here could check', bearer(good, 'RS256')],
    ['it is for somebody else', bearer({ ...good, aud: 'api://other' })],
    ['it is of another tenant', bearer({ ...good, iss: 'https://sts.windows.net/other/' })],
    ['it has expired', bearer({ ...good, exp: now - 3600 })],
    ['it is not yet valid', bearer({ ...good, nbf: now + 3600 })],
  ])('answers 401 with a challenge when %s', async (_why, headers) => {
    const response = await call('/api/open', headers);
    expect([response.status, await response.text()]).toEqual([
      401,
      'You do not have permission to view this directory or page.',
    ]);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer realm="${new URL(host.url).host}" authorization_uri="https://login.windows.net/${tenantId}/oauth2/authorize" resource_id="site-client-id"`,
    );
  });

  test.each([
    ['another application', { ...good, appid: 'stranger' }],
    ['no application', withoutAppid],
  ])('answers 403 to a token of %s', async (_which, claims) => {
    const response = await call('/api/open', bearer(claims));
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([403, null]);
  });

  test('opens no function that needs a key, and takes no key for a token', async () => {
    expect((await call('/api/things/1', bearer(good))).status).toBe(401);
    const key = { 'x-functions-key': host.masterKey };
    expect((await call('/api/things/1', key)).status).toBe(401);
    expect((await call('/api/things/1', { ...bearer(good), ...key })).status).toBe(201);
  });

  test('is in front of everything else as well', async () => {
    const key = { 'x-functions-key': host.masterKey };
    for (const path of ['/', '/admin/host/ping', '/admin/host/status', '/api/nowhere']) {
      expect([path, (await call(path, key)).status]).toEqual([path, 401]);
    }
    expect((await call('/admin/host/status', { ...bearer(good), ...key })).status).toBe(200);
  });
});

test('where anonymous requests are allowed, nobody can pretend to be somebody', async () => {
  const host = await hosts.start(await hosts.stage(app), {
    easyAuth: { ...easyAuth, unauthenticatedAction: 'AllowAnonymous' },
  });
  const call = (headers: Record<string, string>) => fetch(`${host.url}/api/open`, { headers });
  const headers = await shownHeaders(await call(forged));
  expect(Object.keys(headers).filter((name) => name.startsWith('x-ms-'))).toEqual([]);
  expect((await call(bearer({ ...good, exp: 1 }))).status).toBe(401);
  expect((await call(bearer({ ...good, appid: 'stranger' }))).status).toBe(403);
});

test('where Easy Auth is off, a caller can pretend to be anybody', async () => {
  const host = await hosts.start(await hosts.stage(app));
  const response = await fetch(`${host.url}/api/open`, { headers: forged });
  expect(await shownHeaders(response)).toMatchObject({
    'x-ms-client-principal': 'forged',
    'x-ms-client-principal-id': 'forged',
  });
  const environment = await (await fetch(`${host.url}/api/environment`)).json();
  expect(environment).not.toHaveProperty('WEBSITE_AUTH_ENABLED');
});

import { expect, test } from 'vitest';
import { createToken } from '../../infra/local/identity/token.ts';
import { startConnector } from '../support/connector.ts';
import { documentedFetch } from '../support/contract/documented-answer.ts';
import { withCloud } from '../support/with-cloud.ts';

const clientId = 'api://connector';
const caller = '33333333-3333-4333-8333-333333333333';

test('with Entra authentication a caller needs a token and no key, and nobody gets past the platform', async () => {
  await withCloud({}, async (cloud) => {
    const { tenantId } = cloud;
    const { host } = await startConnector(cloud, {
      easyAuth: { clientId, tenantId, allowedClientApplications: [caller] },
      settings: { HTTP_AUTH: 'entra' },
    });
    const token = (by: string, audience = clientId) =>
      createToken({
        tenantId,
        audience,
        clientId: by,
        principalId: by,
        roles: [],
        issuedAt: new Date(),
        lifetimeSeconds: 600,
      }).value;
    const ask = async (headers: Record<string, string>) =>
      (await documentedFetch(`${host.url}/api/jobs`, { headers })).status;

    expect(await ask({ authorization: `Bearer ${token(caller)}` })).toBe(200);
    expect(await ask({})).toBe(401);
    expect(await ask({ 'x-functions-key': host.functionKey })).toBe(401);
    expect(await ask({ 'x-ms-client-principal': 'e30=', 'x-ms-client-principal-id': caller })).toBe(401);
    expect(await ask({ authorization: `Bearer ${token(caller, 'api://another')}` })).toBe(401);
    expect(await ask({ authorization: `Bearer ${token('another')}` })).toBe(403);
  });
});

test('without the platform in front a wish for Entra authentication leaves the keys in force', async () => {
  await withCloud({}, async (cloud) => {
    const { host, get } = await startConnector(cloud, { settings: { HTTP_AUTH: 'entra' } });
    expect((await documentedFetch(`${host.url}/api/jobs`)).status).toBe(401);
    expect((await get('jobs')).status).toBe(200);
  });
});

import { describe, expect, test } from 'vitest';
import type { Cloud } from '../../infra/local/cloud.ts';
import { quarantine } from '../../infra/local/graph/job.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { createToken } from '../../infra/local/identity/token.ts';
import { startConnector } from '../support/connector.ts';
import { documentedFetch } from '../support/contract/documented-answer.ts';
import { healthyJob } from '../support/jobs.ts';
import { withCloud } from '../support/with-cloud.ts';

const clientId = 'api://connector';
const caller = '33333333-3333-4333-8333-333333333333';

/** What the sign-in service gives a caller for the connector. @param more further claims */
function tokenOf(tenantId: string, { by = caller, audience = clientId, roles = [] as string[], more = {} }) {
  const { value } = createToken({
    tenantId,
    audience,
    clientId: by,
    principalId: by,
    roles,
    issuedAt: new Date(),
    lifetimeSeconds: 600,
  });
  const [head, body = '', signature] = value.split('.');
  const claims = { ...JSON.parse(Buffer.from(body, 'base64url').toString('utf8')), ...more };
  return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}

test('with Entra authentication a caller needs a token and no key, and nobody gets past the platform', async () => {
  await withCloud({}, async (cloud) => {
    const { tenantId } = cloud;
    const { host } = await startConnector(cloud, {
      easyAuth: { clientId, tenantId, allowedClientApplications: [caller] },
      settings: { HTTP_AUTH: 'entra' },
    });
    const token = (by: string, audience = clientId) => tokenOf(tenantId, { by, audience });
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

describe('with several tenants', () => {
  const [northwindGroup, homeGroup] = [
    '5f0c6a52-73c4-4a0e-8d0e-6a4be0c3a101',
    '5f0c6a52-73c4-4a0e-8d0e-6a4be0c3a102',
  ];
  const ofTenant = (number: number) => `${number}${number}${number}${number}0000-0000-4000-8000-000000000001`;

  /** A tenant with two jobs, whose names and ids no other has; one is in quarantine. */
  function tenantOf(name: string, number: number) {
    const tenant = createTenant();
    for (const [index, application] of ['Payroll', 'Directory'].entries()) {
      const id = ofTenant(number).replace(/1$/, String(index + 1));
      tenant.addPrincipal({ id, appId: id, displayName: `${name} ${application}` });
      tenant.setJob(id, healthyJob(`scim.${name}.${index}`));
    }
    tenant.changeJob(ofTenant(number), `scim.${name}.0`, (job) =>
      quarantine(job, { reason: 'Unknown', at: new Date() }),
    );
    return { name, tenant };
  }
  const names = ['Contoso', 'Fabrikam', 'Northwind'];

  /** A connector of three polled tenants, and a way to ask it with these claims. */
  async function withTenants(
    body: (rig: {
      cloud: Cloud;
      /** Every route that is registered, for a tenant where it takes one. */
      routes: (tenantId: string, job: string, event: string) => readonly (readonly [string, string])[];
      /** The number of the tenant's first event. */
      eventOf: (tenantId: string) => Promise<string>;
      ask: (
        token: Parameters<typeof tokenOf>[1],
        method: string,
        path: string,
        headers?: Record<string, string>,
      ) => Promise<{ status: number; text: string }>;
    }) => Promise<void>,
  ) {
    await withCloud({ tenants: names.map((name, index) => tenantOf(name, index + 1)) }, async (cloud) => {
      const [, fabrikam] = cloud.tenants;
      const { host } = await startConnector(cloud, {
        easyAuth: { clientId, tenantId: cloud.tenantId },
        settings: {
          HTTP_AUTH: 'entra',
          TENANT_CALLERS: [
            'All: *',
            `Fabrikam.Read: ${fabrikam?.tenantId}`,
            `${northwindGroup}: ${cloud.tenants[2]?.tenantId}`,
            `${homeGroup}: ${cloud.tenantId}`,
          ].join('; '),
        },
      });
      const ask: Parameters<typeof body>[0]['ask'] = async (token, method, path, headers = {}) => {
        const authorization = `Bearer ${tokenOf(cloud.tenantId, token)}`;
        const fetched = path.startsWith('nowhere') || path.endsWith('/nowhere') ? fetch : documentedFetch;
        const answer = await fetched(`${host.url}/api/${path}`, {
          method,
          headers: { ...headers, authorization },
        });
        const text = `${await answer.text()} ${JSON.stringify([...answer.headers])}`;
        return { status: answer.status, text };
      };
      for (const { tenantId } of cloud.tenants)
        expect((await ask({ roles: ['All'] }, 'POST', `tenants/${tenantId}/poll`)).status).toBe(200);
      const eventOf = async (tenantId: string) => {
        const { text } = await ask({ roles: ['All'] }, 'GET', `tenants/${tenantId}/events`);
        return /"number":(\d+)/.exec(text)?.[1] ?? expect.fail('it has an event');
      };
      const routes = (tenantId: string, job: string, event: string) =>
        host.functions.flatMap(({ name, trigger }) => {
          if (trigger.type !== 'httpTrigger') return [];
          const route =
            name === 'unknownRoute'
              ? `tenants/${tenantId}/nowhere`
              : trigger.route
                  .replace('{tenantId}', tenantId)
                  .replace('{servicePrincipalId}/{jobId}', job)
                  .replace('{number}', event);
          const methods = name === 'unknownRoute' ? ['GET'] : trigger.methods;
          return methods.map((method) => [method, route] as const);
        });
      await body({ cloud, routes, eventOf, ask });
    });
  }

  /** Whatever names a tenant: its id, its name, and all that it has. */
  const namesOf = (cloud: Cloud, number: number) => [
    cloud.tenants[number - 1]?.tenantId ?? '',
    names[number - 1] ?? '',
    ofTenant(number).slice(0, 8),
  ];
  const jobOf = (number: number) => `${ofTenant(number)}/scim.${names[number - 1]}.0`;
  const kinds = ['application/json', 'text/html'];

  test('a caller of one tenant sees nothing of another, by any route', async () => {
    await withTenants(async ({ cloud, routes, eventOf, ask }) => {
      const token = { roles: ['Fabrikam.Read'] };
      const seen: string[] = [];
      const told: string[] = [];
      for (const accept of kinds)
        for (const own of [1, 2, 3]) {
          const tenantId = cloud.tenants[own - 1]?.tenantId ?? '';
          const event = await eventOf(tenantId);
          for (const [method, path] of routes(tenantId, jobOf(own), event)) {
            const { status, text } = await ask(token, method, path, { accept });
            // What the caller itself has put into the address is said back to it.
            const said = text.replaceAll(tenantId, '');
            const unseen = [...namesOf(cloud, 1), ...namesOf(cloud, 3)];
            expect([method, path, unseen.filter((name) => said.includes(name))]).toEqual([method, path, []]);
            if (method === 'GET' && accept === kinds[0]) seen.push(`${own} ${status} ${path.split('/')[0]}`);
            if (path.includes(event) && accept === kinds[0]) told.push(`${own} ${method} ${status}`);
          }
        }
      expect(seen).toContain('2 200 tenants');
      expect(seen).toContain('1 404 tenants');
      expect(seen).toContain('1 404 jobs');
      // Its own event it may read, and send again; no other, by the home tenant's routes neither.
      expect(told.filter((each) => !each.endsWith('404')).sort()).toEqual([
        '2 GET 200',
        '2 HEAD 200',
        '2 POST 202',
      ]);
      expect(told).toHaveLength(3 * 2 * 3);
      const list = await ask(token, 'GET', 'tenants');
      expect(list.text.match(/"tenantId"/g)).toHaveLength(1);
      expect(list.text).toContain('"quarantined":1');
    });
  });

  test('the caller’s own header is worth nothing, groups count, and too many of them give nothing', async () => {
    await withTenants(async ({ cloud, routes, eventOf, ask }) => {
      const countOf = async (token: Parameters<typeof ask>[0], headers = {}) =>
        [...(await ask(token, 'GET', 'tenants', headers)).text.matchAll(/"label":"(\w+)"/g)].map(
          ([, name]) => name,
        );
      const claimed = { claims: [{ typ: 'roles', val: 'All' }], role_typ: 'roles' };
      const forged = {
        'x-ms-client-principal': Buffer.from(JSON.stringify(claimed)).toString('base64'),
        'x-ms-client-principal-id': caller,
      };
      const overage = {
        _claim_names: { groups: 'src1' },
        _claim_sources: { src1: { endpoint: 'https://graph.microsoft.com/v1.0/users/x/getMemberObjects' } },
        hasgroups: true,
      };
      expect(await countOf({ roles: ['All'] })).toEqual(names);
      expect(await countOf({ roles: ['Fabrikam.Read'] }, forged)).toEqual(['Fabrikam']);
      expect(await countOf({}, forged)).toEqual([]);
      expect(await countOf({ more: { groups: [northwindGroup, homeGroup] } })).toEqual([
        'Contoso',
        'Northwind',
      ]);
      expect(await countOf({ more: overage })).toEqual([]);

      // Of the home tenant's health the others that may be seen are a part.
      const health = await ask({ more: { groups: [homeGroup] } }, 'GET', 'health');
      expect(health.text).not.toContain('"tenants"');
      const both = await ask({ more: { groups: [homeGroup, northwindGroup] } }, 'GET', 'health');
      expect(both.text).toContain('The health of 1 other tenant passes.');

      const event = await eventOf(cloud.tenantId);
      for (const token of [{}, { more: overage }, { roles: ['Another'] }])
        for (const [method, path] of routes(cloud.tenantId, jobOf(1), event)) {
          const { status, text } = await ask(token, method, path);
          if (/^(tenants|openapi.json|swagger.json)$/.test(path)) expect(status).toBe(200);
          else expect([path, status]).toEqual([path, 404]);
          for (const name of names) expect([path, text.includes(name)]).toEqual([path, false]);
        }
    });
  });
});

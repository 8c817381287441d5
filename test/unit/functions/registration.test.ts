import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Route } from '../../../src/contract/http/route.ts';
import { routes, routesOfSeveral } from '../../../src/contract/http/routes.ts';
import { request } from '../http/stub-app.ts';

/** What the triggers hand to the library, in its own words; outside the platform the library keeps it to itself. */
interface Registered {
  readonly name: string;
  readonly options: {
    readonly handler: (first: unknown, context: unknown) => unknown;
    readonly [option: string]: unknown;
  };
}
const registered = vi.hoisted(() => [] as Registered[]);
vi.mock('@azure/functions', () => {
  const register = (name: string, options: Registered['options']) => void registered.push({ name, options });
  return { app: { http: register, timer: register, serviceBusQueue: register } };
});

beforeEach(() => {
  registered.length = 0;
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function load(env: Record<string, string> = {}) {
  const names = ['TENANT_ID', 'TENANTS', 'WORK_QUEUE', 'POLL_SCHEDULE', 'HTTP_AUTH', 'WEBSITE_AUTH_ENABLED'];
  for (const name of names) vi.stubEnv(name, env[name]);
  await import('../../../src/functions/index.ts');
  return registered;
}

const several = { TENANTS: '33333333-3333-4333-8333-333333333333 Contoso' };

const line = ({ name, options: { methods, route, authLevel, schedule } }: Registered) =>
  [name, schedule ?? methods, route, authLevel].filter((part) => part !== undefined).join(' ');

test('the triggers are those that are promised, and every route wants a key', async () => {
  expect((await load()).map(line).sort()).toEqual([
    'episodes GET,HEAD jobs/{servicePrincipalId}/{jobId}/episodes function',
    'event GET,HEAD events/{number} function',
    'eventTrigger GET,HEAD triggers/events function',
    'events GET,HEAD events function',
    'eventsAtom GET,HEAD events.atom function',
    'health GET,HEAD health function',
    'job GET,HEAD jobs/{servicePrincipalId}/{jobId} function',
    'jobs GET,HEAD jobs function',
    'metrics GET,HEAD metrics function',
    'openapi GET,HEAD openapi.json function',
    'poll 0 */5 * * * *',
    'pollNow POST poll function',
    'resendEvent POST events/{number}/resend function',
    'status GET,HEAD status function',
    'swagger GET,HEAD swagger.json function',
    'transitions GET,HEAD jobs/{servicePrincipalId}/{jobId}/transitions function',
    'unknownRoute GET,HEAD,POST,PUT,PATCH,DELETE {*path} function',
  ]);
});

test('with several tenants there is a list of them, and a twin below each of every route about a tenant', async () => {
  const one = (await load()).map(line);
  registered.length = 0;
  vi.resetModules();
  const more = (await load(several)).map(line).filter((each) => !one.includes(each));
  expect(more.sort()).toEqual([
    'pollTenant',
    'tenantEpisodes GET,HEAD tenants/{tenantId}/jobs/{servicePrincipalId}/{jobId}/episodes function',
    'tenantEvent GET,HEAD tenants/{tenantId}/events/{number} function',
    'tenantEventTrigger GET,HEAD tenants/{tenantId}/triggers/events function',
    'tenantEvents GET,HEAD tenants/{tenantId}/events function',
    'tenantEventsAtom GET,HEAD tenants/{tenantId}/events.atom function',
    'tenantHealth GET,HEAD tenants/{tenantId}/health function',
    'tenantJob GET,HEAD tenants/{tenantId}/jobs/{servicePrincipalId}/{jobId} function',
    'tenantJobs GET,HEAD tenants/{tenantId}/jobs function',
    'tenantMetrics GET,HEAD tenants/{tenantId}/metrics function',
    'tenantPollNow POST tenants/{tenantId}/poll function',
    'tenantResendEvent POST tenants/{tenantId}/events/{number}/resend function',
    'tenantStatus GET,HEAD tenants/{tenantId}/status function',
    'tenantTransitions GET,HEAD tenants/{tenantId}/jobs/{servicePrincipalId}/{jobId}/transitions function',
    'tenants GET,HEAD tenants function',
  ]);
});

const inContract = (some: readonly Route[]) =>
  some.map(({ method, path }) => `${method.toUpperCase()} ${path.slice(1)}`).toSorted();

function routesOf(all: readonly Registered[]): string[] {
  return all
    .filter(({ name }) => name !== 'unknownRoute')
    .flatMap(({ options: { methods, route } }) =>
      [methods ?? []].flat().flatMap((method) => (method === 'HEAD' ? [] : [`${method} ${route}`])),
    )
    .toSorted();
}

test('the contract and docs/http.md name the routes that are registered, and no others', async () => {
  expect(routesOf(await load(several))).toEqual(inContract(routes));
  registered.length = 0;
  vi.resetModules();
  const ofOne = routesOf(await load());
  expect(ofOne).toEqual(inContract(routes.filter((route) => !routesOfSeveral.includes(route))));
  const page = await readFile(new URL('../../../docs/http.md', import.meta.url), 'utf8');
  const inDocs = [...page.matchAll(/^\| `((?:GET|POST) [^`]+)` \|/gm)].map(([, route]) => route);
  // The twins are one row.
  expect(inDocs.toSorted()).toEqual([...ofOne, 'GET tenants'].toSorted());
});

test('the route of all other paths is the last that the host tries, which goes by the names of functions', async () => {
  const names = (await load(several)).flatMap(({ name, options }) =>
    options.route ? [name.toLowerCase()] : [],
  );
  expect(names.toSorted().at(-1)).toBe('unknownroute');
});

test('no path fits two of the other routes, whatever the order in which the host tries them', async () => {
  const parts = (await load(several)).flatMap(({ name, options: { route } }) =>
    typeof route === 'string' && name !== 'unknownRoute' ? [route.split('/')] : [],
  );
  const isParameter = (part: string | undefined) => part?.startsWith('{') === true;
  const clashing = parts.flatMap((one, index) =>
    parts
      .slice(index + 1)
      .filter(
        (other) =>
          one.length === other.length &&
          one.every((part, at) => part === other[at] || isParameter(part) || isParameter(other[at])),
      )
      .map((other) => [one.join('/'), other.join('/')]),
  );
  expect(clashing).toEqual([]);
});

test('routes do without a key only where the platform signs callers in', async () => {
  const levels = (await load({ HTTP_AUTH: 'entra', WEBSITE_AUTH_ENABLED: 'True' })).map(
    ({ options }) => options.authLevel,
  );
  expect(new Set(levels)).toEqual(new Set(['anonymous', undefined]));
});

test('without a key only who was signed in is answered: the platform can be set to let others through too', async () => {
  const context = { log: vi.fn(), error: vi.fn() };
  const answering = (await load({ ...several, HTTP_AUTH: 'entra', WEBSITE_AUTH_ENABLED: 'True' })).filter(
    ({ options }) => options.authLevel === 'anonymous',
  );
  expect(answering.length).toBeGreaterThan(20);
  for (const { name, options } of answering) {
    const ask = (headers: Record<string, string>) => options.handler(request('GET', 'x', headers), context);
    expect([name, await ask({})]).toEqual([name, { status: 401 }]);
    expect([name, await ask({ 'x-ms-client-principal': '' })]).toEqual([name, { status: 401 }]);
    expect([name, await ask({ 'x-ms-client-principal': 'e30=' })]).not.toEqual([name, { status: 401 }]);
  }
});

test('the timer leaves its schedule to the host, and does not run at every start', async () => {
  const timer = (await load({ POLL_SCHEDULE: '*/10 * * * * *' })).find(({ name }) => name === 'poll');
  expect(timer?.options).toMatchObject({
    schedule: '%POLL_SCHEDULE%',
    retry: { strategy: 'fixedDelay', maxRetryCount: 2 },
  });
  expect(timer?.options).not.toHaveProperty('runOnStartup');
});

describe('with several tenants', () => {
  const [home, other] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
  const trigger = async (env: Record<string, string>) =>
    (await load(env)).find(({ name }) => name === 'pollTenant');

  test('a queue brings the polls, which is that of the deployment unless another is set', async () => {
    const env = { TENANT_ID: home, TENANTS: `${home} Contoso, ${other}` };
    expect((await trigger(env))?.options).toMatchObject({
      connection: 'ServiceBus',
      queueName: 'provisioning-tenants',
    });
    registered.length = 0;
    vi.resetModules();
    expect((await trigger({ ...env, WORK_QUEUE: 'polls' }))?.options).toMatchObject({ queueName: 'polls' });
  });

  test.each([
    { TENANT_ID: home },
    { TENANT_ID: home, TENANTS: ' ' },
    { TENANT_ID: home, TENANTS: `${home} Contoso` },
    { TENANT_ID: home, TENANTS: 'Contoso' },
    { TENANT_ID: home, WORK_QUEUE: 'polls' },
  ])('of which %o does not speak, no trigger wants an extension bundle', async (env) => {
    expect(await trigger(env)).toBeUndefined();
  });

  test('wrong settings fail the message, so that it is not lost', async () => {
    const context = { log: vi.fn(), error: vi.fn(), triggerMetadata: {} };
    const found = await trigger({ TENANT_ID: home, TENANTS: other });
    await expect(found?.options.handler({}, context)).rejects.toThrow('Graph__appId is missing');
  });
});

test('wrong settings do not keep the app from loading: each call says what is wrong', async () => {
  const context = { log: vi.fn(), error: vi.fn() };
  for (const { name, options } of await load({ TENANT_ID: 'contoso', ...several })) {
    if (name === 'poll' || name === 'pollTenant') {
      await expect(options.handler({}, context)).rejects.toThrow('TENANT_ID is "contoso"');
      continue;
    }
    // It needs no setting to say that there is nothing.
    if (name === 'unknownRoute') continue;
    const answer = await options.handler(
      request(/PollNow|ResendEvent/i.test(name) ? 'POST' : 'GET', 'x'),
      context,
    );
    expect(answer).toMatchObject({ status: 500, headers: { 'x-ms-error-code': 'InvalidConfiguration' } });
    expect(JSON.stringify(answer)).toContain('TENANT_ID is');
  }
  const [logged] = context.error.mock.calls[0] ?? [];
  expect(JSON.parse(logged)).toMatchObject({ line: 'httpError', code: 'InvalidConfiguration' });
});

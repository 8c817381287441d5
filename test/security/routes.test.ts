import { expect, test } from 'vitest';
import type { FunctionsHost } from '../../infra/local/functions-host/start-functions-host.ts';
import { startConnector } from '../support/connector.ts';
import { withCloud } from '../support/with-cloud.ts';

const id = '11111111-1111-4111-8111-111111111111';

interface Registered {
  readonly name: string;
  readonly invoke_url_template: string | null;
  readonly config: {
    readonly bindings: readonly {
      readonly type: string;
      readonly authLevel?: string;
      readonly methods?: string[];
    }[];
  };
}

/** What the real bundle has registered, as the host's own administration tells it. */
async function registered(host: FunctionsHost): Promise<Registered[]> {
  const headers = { 'x-functions-key': host.masterKey };
  return JSON.parse(await (await fetch(`${host.url}/admin/functions`, { headers })).text());
}

/** Every method of every HTTP function, with its parameters filled in. */
function requestsOf(functions: readonly Registered[]): { url: string; method: string }[] {
  return functions.flatMap(({ invoke_url_template: template, config }) =>
    config.bindings.flatMap(({ methods = [] }) =>
      template === null ? [] : methods.map((method) => ({ url: template.replace(/\{\w+\}/g, id), method })),
    ),
  );
}

/** Of no use to the connector: another key, no key at all, an identity that the caller claims. */
const uninvited: readonly (readonly [string, Record<string, string>])[] = [
  ['nothing', {}],
  ['an empty key', { 'x-functions-key': '' }],
  ['a wrong key', { 'x-functions-key': 'AAAA' }],
  ['a header that names no key', { authorization: 'Bearer AAAA', 'x-functions-clientid': 'default' }],
  ['a claimed identity', { 'x-ms-client-principal': 'e30=', 'x-ms-client-principal-id': id }],
  [
    'a claimed identity provider',
    { 'x-ms-client-principal-idp': 'aad', 'x-ms-token-aad-access-token': 'e30.e30.' },
  ],
  ['a claimed host', { 'x-original-url': '/admin/host/ping', 'x-forwarded-for': '127.0.0.1' }],
];

test('no route is anonymous: each wants a key by its registration, and answers 401 without one', async () => {
  await withCloud({}, async (cloud) => {
    const { host } = await startConnector(cloud);
    const functions = await registered(host);
    const levels = functions.flatMap(({ name, config }) =>
      config.bindings.flatMap(({ type, authLevel }) =>
        type === 'httpTrigger' ? [`${name}: ${authLevel}`] : [],
      ),
    );
    expect(levels.length).toBeGreaterThanOrEqual(5);
    expect(levels.filter((level) => !/: (function|admin)$/.test(level))).toEqual([]);

    const requests = requestsOf(functions);
    expect(requests.length).toBeGreaterThan(levels.length);
    for (const { url, method } of requests) {
      for (const [what, headers] of uninvited) {
        const { status } = await fetch(url, { method, headers });
        expect([method, url, what, status]).toEqual([method, url, what, 401]);
      }
      expect((await fetch(`${url}?code=AAAA`, { method })).status).toBe(401);
      const { status } = await fetch(`${url}?code=${encodeURIComponent(host.functionKey)}`, { method });
      expect([method, url, status]).not.toEqual([method, url, 401]);
    }
    for (const key of ['', host.functionKey]) {
      for (const path of ['admin/functions', 'admin/functions/poll', 'admin/host/status']) {
        const { status } = await fetch(`${host.url}/${path}`, { headers: { 'x-functions-key': key } });
        expect([path, status]).toEqual([path, 401]);
      }
    }
  });
});

test('with the platform signing callers in, every route answers 401 to whoever it did not sign in', async () => {
  await withCloud({}, async (cloud) => {
    const easyAuth = { clientId: 'api://connector', tenantId: cloud.tenantId };
    const { host } = await startConnector(cloud, { easyAuth, settings: { HTTP_AUTH: 'entra' } });
    for (const { url, method } of requestsOf(await registeredBehind(host))) {
      for (const [what, headers] of [
        ...uninvited,
        ['a key', { 'x-functions-key': host.functionKey }] as const,
      ]) {
        const { status } = await fetch(url, { method, headers });
        expect([method, url, what, status]).toEqual([method, url, what, 401]);
      }
    }
  });
});

/** The platform lets nobody through to the administration either: what is registered is known from the host itself. */
async function registeredBehind({ url, functions }: FunctionsHost): Promise<Registered[]> {
  return functions.map(({ name, trigger }) => ({
    name,
    invoke_url_template: trigger.type === 'httpTrigger' ? `${url}/api/${trigger.route}` : null,
    config: {
      bindings: [
        trigger.type === 'httpTrigger' ? { type: trigger.type, methods: [...trigger.methods] } : trigger,
      ],
    },
  }));
}

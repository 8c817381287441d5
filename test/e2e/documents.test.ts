import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Connector, startConnector } from '../support/connector.ts';
import { documentedFetch } from '../support/contract/documented-answer.ts';
import { documentedOperations } from '../support/contract/documented-routes.ts';
import { publishedJson } from '../support/contract/validator.ts';
import { withCloud } from '../support/with-cloud.ts';

/** The operations that an app registers, and those that a document of its names. What all other routes are answered is no operation. */
async function operationsOf({ host, get }: Connector): Promise<readonly [string[], string[]]> {
  const registered = host.functions.flatMap(({ name, trigger }) =>
    trigger.type === 'httpTrigger' && name !== 'unknownRoute'
      ? trigger.methods.map((method) => `${method} ${trigger.route}`)
      : [],
  );
  const { paths } = withPaths.parse(await (await get('openapi.json')).json());
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.slice(1)}`),
  );
  return [registered.sort(), documented.sort()];
}

const withPaths = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** A published document as an app with one tenant serves it. */
function publishedForOne(name: string): object {
  const document = withPaths.parse(publishedJson(name));
  const paths = Object.entries(document.paths).filter(([path]) => !path.startsWith('/tenants'));
  return { ...document, paths: Object.fromEntries(paths) };
}

test('with several tenants the documents are the whole published ones, and name every route that there is', async () => {
  await withCloud({ tenants: 2 }, async (cloud) => {
    const connector = await startConnector(cloud);
    const { host, get } = connector;
    expect(await (await get('openapi.json')).json()).toEqual({
      ...Object(publishedJson('openapi.json')),
      servers: [{ url: `${host.url}/api` }],
    });
    expect(withPaths.parse(await (await get('swagger.json')).json()).paths).toEqual(
      withPaths.parse(publishedJson('swagger.json')).paths,
    );
    const [registered, documented] = await operationsOf(connector);
    expect(documented).toEqual(registered);
    expect(documented).toEqual([...documentedOperations].sort());
    const tenants = await get('tenants');
    expect([tenants.status, await tenants.text()]).toEqual([200, expect.stringContaining('Fabrikam')]);
  });
});

test('the documents are served with the address under which they were asked for, and every route is in them', async () => {
  await withCloud({}, async (cloud) => {
    const connector = await startConnector(cloud);
    const { host, get } = connector;
    const { host: name } = new URL(host.url);

    const openapi = await get('openapi.json');
    expect(openapi.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await openapi.json()).toEqual({
      ...publishedForOne('openapi.json'),
      servers: [{ url: `${host.url}/api` }],
    });
    const swagger = await get('swagger.json');
    expect(await swagger.json()).toEqual({
      ...publishedForOne('swagger.json'),
      host: name,
      basePath: '/api',
      schemes: ['http'],
    });

    const etag = swagger.headers.get('etag') ?? '';
    expect((await get('swagger.json', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('openapi.json', { 'if-none-match': etag })).status).toBe(200);
    const headers = { 'x-functions-key': host.functionKey };
    const other = await fetch(`${host.url}/api/jobs`, { method: 'DELETE', headers });
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const nowhere = await fetch(`${host.url}/api/jobs/one`, { headers });
    expect([nowhere.status, await nowhere.json()]).toMatchObject([404, { error: { code: 'RouteNotFound' } }]);
    expect((await fetch(`${host.url}/api/nowhere`)).status).toBe(401);
    const head = await documentedFetch(`${host.url}/api/openapi.json`, { method: 'HEAD', headers });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await get('openapi.json?version=2')).status).toBe(400);

    const [registered, documented] = await operationsOf(connector);
    expect(documented).toEqual(registered);
    expect(registered.filter((route) => route.includes('tenants'))).toEqual([]);
  });
});

test('where PUBLIC_URL says how callers reach the connector, the documents say so too', async () => {
  await withCloud({}, async (cloud) => {
    const settings = { PUBLIC_URL: 'https://gateway.example/provisioning' };
    const { get } = await startConnector(cloud, { settings });
    expect(await (await get('openapi.json')).json()).toMatchObject({
      servers: [{ url: 'https://gateway.example/provisioning/api' }],
    });
    expect(await (await get('swagger.json')).json()).toMatchObject({
      host: 'gateway.example',
      basePath: '/provisioning/api',
      schemes: ['https'],
    });
  });
});

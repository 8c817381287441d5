import { expect, test } from 'vitest';
import { startConnector } from '../support/connector.ts';
import { documentedFetch } from '../support/contract/documented-answer.ts';
import { documentedOperations } from '../support/contract/documented-routes.ts';
import { publishedJson } from '../support/contract/validator.ts';
import { withCloud } from '../support/with-cloud.ts';

test('the documents are served with the address under which they were asked for, and every route is in them', async () => {
  await withCloud({}, async (cloud) => {
    const { host, get } = await startConnector(cloud);
    const { host: name } = new URL(host.url);

    const openapi = await get('openapi.json');
    expect(openapi.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await openapi.json()).toEqual({
      ...Object(publishedJson('openapi.json')),
      servers: [{ url: `${host.url}/api` }],
    });
    const swagger = await get('swagger.json');
    expect(await swagger.json()).toEqual({
      ...Object(publishedJson('swagger.json')),
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

    // What all other routes are answered is no operation.
    const registered = host.functions.flatMap(({ name, trigger }) =>
      trigger.type === 'httpTrigger' && name !== 'unknownRoute'
        ? trigger.methods.map((method) => `${method} ${trigger.route}`)
        : [],
    );
    expect([...documentedOperations].sort()).toEqual(registered.sort());
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

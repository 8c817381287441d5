import { beforeAll, describe, expect, test } from 'vitest';
import type { FunctionsHost } from '../../functions-host/start-functions-host.ts';
import { useHosts } from './hosts.ts';
import { showApp } from './show-app.ts';

const hosts = useHosts();

describe('what goes in and out of an HTTP function', () => {
  let host: FunctionsHost;

  beforeAll(async () => {
    const appFolder = await hosts.stage(`${showApp}
      app.http('nothing', { handler: async () => undefined });
      app.http('same', { handler: async () => ({ status: 304, headers: { etag: 'W/"1"' } }) });
      app.http('fails', { handler: async () => { throw new Error('on purpose'); } });
      app.http('environment', { handler: async () => ({ jsonBody: process.env }) });
      let letGo;
      app.http('hangs', { handler: () => new Promise((resolve) => { letGo = () => resolve({}); }) });
      app.http('let-go', { handler: () => { letGo(); return {}; } });
    `);
    host = await hosts.start(appFolder, {
      settings: { MINE: 'yes' },
      caFile: '/tmp/none.pem',
      limits: { responseMilliseconds: 200, requestBytes: 1000 },
    });
  });

  const call = (path: string, init: RequestInit = {}) => fetch(`${host.url}/api/${path}`, init);

  test('the function gets the request, and the caller its answer', async () => {
    const response = await call('things/a%20b?state=x&State=y&code=z', {
      method: 'PUT',
      headers: { 'x-functions-key': host.functionKey, 'x-mine': 'mine' },
      body: new Uint8Array([0, 255, 10]),
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe('W/"1"');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      name: 'show',
      url: `${host.url}/api/things/a%20b?state=x&State=y&code=z`,
      query: [
        ['state', 'x,y'],
        ['code', 'z'],
      ],
      params: { id: 'a b' },
      headers: expect.objectContaining({ 'x-mine': 'mine', 'x-functions-key': host.functionKey }),
      body: [0, 255, 10],
    });
  });

  test('a query beyond ASCII arrives decoded', async () => {
    const response = await call('open?name=%C3%A9+%25');
    expect(await response.json()).toMatchObject({ query: [['name', 'é %']] });
  });

  test('what a function does not say is not made up', async () => {
    const nothing = await call('nothing');
    expect(nothing.status).toBe(204);
    const same = await call('same');
    expect([same.status, same.headers.get('etag'), same.headers.get('content-length')]).toEqual([
      304,
      'W/"1"',
      null,
    ]);
  });

  test('a function that throws is answered 500 without a word, and logged with its reason', async () => {
    const execution = host.nextExecution('fails');
    const response = await call('fails');
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(await execution).toMatchObject({
      level: 'error',
      category: 'Function.fails',
      result: 'failed',
      error: expect.stringMatching(/Error: on purpose\n.*index\.cjs/),
    });
  });

  test('the environment is the settings and what the platform adds, nothing of ours', async () => {
    const environment = await (await call('environment')).json();
    expect(environment).toEqual({
      PATH: process.env.PATH,
      HOME: expect.stringContaining(hosts.folder),
      AZURE_FUNCTIONS_ENVIRONMENT: 'Production',
      FUNCTIONS_EXTENSION_VERSION: '~4',
      FUNCTIONS_WORKER_RUNTIME: 'node',
      WEBSITE_HOSTNAME: new URL(host.url).host,
      WEBSITE_INSTANCE_ID: 'local',
      WEBSITE_SITE_NAME: 'local',
      NODE_EXTRA_CA_CERTS: '/tmp/none.pem',
      MINE: 'yes',
    });
  });

  test('a caller waits no longer than the limit, while the function goes on', async () => {
    const execution = host.nextExecution('hangs');
    expect((await call('hangs')).status).toBe(504);
    await call('let-go');
    expect(await execution).toMatchObject({ result: 'succeeded' });
  });

  test('a body over the limit never reaches the function', async () => {
    const executions = () => host.logs.filter(({ category }) => category === 'Function.open').length;
    expect((await call('open', { method: 'POST', body: 'x'.repeat(1000) })).status).toBe(201);
    const before = executions();
    expect((await call('open', { method: 'POST', body: 'x'.repeat(1001) })).status).toBe(500);
    expect((await call('open', chunked(3))).status).toBe(500);
    expect(executions()).toBe(before);
  });

  test('a body that comes in chunks arrives whole', async () => {
    const response = await call('open', chunked(2));
    expect(await response.json()).toMatchObject({ body: Array(1000).fill(7) });
  });
});

/** A body of 500 bytes a chunk, whose length is not said beforehand. */
function chunked(chunks: number): RequestInit {
  const body = new ReadableStream({
    start(controller) {
      for (let sent = 0; sent < chunks; sent += 1) controller.enqueue(new Uint8Array(500).fill(7));
      controller.close();
    },
  });
  return { method: 'POST', body, duplex: 'half' } satisfies RequestInit;
}

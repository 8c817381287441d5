import { beforeAll, describe, expect, test } from 'vitest';
import type { FunctionsHost } from '../../functions-host/start-functions-host.ts';
import { hello, useHosts } from './hosts.ts';
import { showApp } from './show-app.ts';

const hosts = useHosts();

describe('which function answers a request', () => {
  let host: FunctionsHost;

  beforeAll(async () => {
    host = await hosts.start(await hosts.stage(showApp));
  });

  const call = (path: string, init: RequestInit = {}) => fetch(`${host.url}/api/${path}`, init);
  const withKey = () => ({ headers: { 'x-functions-key': host.functionKey } });

  test('the host says what it registered', () => {
    expect(host.functions).toContainEqual({
      name: 'show',
      trigger: {
        type: 'httpTrigger',
        authLevel: 'function',
        methods: ['GET', 'PUT'],
        route: 'things/{id}/{part?}',
      },
    });
    // The trap of the library: what states no level is open.
    expect(host.functions.find(({ name }) => name === 'unstated')?.trigger).toMatchObject({
      authLevel: 'anonymous',
      methods: ['GET', 'POST'],
      route: 'unstated',
    });
  });

  test.each([
    ['an optional part', 'things/1/2', { id: '1', part: '2' }],
    ['an encoded slash, which is decoded before the route is chosen', 'things/1%2F2', { id: '1', part: '2' }],
    ['an encoded percent sign, which is decoded once', 'things/1%252F2', { id: '1%2F2' }],
    ['letters beyond ASCII', 'things/%C3%A9%E2%82%AC', { id: 'é€' }],
    ['bytes that are no text, as they came', 'things/%FF', { id: '%FF' }],
    ['letters of another case in the fixed parts', 'THINGS/Ab', { id: 'Ab' }],
    ['a slash at the end', 'things/1/', { id: '1' }],
  ])('a route matches %s', async (_what, path, params) => {
    const response = await call(path, withKey());
    expect(await response.json()).toMatchObject({ name: 'show', params });
  });

  test('routes are tried in the order of the names of the functions, whatever is more exact', async () => {
    expect(await (await call('order/exact')).json()).toMatchObject({ name: 'aaa' });
  });

  test.each([
    ['rest', ''],
    ['rest/1', '1'],
    ['rest/1/2/3', '1/2/3'],
  ])('a catch-all takes all that is left of %s', async (path, left) => {
    expect(await (await call(path)).json()).toMatchObject({ name: 'rest', params: { path: left } });
  });

  test.each([
    ['an unknown route', 'GET', 'nowhere'],
    ['a part too many', 'GET', 'things/1/2/3'],
    ['a part too few', 'GET', 'things'],
    ['a slash too many in the middle', 'GET', 'things//1'],
    ['a slash too many at the beginning', 'GET', '/things/1'],
    ['a slash too many at the end', 'GET', 'things/1//'],
    ['another method', 'POST', 'things/1'],
    ['HEAD, which GET does not bring along', 'HEAD', 'things/1'],
    ['OPTIONS, which nobody registered', 'OPTIONS', 'things/1'],
  ])('%s is answered 404, with a key and without', async (_what, method, path) => {
    expect((await call(path, { method, ...withKey() })).status).toBe(404);
    expect((await call(path, { method })).status).toBe(404);
  });

  test('nothing is served outside the prefix', async () => {
    expect((await fetch(`${host.url}/things/1`, withKey())).status).toBe(404);
  });
});

test('HEAD and OPTIONS reach a function that registers them', async () => {
  const source = `app.http('any', { methods: ['HEAD', 'OPTIONS'], handler: (request) => ({
    status: 200, headers: { allow: request.method }, body: request.method,
  }) });`;
  const host = await hosts.start(await hosts.stage(source));
  const head = await fetch(`${host.url}/api/any`, { method: 'HEAD' });
  expect([head.status, head.headers.get('allow'), await head.text()]).toEqual([200, 'HEAD', '']);
  const options = await fetch(`${host.url}/api/any`, { method: 'OPTIONS' });
  expect(await options.text()).toBe('OPTIONS');
});

test('host.json may name another prefix, or none', async () => {
  const hostJson = { version: '2.0', extensions: { http: { routePrefix: '' } } };
  const host = await hosts.start(await hosts.stage(hello, hostJson));
  expect(await (await fetch(`${host.url}/hello`)).text()).toBe('hello');
  expect((await fetch(`${host.url}/api/hello`)).status).toBe(404);
});

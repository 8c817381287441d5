import { beforeAll, describe, expect, test } from 'vitest';
import type { FunctionsHost } from '../../functions-host/start-functions-host.ts';
import { useHosts } from './hosts.ts';
import { showApp } from './show-app.ts';

const hosts = useHosts();

describe('keys', () => {
  let host: FunctionsHost;

  beforeAll(async () => {
    host = await hosts.start(await hosts.stage(showApp));
  });

  const call = (path: string, key?: string) =>
    fetch(`${host.url}/api/${path}`, key === undefined ? {} : { headers: { 'x-functions-key': key } });

  test.each([
    ['open', undefined, 201],
    ['open', 'wrong', 201],
    ['things/1', undefined, 401],
    ['things/1', 'wrong', 401],
    ['things/1', 'empty', 401],
    ['things/1', 'function', 201],
    ['things/1', 'master', 201],
    ['owner', 'function', 401],
    ['owner', 'master', 201],
  ] as const)('%s with the key %s is answered %i', async (path, which, status) => {
    const key = {
      function: host.functionKey,
      master: host.masterKey,
      wrong: 'guess',
      empty: '',
      undefined: undefined,
    }[`${which}`];
    const inHeader = await call(path, key);
    expect(inHeader.status).toBe(status);
    if (status === 401) expect(await inHeader.text()).toBe('');
    if (key === undefined) return;

    const inQuery = await call(`${path}?code=${encodeURIComponent(key)}`);
    expect(inQuery.status).toBe(status);
    // It is handed on to the function: what logs its query logs a key.
    if (status === 201) expect(await inQuery.json()).toMatchObject({ query: [['code', key]] });
  });

  test.each(['guess', ''])(
    'a wrong key in the header (%j) is not mended by a right one in the query',
    async (wrong) => {
      const response = await call(`things/1?code=${encodeURIComponent(host.functionKey)}`, wrong);
      expect(response.status).toBe(401);
    },
  );
});

test('there may be more keys: of the host by other names, and of one function alone', async () => {
  const host = await hosts.start(await hosts.stage(showApp), {
    keys: {
      master: 'the-master',
      host: { default: 'the-default', logicApp: 'of-the-host' },
      functions: {
        show: { partner: 'of-show' },
        open: { partner: 'of-open' },
        owner: { partner: 'of-owner' },
      },
    },
  });
  expect([host.masterKey, host.functionKey]).toEqual(['the-master', 'the-default']);
  const status = async (path: string, key: string) =>
    (await fetch(`${host.url}/api/${path}`, { headers: { 'x-functions-key': key } })).status;
  const keys = ['the-master', 'the-default', 'of-the-host', 'of-show', 'of-open'];
  expect(await Promise.all(keys.map((key) => status('things/1', key)))).toEqual([201, 201, 201, 201, 401]);
  expect(await Promise.all(['of-owner', 'the-master'].map((key) => status('owner', key)))).toEqual([
    401, 201,
  ]);
});

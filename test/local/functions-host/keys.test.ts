import { beforeAll, describe, expect, test } from 'vitest';
import type { FunctionsHost } from '../../../infra/local/functions-host/start-functions-host.ts';
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

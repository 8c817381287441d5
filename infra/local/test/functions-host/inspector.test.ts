import { once } from 'node:events';
import { WebSocket } from 'undici';
import { expect, test } from 'vitest';
import { hello, useHosts } from './hosts.ts';

const hosts = useHosts();

test('a debugger can attach to the process of the app', async () => {
  const host = await hosts.start(await hosts.stage(hello), { inspectPort: 0 });
  const inspectorUrl = new URL(host.inspectorUrl ?? '');
  expect(inspectorUrl.hostname).toBe('127.0.0.1');
  const version = await (await fetch(`http://${inspectorUrl.host}/json/version`)).json();
  expect(version).toMatchObject({ Browser: `node.js/${process.version}` });
  // Its address is not among the lines of the app.
  expect(host.logs).toEqual([]);

  const expression = 'process.pid + " " + Object.keys(require.cache).filter((file) => file.endsWith(".cjs"))';
  const found = await evaluate(inspectorUrl, expression);
  expect(found).toMatch(new RegExp(`^${host.pid} .*/index\\.cjs$`));
  await host.close();
});

test('a port of the debugger that is taken is said', async () => {
  const appFolder = await hosts.stage(hello);
  const host = await hosts.start(appFolder, { inspectPort: 0 });
  const inspectPort = Number(new URL(host.inspectorUrl ?? '').port);
  await expect(hosts.start(appFolder, { inspectPort })).rejects.toThrow(/address already in use/);
});

test('no debugger can attach unless that is asked for', async () => {
  const host = await hosts.start(await hosts.stage(hello));
  expect(host.inspectorUrl).toBeUndefined();
});

/** The value of an expression in the process to which the debugger is attached. */
async function evaluate(inspectorUrl: URL, expression: string): Promise<unknown> {
  const socket = new WebSocket(inspectorUrl);
  await once(socket, 'open');
  const answered = once(socket, 'message');
  const params = { expression, includeCommandLineAPI: true };
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
  const [{ data }] = await answered;
  socket.close();
  await once(socket, 'close');
  return JSON.parse(data).result.result.value;
}

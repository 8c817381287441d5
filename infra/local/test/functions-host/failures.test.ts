import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { hello, useHosts } from './hosts.ts';

const hosts = useHosts();

test.each([
  ['throws where nobody catches it', `setImmediate(() => { throw new Error('crashed'); });`],
  ['leaves a rejection unhandled', `void Promise.reject(new Error('crashed'));`],
])('an app that %s takes the host with it, which says why', async (_what, statement) => {
  const source = `app.http('crash', { handler: async () => { ${statement} await new Promise(() => {}); } });`;
  const host = await hosts.start(await hosts.stage(source));
  const next = expect(host.nextExecution('crash')).rejects.toThrow('Error: crashed');
  await Promise.allSettled([fetch(`${host.url}/api/crash`)]);
  expect(await host.ended).toMatch(/^with code 1: Worker uncaught exception: Error: crashed\n/);
  const errors = host.logs.filter(({ level }) => level === 'error');
  expect(errors).toMatchObject([{ category: 'Worker', message: expect.stringContaining('Error: crashed') }]);
  await next;
});

test('an app that ends its process takes the host with it, which says why', async () => {
  const source = `app.http('exit', { handler: () => process.exit(3) });`;
  const host = await hosts.start(await hosts.stage(source));
  await Promise.allSettled([fetch(`${host.url}/api/exit`)]);
  expect(await host.ended).toBe('with code 3: the app ended its process');
});

test('a run over functionTimeout fails, and takes along all that runs in the process', async () => {
  const source = `app.http('hangs', { handler: () => new Promise(() => {}) });`;
  const hostJson = { version: '2.0', functionTimeout: '00:00:00.3' };
  const host = await hosts.start(await hosts.stage(source, hostJson));
  const execution = host.nextExecution('hangs');
  await Promise.allSettled([fetch(`${host.url}/api/hangs`)]);
  const words = /Timeout value of 00:00:00\.3 exceeded by function 'Functions\.hangs' \(Id: '[-\w]+'\)/;
  expect(await execution).toMatchObject({ result: 'failed', error: expect.stringMatching(words) });
  expect(await host.ended).toMatch(words);
  expect(host.logs.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^A function timeout has occurred\. Restarting worker process/),
  );
});

test('a function that is registered after the start is an error', async () => {
  const source = `app.http('late', { handler: async () => {
    try { app.http('more', { handler: () => ({}) }); } catch (error) { return { body: error.message }; }
  } });`;
  const host = await hosts.start(await hosts.stage(source));
  const response = await fetch(`${host.url}/api/late`);
  expect(await response.text()).toBe('A function can only be registered during app startup.');
});

test('a caller that hangs up in the middle of its body never reaches the function', async () => {
  const host = await hosts.start(await hosts.stage(hello));
  const failed = hosts.logged(/^POST failed: .*aborted/);
  const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /api/hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf', () =>
    socket.destroy(),
  );
  await failed;
  expect(host.logs.filter(({ category }) => category === 'Function.hello')).toEqual([]);
  expect(await (await fetch(`${host.url}/api/hello`)).text()).toBe('hello');
});

import { beforeAll, describe, expect, test } from 'vitest';
import type { FunctionsHost } from '../../functions-host/start-functions-host.ts';
import { everySecond, newYear, useHosts } from './hosts.ts';
import { timerApp, told } from './timer-app.ts';

const hosts = useHosts();

describe('the administration of a host', () => {
  let host: FunctionsHost;

  beforeAll(async () => {
    host = await hosts.start(await hosts.stage(timerApp), { settings: { TICK: newYear } });
  });

  test('a timer function is run by hand, whatever its schedule says', async () => {
    const execution = host.nextExecution('tick');
    await host.invoke('tick');
    expect(await execution).toMatchObject({ result: 'succeeded' });
    const run = host.logs.find(({ category }) => category === 'Function.tick.User');
    expect(run && told(run).timer).toMatchObject({
      isPastDue: false,
      scheduleStatus: {
        last: '0001-01-01T00:00:00+00:00',
        next: expect.stringMatching(/-01-01T00:00:00.000/),
      },
    });
    await expect(host.invoke('tock')).rejects.toThrow('404');
  });

  const ask = (path: string, init: RequestInit = {}, key = host.masterKey) =>
    fetch(`${host.url}${path}`, { ...init, headers: { 'x-functions-key': key, ...init.headers } });
  const run = (name: string, body: string, type = 'application/json') =>
    ask(`/admin/functions/${name}`, { method: 'POST', body, headers: { 'content-type': type } });

  test.each([
    ['tick', '{}', 'application/json', 202],
    ['TICK', '{"input":"anything"}', 'application/json', 202],
    ['tick', '{}', 'text/plain', 415],
    ['tick', 'no JSON', 'application/json', 400],
    ['tick', '{"input":{}}', 'application/json', 400],
    ['tock', '{}', 'application/json', 404],
    ['hello', '{}', 'application/json', 501],
  ])('a run of %s with %s as %s is answered %i', async (name, body, type, status) => {
    expect((await run(name, body, type)).status).toBe(status);
  });

  test('the functions are listed, and told one by one', async () => {
    const tick = {
      name: 'tick',
      href: `${host.url}/admin/functions/tick`,
      invoke_url_template: null,
      language: 'node',
      isDisabled: false,
      config: { bindings: [{ type: 'timerTrigger', schedule: newYear, direction: 'in' }] },
    };
    const hello = { name: 'hello', invoke_url_template: `${host.url}/api/hello` };
    expect(await (await ask('/admin/functions')).json()).toMatchObject([tick, hello]);
    expect(await (await ask('/admin/functions/Tick')).json()).toMatchObject(tick);
    expect((await ask('/admin/functions/tock')).status).toBe(404);
  });

  test('the status of the host is told', async () => {
    expect(await (await ask('/admin/host/status')).json()).toMatchObject({
      state: 'Running',
      version: expect.stringMatching(/^4\./),
    });
  });

  test.each(['/admin/functions', '/admin/functions/tick', '/admin/host/status', '/admin/host/keys'])(
    '%s needs the master key',
    async (path) => {
      expect((await fetch(`${host.url}${path}`)).status).toBe(401);
      expect((await ask(path, {}, host.functionKey)).status).toBe(401);
    },
  );

  test('whether the host answers is told to anybody', async () => {
    expect((await fetch(`${host.url}/admin/host/ping`)).status).toBe(200);
    const home = await fetch(host.url);
    expect([home.status, home.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await home.text()).toContain('up and running');
  });
});

test('the landing page can be switched off', async () => {
  const settings = { TICK: newYear, AzureWebJobsDisableHomepage: 'true' };
  const host = await hosts.start(await hosts.stage(timerApp), { settings });
  expect((await fetch(host.url)).status).toBe(204);
});

test('a function that a setting disables runs only for who has the master key', async () => {
  // Occurrences pass while the run by hand lasts.
  const settings = {
    LONG: '1500',
    TICK: everySecond,
    'AzureWebJobs.tick.Disabled': 'true',
    'AzureWebJobs.hello.Disabled': '1',
  };
  const host = await hosts.start(await hosts.stage(timerApp), { settings });
  expect(host.functions.map(({ isDisabled }) => isDisabled)).toEqual([true, true]);
  expect((await fetch(`${host.url}/api/hello`)).status).toBe(404);
  const master = { headers: { 'x-functions-key': host.masterKey } };
  expect(await (await fetch(`${host.url}/api/hello`, master)).text()).toBe('hello');
  const execution = host.nextExecution('tick');
  await host.invoke('tick');
  await execution;
  const runs = host.logs.filter(({ message }) => message.startsWith("Executing 'Functions.tick'"));
  expect(runs.map(({ message }) => /Reason='([^']*)'/.exec(message)?.[1])).toEqual([
    'This function was programmatically called via the host APIs.',
  ]);
});

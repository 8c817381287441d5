import { beforeAll, describe, expect, test } from 'vitest';
import type { FunctionsHost } from '../../../infra/local/functions-host/start-functions-host.ts';
import { newYear, useHosts } from './hosts.ts';
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

  test.each([
    ['tick', 'master', 'application/json', 202],
    ['tick', 'function', 'application/json', 401],
    ['tick', 'master', 'text/plain', 415],
    ['tock', 'master', 'application/json', 404],
  ] as const)(
    'a run of %s with the %s key and a body of %s is answered %i',
    async (name, key, type, status) => {
      const response = await fetch(`${host.url}/admin/functions/${name}`, {
        method: 'POST',
        headers: {
          'x-functions-key': key === 'master' ? host.masterKey : host.functionKey,
          'content-type': type,
        },
        body: '{}',
      });
      expect(response.status).toBe(status);
    },
  );

  test('nothing is told without the master key', async () => {
    expect((await fetch(`${host.url}/admin/host/status`)).status).toBe(401);
  });
});

import { expect, test } from 'vitest';
import { everySecond, useHosts } from './hosts.ts';
import { timerApp } from './timer-app.ts';

const hosts = useHosts();

test('of two scale groups one answers requests, and the other one runs its timer', async () => {
  const appFolder = await hosts.stage(timerApp);
  const run = hosts.logged(/^\{"runs"/);
  const settings = { TICK: everySecond };
  const http = await hosts.start(appFolder, { settings, only: 'http' });
  const timer = await hosts.start(appFolder, { settings, only: 'function:tick' });
  await run;
  expect(await (await fetch(`${http.url}/api/hello`)).text()).toBe('hello');
  expect((await fetch(`${timer.url}/api/hello`)).status).toBe(404);
  await Promise.all([http.close(), timer.close()]);
  const ran = (host: typeof http) => host.logs.some(({ category }) => category === 'Function.tick');
  expect([ran(http), ran(timer)]).toEqual([false, true]);
});

test.each(['function:tock', 'function:hello'] as const)(
  'there are no instances of %s alone',
  async (only) => {
    const start = hosts.start(await hosts.stage(timerApp), { settings: { TICK: everySecond }, only });
    await expect(start).rejects.toThrow(`There is no scale group '${only}', only 'http', 'function:tick'.`);
  },
);

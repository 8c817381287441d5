import { expect, test } from 'vitest';
import { everySecond, hello, useHosts } from './hosts.ts';
import { timerApp } from './timer-app.ts';

const hosts = useHosts();

test('closing waits for what runs, then runs the hooks of the app, and leaves nothing', async () => {
  const host = await hosts.start(
    await hosts.stage(`
      app.http('takes-time', { handler: async (request, context) => {
        context.log('begun');
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { body: 'finished' };
      } });
      app.hook.appTerminate(async () => { console.log('terminated'); });
    `),
  );
  const begun = hosts.logged('begun');
  const answer = fetch(`${host.url}/api/takes-time`);
  await begun;
  await host.close();
  expect(await (await answer).text()).toBe('finished');
  const order = host.logs.filter(({ message, result }) => result || message === 'terminated');
  expect(order.map(({ category }) => category)).toEqual(['Function.takes-time', 'Host.Function.Console']);
  expect(await host.ended).toBe('with code 0');
  await expect(fetch(`${host.url}/api/takes-time`)).rejects.toThrow();
});

test('a signal to end has the same effect as closing', async () => {
  const host = await hosts.start(
    await hosts.stage(`${hello} app.hook.appTerminate(() => { console.log('terminated'); });`),
  );
  if (host.pid === undefined) throw new Error('The host has no number.');
  process.kill(host.pid, 'SIGTERM');
  expect(await host.ended).toBe('with code 0');
  expect(host.logs.map(({ message }) => message)).toContain('terminated');
});

test('closing waits for the run of a timer, and no further one begins', async () => {
  const run = hosts.logged(/^\{"runs"/);
  const settings = { TICK: everySecond, LONG: '1500' };
  // Occurrences pass while the app says goodbye.
  const goodbye = 'app.hook.appTerminate(() => new Promise((resolve) => setTimeout(resolve, 1500)));';
  const host = await hosts.start(await hosts.stage(timerApp + goodbye), { settings });
  await run;
  await host.close();
  const lines = host.logs.filter(({ category }) => category === 'Function.tick');
  expect(lines.map(({ result }) => result)).toEqual([undefined, 'succeeded']);
});

test('a hook that never ends is left after its five seconds', async () => {
  const source = `${hello} app.hook.appTerminate(() => new Promise(() => {}));`;
  const host = await hosts.start(await hosts.stage(source));
  const asked = Date.now();
  await host.close();
  expect(await host.ended).toBe('with code 0');
  expect(Date.now() - asked).toBeGreaterThanOrEqual(4_900);
});

test('a host that is killed is gone', async () => {
  const host = await hosts.start(await hosts.stage(hello));
  await host.kill();
  expect(await host.ended).toBe('by SIGKILL');
});

import { expect, test } from 'vitest';
import { useHosts } from './hosts.ts';

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

test('a host that is killed is gone, and so is one whose app crashed', async () => {
  const appFolder = await hosts.stage(`
    app.http('crash', { handler: async () => { setImmediate(() => { throw new Error('crashed'); }); } });
  `);
  const killed = await hosts.start(appFolder);
  await killed.kill();
  expect(await killed.ended).toBe('by SIGKILL');

  const crashed = await hosts.start(appFolder);
  await Promise.allSettled([fetch(`${crashed.url}/api/crash`)]);
  expect(await crashed.ended).toBe('with code 1');
  expect(crashed.logs.map(({ message }) => message)).toContain('Error: crashed');
  await expect(crashed.nextExecution('crash')).rejects.toThrow('with code 1');
});

import { expect, test } from 'vitest';
import { everySecond, hello, useHosts } from './hosts.ts';
import { timerApp } from './timer-app.ts';

const hosts = useHosts();

/** An app with a function that takes a while and says when it has begun. */
const slowApp = (milliseconds: number) => `
  app.http('takes-time', { handler: async (request, context) => {
    context.log('begun');
    await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));
    return { body: 'finished' };
  } });
`;

test('closing waits for what runs, and leaves nothing', async () => {
  const host = await hosts.start(await hosts.stage(slowApp(300)));
  const begun = hosts.logged('begun');
  const answer = fetch(`${host.url}/api/takes-time`);
  await begun;
  await host.close();
  expect(await (await answer).text()).toBe('finished');
  const ends = host.logs.filter(({ result }) => result !== undefined);
  expect(ends).toMatchObject([{ category: 'Function.takes-time', result: 'succeeded' }]);
  expect(await host.ended).toBe('with code 0');
  await expect(fetch(`${host.url}/api/takes-time`)).rejects.toThrow();
});

test('a signal to end has the same effect as closing', async () => {
  const host = await hosts.start(await hosts.stage(slowApp(300)));
  if (host.pid === undefined) throw new Error('The host has no number.');
  const begun = hosts.logged('begun');
  const answer = fetch(`${host.url}/api/takes-time`);
  await begun;
  process.kill(host.pid, 'SIGTERM');
  expect(await (await answer).text()).toBe('finished');
  expect(await host.ended).toBe('with code 0');
});

test('closing waits for the run of a timer, and no further one begins', async () => {
  const run = hosts.logged(/^\{"runs"/);
  const begun = hosts.logged('begun');
  const settings = { TICK: everySecond, LONG: '1500' };
  // Occurrences pass while a request is still being answered.
  const host = await hosts.start(await hosts.stage(timerApp + slowApp(3_000)), { settings });
  await run;
  const answer = fetch(`${host.url}/api/takes-time`);
  await begun;
  await host.close();
  expect(await (await answer).text()).toBe('finished');
  const lines = host.logs.filter(({ category }) => category === 'Function.tick');
  expect(lines.map(({ result }) => result)).toEqual([undefined, 'succeeded']);
});

test('a host that is killed is gone', async () => {
  const host = await hosts.start(await hosts.stage(hello));
  await host.kill();
  expect(await host.ended).toBe('by SIGKILL');
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { everySecond, newYear, useHosts } from './hosts.ts';
import { timerApp } from './timer-app.ts';

const hosts = useHosts();
const missed = '2001-01-01T00:00:00.000+00:00';
let appFolder: string;

beforeAll(async () => {
  appFolder = await hosts.stage(timerApp);
});

test('of two scale groups one answers requests, and the other one runs timers', async () => {
  const run = hosts.logged(/^\{"runs"/);
  const settings = { TICK: everySecond };
  const http = await hosts.start(appFolder, { settings, only: 'http' });
  const timer = await hosts.start(appFolder, { settings, only: 'timer' });
  await run;
  expect(await (await fetch(`${http.url}/api/hello`)).text()).toBe('hello');
  expect((await fetch(`${timer.url}/api/hello`)).status).toBe(404);
  await Promise.all([http.close(), timer.close()]);
  const ran = (host: typeof http) => host.logs.some(({ category }) => category === 'Function.tick');
  expect([ran(http), ran(timer)]).toEqual([false, true]);
});

describe('two hosts that share a schedule', () => {
  /** A schedule with one run that is overdue. */
  async function overdue(name: string): Promise<string> {
    const scheduleFile = join(hosts.folder, name);
    const status = { schedule: newYear, last: null, next: missed, lastUpdated: missed };
    await writeFile(scheduleFile, JSON.stringify({ tick: status }));
    return scheduleFile;
  }

  test('make up for a missed run once', async () => {
    const options = { settings: { TICK: newYear }, scheduleFile: await overdue('once.json') };
    const run = hosts.logged(/^\{"runs"/);
    const both = await Promise.all([hosts.start(appFolder, options), hosts.start(appFolder, options)]);
    await run;
    await Promise.all(both.map((host) => host.close()));
    const runs = both.flatMap(({ logs }) => logs.filter(({ result }) => result !== undefined));
    expect(runs).toHaveLength(1);
    expect(JSON.parse(await readFile(options.scheduleFile, 'utf8')).tick.next).not.toBe(missed);
  });

  test('run each occurrence in one, and go on in the other when that is killed', async () => {
    const options = { settings: { TICK: everySecond }, scheduleFile: join(hosts.folder, 'go-on.json') };
    const first = await hosts.start(appFolder, options);
    const second = await hosts.start(appFolder, options);
    await first.nextExecution('tick');
    await first.nextExecution('tick');
    expect(second.logs.filter(({ category }) => category === 'Function.tick')).toEqual([]);
    await first.kill();
    expect(await second.nextExecution('tick')).toMatchObject({ result: 'succeeded' });
    await second.close();
  });
});

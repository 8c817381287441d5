import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LogRecord } from '../../functions-host/start-functions-host.ts';
import { everySecond, newYear, useHosts } from './hosts.ts';
import { timerApp, told } from './timer-app.ts';

const hosts = useHosts();

describe('a timer function', () => {
  let appFolder: string;

  beforeAll(async () => {
    appFolder = await hosts.stage(timerApp);
  });

  test('runs by the schedule that its setting gives', async () => {
    const run = hosts.logged(/^\{"runs"/);
    const host = await hosts.start(appFolder, { settings: { TICK: everySecond } });
    expect(host.functions).toContainEqual({
      name: 'tick',
      trigger: { type: 'timerTrigger', schedule: everySecond, runOnStartup: false, useMonitor: true },
    });
    // A schedule of less than a minute has no monitored status.
    expect(told(await run).timer).toEqual({
      schedule: { adjustForDST: true },
      scheduleStatus: null,
      isPastDue: false,
    });
    await host.kill();
  });

  test('runs once at a time, also where a run outlasts its interval', async () => {
    const ends: LogRecord[] = [];
    let enough = () => {};
    const twoEnds = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const onLog = (record: LogRecord) => {
      if (record.result !== undefined && ends.push(record) === 2) enough();
    };
    const host = await hosts.start(appFolder, { settings: { TICK: everySecond, LONG: '1300' }, onLog });
    await twoEnds;
    await host.kill();

    const runs = host.logs.filter(({ category }) => category === 'Function.tick.User').map(told);
    expect(runs.map(({ running }) => running)).toEqual(runs.map(() => 1));
  });

  test('makes up once for a run that was missed while no host ran', async () => {
    const scheduleFile = join(hosts.folder, 'schedule.json');
    const settings = { TICK: newYear };
    const first = await hosts.start(appFolder, { settings, scheduleFile });
    await first.close();
    expect(first.logs.filter(({ category }) => category === 'Function.tick')).toEqual([]);

    const kept = JSON.parse(await readFile(scheduleFile, 'utf8'));
    const missed = '2001-01-01T00:00:00.000+00:00';
    await writeFile(scheduleFile, JSON.stringify({ tick: { ...kept.tick, next: missed } }));
    // Both from before the start: the run may be over when the host is up.
    const run = hosts.logged(/^\{"runs"/);
    const end = hosts.logged(/^Executed /);
    const second = await hosts.start(appFolder, { settings, scheduleFile });
    expect(told(await run).timer).toMatchObject({ isPastDue: true, scheduleStatus: { next: missed } });
    expect(await end).toMatchObject({ category: 'Function.tick', result: 'succeeded' });
    await second.close();

    const third = await hosts.start(appFolder, { settings, scheduleFile });
    await third.close();
    expect(third.logs.filter(({ category }) => category === 'Function.tick')).toEqual([]);
  });

  test('is told the status from before its run: when the run before was, and when this one is due', async () => {
    const scheduleFile = join(hosts.folder, 'status.json');
    const at = (time: number) => new Date(time).toISOString().replace('Z', '+00:00');
    const last = at(Date.parse('2001-01-01T00:00:00Z'));
    const dueIn = async (milliseconds: number) => {
      const due = at(Date.now() + milliseconds);
      const before = { schedule: newYear, last, next: due, lastUpdated: last };
      await writeFile(scheduleFile, JSON.stringify({ tick: before }));
      const run = hosts.logged(/^\{"runs"/);
      const end = hosts.logged(/^Executed /);
      const host = await hosts.start(appFolder, { settings: { TICK: newYear }, scheduleFile });
      const { timer } = told(await run);
      await end;
      await host.close();
      return { due, timer };
    };
    // On a busy machine a host may not be up when it is due.
    let [wait, { due, timer }] = [3_000, await dueIn(3_000)];
    while (timer.isPastDue && wait < 50_000) {
      wait *= 2;
      ({ due, timer } = await dueIn(wait));
    }
    expect(timer).toMatchObject({ isPastDue: false, scheduleStatus: { last, next: due, lastUpdated: last } });
    const { tick } = JSON.parse(await readFile(scheduleFile, 'utf8'));
    expect(Date.parse(tick.last)).toBeGreaterThanOrEqual(Date.parse(due));
    expect(tick.next).toMatch(/-01-01T00:00:00.000/);
  });

  test('repeats a failed run as its retry policy says', async () => {
    const lastRetry = hosts.logged(/"retryCount":2/);
    const host = await hosts.start(appFolder, { settings: { TICK: everySecond, RETRIES: 'yes' } });
    await lastRetry;
    await host.kill();
    const runs = host.logs.filter(({ category }) => category === 'Function.tick.User').map(told);
    expect(runs.slice(0, 3).map(({ retryCount }) => retryCount)).toEqual([undefined, 1, 2]);
  });
});

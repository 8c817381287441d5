import { spawn } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSchedule } from '../../infra/local/functions-host/schedule.ts';
import {
  type FunctionsHost,
  type FunctionsHostOptions,
  type LogRecord,
  startFunctionsHost,
} from '../../infra/local/functions-host/start-functions-host.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
let stagedApps = 0;
const started: FunctionsHost[] = [];
const records = new EventEmitter();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'functions-host-'));
});

afterAll(async () => {
  await Promise.all(started.map((host) => host.kill()));
  await rm(folder, { recursive: true });
});

/** A staged app as a build would leave it: one bundle with the real library in it. */
async function stage(source: string, hostJson: object = { version: '2.0' }): Promise<string> {
  stagedApps += 1;
  const appFolder = join(folder, String(stagedApps));
  await mkdir(appFolder);
  await build({
    stdin: { contents: `import { app } from '@azure/functions';\n${source}`, resolveDir: root, loader: 'ts' },
    outfile: join(appFolder, 'index.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@azure/functions-core'],
  });
  await writeFile(join(appFolder, 'package.json'), JSON.stringify({ main: 'index.cjs' }));
  await writeFile(join(appFolder, 'host.json'), JSON.stringify(hostJson));
  return appFolder;
}

/** Starts a host that the end of the test ends. */
async function start(appFolder: string, options: Partial<FunctionsHostOptions> = {}): Promise<FunctionsHost> {
  const onLog = (record: LogRecord) => records.emit('record', record);
  const host = await startFunctionsHost({ appFolder, settings: {}, onLog, ...options });
  started.push(host);
  return host;
}

/** The next record, of any host of these tests, that has this message. */
async function logged(message: string | RegExp): Promise<LogRecord> {
  for await (const [record] of on(records, 'record')) {
    if (typeof message === 'string' ? record.message === message : message.test(record.message))
      return record;
  }
  throw new Error('There are no more records.');
}

const hello = `app.http('hello', { handler: async () => ({ body: 'hello' }) });`;

describe('an app with HTTP functions', () => {
  let host: FunctionsHost;

  beforeAll(async () => {
    const appFolder = await stage(`
      const show = async (request, context) => ({
        status: 201,
        headers: { etag: 'W/"1"' },
        jsonBody: {
          name: context.functionName,
          url: request.url,
          query: [...request.query],
          params: request.params,
          header: request.headers.get('x-mine'),
          body: [...Buffer.from(await request.arrayBuffer())],
        },
      });
      app.http('show', { route: 'things/{id}/{part?}', authLevel: 'function', methods: ['GET', 'PUT'], handler: show });
      app.http('open', { authLevel: 'anonymous', handler: show });
      app.http('unstated', { handler: show });
      app.http('owner', { authLevel: 'admin', handler: show });
      app.http('bbb', { route: 'order/exact', authLevel: 'anonymous', handler: show });
      app.http('aaa', { route: 'order/{any}', authLevel: 'anonymous', handler: show });
      app.http('nothing', { handler: async () => undefined });
      app.http('same', { handler: async () => ({ status: 304, headers: { etag: 'W/"1"' } }) });
      app.http('fails', { handler: async () => { throw new Error('on purpose'); } });
      app.http('environment', { handler: async () => ({ jsonBody: process.env }) });
      app.http('talks', { handler: async (request, context) => {
        console.log('to the console');
        context.log('read', 3, { jobs: 1 });
        context.warn('careful');
        return { body: context.invocationId };
      } });
      app.http('hangs', { handler: () => new Promise(() => {}) });
    `);
    host = await start(appFolder, {
      settings: { MINE: 'yes' },
      caFile: '/tmp/none.pem',
      limits: { responseMilliseconds: 200, requestBytes: 1000 },
    });
  });

  const call = (path: string, init: RequestInit = {}) => fetch(`${host.url}/api/${path}`, init);
  const withKey = () => ({ headers: { 'x-functions-key': host.functionKey } });

  test('says what it registered', () => {
    expect(host.functions).toContainEqual({
      name: 'show',
      trigger: {
        type: 'httpTrigger',
        authLevel: 'function',
        methods: ['GET', 'PUT'],
        route: 'things/{id}/{part?}',
      },
    });
    // The trap of the library: what states no level is open.
    expect(host.functions.find(({ name }) => name === 'unstated')?.trigger).toMatchObject({
      authLevel: 'anonymous',
      methods: ['GET', 'POST'],
      route: 'unstated',
    });
  });

  test('hands the request to the function, and its answer to the caller', async () => {
    const response = await call('things/a%20b?state=x&State=y&code=z', {
      method: 'PUT',
      headers: { 'x-functions-key': host.functionKey, 'x-mine': 'mine' },
      body: new Uint8Array([0, 255, 10]),
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe('W/"1"');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      name: 'show',
      url: `${host.url}/api/things/a%20b?state=x&State=y&code=z`,
      query: [
        ['state', 'x,y'],
        ['code', 'z'],
      ],
      params: { id: 'a b' },
      header: 'mine',
      body: [0, 255, 10],
    });
  });

  test.each([
    ['an optional part', 'things/1/2', { id: '1', part: '2' }],
    ['an encoded slash, which is decoded before the route is chosen', 'things/1%2F2', { id: '1', part: '2' }],
    ['an encoded percent sign, which is decoded once', 'things/1%252F2', { id: '1%2F2' }],
    ['letters of another case in the fixed parts', 'THINGS/Ab', { id: 'Ab' }],
    ['a slash at the end', 'things/1/', { id: '1' }],
  ])('matches %s', async (_what, path, params) => {
    const response = await call(path, withKey());
    expect(await response.json()).toMatchObject({ name: 'show', params });
  });

  test('tries routes in the order of the names of the functions, whatever is more exact', async () => {
    expect(await (await call('order/exact')).json()).toMatchObject({ name: 'aaa' });
  });

  test.each([
    ['an unknown route', 'GET', 'nowhere'],
    ['a part too many', 'GET', 'things/1/2/3'],
    ['a part too few', 'GET', 'things'],
    ['another method', 'POST', 'things/1'],
    ['HEAD, which GET does not bring along', 'HEAD', 'things/1'],
  ])('answers 404 to %s, with a key and without', async (_what, method, path) => {
    expect((await call(path, { method, ...withKey() })).status).toBe(404);
    expect((await call(path, { method })).status).toBe(404);
  });

  test('serves nothing outside its prefix', async () => {
    expect((await fetch(`${host.url}/things/1`, withKey())).status).toBe(404);
  });

  test.each([
    ['open', undefined, 201],
    ['open', 'wrong', 201],
    ['things/1', undefined, 401],
    ['things/1', 'wrong', 401],
    ['things/1', 'function', 201],
    ['things/1', 'master', 201],
    ['owner', 'function', 401],
    ['owner', 'master', 201],
  ] as const)('%s with the key %s is answered %i', async (path, which, status) => {
    const key = { function: host.functionKey, master: host.masterKey, wrong: 'guess', undefined: undefined }[
      `${which}`
    ];
    const inHeader = await call(path, key === undefined ? {} : { headers: { 'x-functions-key': key } });
    expect(inHeader.status).toBe(status);
    if (status === 401) expect(await inHeader.text()).toBe('');
    if (key === undefined) return;

    const inQuery = await call(`${path}?code=${encodeURIComponent(key)}`);
    expect(inQuery.status).toBe(status);
    if (status === 201) expect(await inQuery.json()).toMatchObject({ query: [['code', key]] });
  });

  test('a wrong key in the header is not mended by a right one in the query', async () => {
    const code = encodeURIComponent(host.functionKey);
    const response = await call(`things/1?code=${code}`, { headers: { 'x-functions-key': 'guess' } });
    expect(response.status).toBe(401);
  });

  test('what a function does not say is not made up', async () => {
    const nothing = await call('nothing');
    expect(nothing.status).toBe(204);
    const same = await call('same');
    expect([same.status, same.headers.get('etag'), same.headers.get('content-length')]).toEqual([
      304,
      'W/"1"',
      null,
    ]);
  });

  test('a function that throws is answered 500 without a word, and logged with its reason', async () => {
    const execution = host.nextExecution('fails');
    const response = await call('fails');
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(await execution).toMatchObject({
      level: 'error',
      category: 'Function.fails',
      result: 'failed',
      error: expect.stringMatching(/Error: on purpose\n.*index\.cjs/),
    });
  });

  test('logs each line of a function, between the start and the end of its invocation', async () => {
    const execution = host.nextExecution('talks');
    const onConsole = logged('to the console');
    const invocationId = await (await call('talks')).text();
    await execution;
    const lines = host.logs.filter((record) => record.invocationId === invocationId);
    expect(lines).toEqual([
      expect.objectContaining({ category: 'Function.talks', level: 'information' }),
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: 'information',
        category: 'Function.talks.User',
        invocationId,
        message: 'read 3 { jobs: 1 }',
      },
      expect.objectContaining({ category: 'Function.talks.User', level: 'warning', message: 'careful' }),
      expect.objectContaining({
        category: 'Function.talks',
        result: 'succeeded',
        milliseconds: expect.any(Number),
      }),
    ]);
    // The platform cannot tell to which invocation such a line belongs.
    expect(await onConsole).toEqual({
      time: expect.any(String),
      level: 'information',
      category: 'Host.Function.Console',
      message: 'to the console',
    });
  });

  test('the environment is the settings and what the platform adds, nothing of ours', async () => {
    const environment = await (await call('environment')).json();
    expect(environment).toEqual({
      PATH: process.env.PATH,
      HOME: expect.stringContaining(folder),
      AZURE_FUNCTIONS_ENVIRONMENT: 'Production',
      FUNCTIONS_EXTENSION_VERSION: '~4',
      FUNCTIONS_WORKER_RUNTIME: 'node',
      WEBSITE_HOSTNAME: new URL(host.url).host,
      WEBSITE_INSTANCE_ID: 'local',
      WEBSITE_SITE_NAME: 'local',
      NODE_EXTRA_CA_CERTS: '/tmp/none.pem',
      MINE: 'yes',
    });
  });

  test('a caller waits no longer than the limit', async () => {
    expect((await call('hangs')).status).toBe(504);
  });

  test('a body over the limit never reaches the function', async () => {
    expect((await call('open', { method: 'POST', body: 'x'.repeat(1000) })).status).toBe(201);
    expect((await call('open', { method: 'POST', body: 'x'.repeat(1001) })).status).toBe(500);
    const stream = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 3; sent += 1) controller.enqueue(new Uint8Array(500));
        controller.close();
      },
    });
    const init = { method: 'POST', body: stream, duplex: 'half' } satisfies RequestInit;
    expect((await call('open', init)).status).toBe(500);
  });
});

describe('an app with a timer', () => {
  const everySecond = '* * * * * *';
  const newYear = '0 0 0 1 1 *';
  let appFolder: string;

  beforeAll(async () => {
    appFolder = await stage(`
      let runs = 0;
      let running = 0;
      app.timer('tick', {
        schedule: '%TICK%',
        retry: process.env.RETRIES && { strategy: 'fixedDelay', delayInterval: 0, maxRetryCount: 2 },
        handler: async (timer, context) => {
          runs += 1;
          running += 1;
          context.log(JSON.stringify({ runs, running, retryCount: context.retryContext?.retryCount, timer }));
          await new Promise((resolve) => setTimeout(resolve, Number(process.env.LONG ?? 0)));
          running -= 1;
          if (process.env.RETRIES) throw new Error('on purpose');
        },
      });
      ${hello}
    `);
  });

  const told = (record: LogRecord) => JSON.parse(record.message);

  test('runs it by the schedule that its setting gives', async () => {
    const run = logged(/^\{"runs"/);
    const host = await start(appFolder, { settings: { TICK: everySecond } });
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

  test('runs it once at a time, and once more at once after a run that outlasted its interval', async () => {
    const ends: LogRecord[] = [];
    let enough = () => {};
    const twoEnds = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const onLog = (record: LogRecord) => {
      if (record.result !== undefined && ends.push(record) === 2) enough();
    };
    const host = await start(appFolder, { settings: { TICK: everySecond, LONG: '1300' }, onLog });
    await twoEnds;
    await host.kill();

    const runs = host.logs.filter(({ category }) => category === 'Function.tick.User').map(told);
    expect(runs.map(({ running }) => running)).toEqual(runs.map(() => 1));
    const starts = host.logs.filter(({ message }) => message.startsWith('Executing'));
    const gap = Date.parse(starts[1]?.time ?? '') - Date.parse(ends[0]?.time ?? '');
    expect(gap).toBeLessThan(500);
  });

  test('runs it by hand, for who has the master key', async () => {
    const host = await start(appFolder, { settings: { TICK: newYear } });
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

    const post = (name: string, key: string, contentType = 'application/json') =>
      fetch(`${host.url}/admin/functions/${name}`, {
        method: 'POST',
        headers: { 'x-functions-key': key, 'content-type': contentType },
        body: '{}',
      });
    expect((await post('tick', host.masterKey)).status).toBe(202);
    expect((await post('tick', host.functionKey)).status).toBe(401);
    expect((await post('tick', host.masterKey, 'text/plain')).status).toBe(415);
    expect((await post('tock', host.masterKey)).status).toBe(404);
    await expect(host.invoke('tock')).rejects.toThrow('404');
    expect((await fetch(`${host.url}/admin/host/status`)).status).toBe(401);
  });

  test('makes up once for a run that was missed while no host ran', async () => {
    const scheduleFile = join(folder, 'schedule.json');
    const settings = { TICK: newYear };
    const first = await start(appFolder, { settings, scheduleFile });
    await first.close();
    expect(first.logs.filter(({ category }) => category === 'Function.tick')).toEqual([]);

    const kept = JSON.parse(await readFile(scheduleFile, 'utf8'));
    const missed = '2001-01-01T00:00:00.000+00:00';
    await writeFile(scheduleFile, JSON.stringify({ tick: { ...kept.tick, next: missed } }));
    const run = logged(/^\{"runs"/);
    const second = await start(appFolder, { settings, scheduleFile });
    const execution = second.nextExecution('tick');
    expect(told(await run).timer).toMatchObject({ isPastDue: true, scheduleStatus: { next: missed } });
    await execution;
    await second.close();

    const third = await start(appFolder, { settings, scheduleFile });
    await third.close();
    expect(third.logs.filter(({ category }) => category === 'Function.tick')).toEqual([]);
  });

  test('repeats a failed run as its retry policy says', async () => {
    const host = await start(appFolder, { settings: { TICK: everySecond, RETRIES: 'yes' } });
    await logged(/"retryCount":2/);
    await host.kill();
    const runs = host.logs.filter(({ category }) => category === 'Function.tick.User').map(told);
    expect(runs.slice(0, 3).map(({ retryCount }) => retryCount)).toEqual([undefined, 1, 2]);
  });
});

test.each([
  ['0 */5 * * * *', '2024-02-29T23:57:30Z', '2024-03-01T00:00:00.000Z'],
  ['30 5-59/20 9 * * Mon-Fri', '2024-03-01T09:25:30Z', '2024-03-01T09:45:30.000Z'],
  // A Friday that is a 13th: either alone is not enough.
  ['0 0 0 13 * 5', '2024-01-01T00:00:00Z', '2024-09-13T00:00:00.000Z'],
])('after %s, at %s, comes %s', (schedule, time, next) => {
  expect(parseSchedule(schedule).next(new Date(time)).toISOString()).toBe(next);
});

test.each(['* * * * *', '0 0 0 ? * *', '0 0 0 L * *', '0 0 0 * * 5#2', '0 60 * * * *', '@daily', '00:05:00'])(
  '%s is no schedule of the platform',
  (schedule) => {
    expect(() => parseSchedule(schedule)).toThrow('NCRONTAB');
  },
);

test('host.json may name another prefix, or none', async () => {
  const hostJson = { version: '2.0', extensions: { http: { routePrefix: '' } } };
  const host = await start(await stage(hello, hostJson));
  expect(await (await fetch(`${host.url}/hello`)).text()).toBe('hello');
  expect((await fetch(`${host.url}/api/hello`)).status).toBe(404);
});

test.concurrent.each([
  ['registers no function', 'export {};', 'The app registered no functions.'],
  ['fails to load', `throw new Error('broken');`, 'Error: broken'],
  [
    'needs a setting that is not there',
    `app.timer('tick', { schedule: '%EVERY%', handler() {} });`,
    /'tick'.*'EVERY'/,
  ],
  [
    'has a schedule of five fields',
    `app.timer('tick', { schedule: '* * * * *', handler() {} });`,
    /'tick'.*NCRONTAB/,
  ],
  [
    'has a trigger that the host does not know',
    `app.storageQueue('q', { queueName: 'q', handler() {} });`,
    /'q'.*queueTrigger/,
  ],
  [
    'has a route that the host does not know',
    `app.get('all', { route: '{*all}', handler: () => ({}) });`,
    /'all'.*\{\*all\}/,
  ],
  ['ends while it loads', 'process.exit(3);', 'the host ended with code 3'],
])('an app that %s does not start', async (_what, source, message) => {
  await expect(start(await stage(source))).rejects.toThrow(message);
});

test('a folder without a staged app does not start', async () => {
  await expect(start(folder)).rejects.toThrow('host.json');
});

test('a port that is taken, and a Node that is not there, are said', async () => {
  const appFolder = await stage(hello);
  const host = await start(appFolder);
  await expect(start(appFolder, { port: Number(new URL(host.url).port) })).rejects.toThrow('EADDRINUSE');
  await expect(start(appFolder, { nodePath: '/nowhere/node' })).rejects.toThrow('ENOENT');
});

test('closing waits for what runs, then runs the hooks of the app, and leaves nothing', async () => {
  const host = await start(
    await stage(`
      app.http('takes-time', { handler: async (request, context) => {
        context.log('begun');
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { body: 'finished' };
      } });
      app.hook.appTerminate(async () => { console.log('terminated'); });
    `),
  );
  const begun = logged('begun');
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
  const appFolder = await stage(`
    app.http('crash', { handler: async () => { setImmediate(() => { throw new Error('crashed'); }); } });
  `);
  const killed = await start(appFolder);
  await killed.kill();
  expect(await killed.ended).toBe('by SIGKILL');

  const crashed = await start(appFolder);
  await Promise.allSettled([fetch(`${crashed.url}/api/crash`)]);
  expect(await crashed.ended).toBe('with code 1');
  expect(crashed.logs.map(({ message }) => message)).toContain('Error: crashed');
  await expect(crashed.nextExecution('crash')).rejects.toThrow('with code 1');
});

test('a host ends with its parent, even when that is killed', async () => {
  const appFolder = await stage(hello);
  const script = `
    import { startFunctionsHost } from '${pathToFileURL(join(root, 'infra/local/functions-host/start-functions-host.ts'))}';
    const { url } = await startFunctionsHost({ appFolder: '${appFolder}', settings: {} });
    console.log(url);
  `;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: parent.stdout }), 'line');
  const connection = connect(Number(new URL(url).port), '127.0.0.1');
  await once(connection, 'connect');
  connection.on('error', () => {});
  parent.kill('SIGKILL');
  await once(connection, 'close');
  await expect(fetch(`${url}/api/hello`)).rejects.toThrow();
});

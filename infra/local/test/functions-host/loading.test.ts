import { expect, test } from 'vitest';
import { hello, useHosts } from './hosts.ts';
import { bundle } from './queue-app.ts';

const hosts = useHosts();

test.concurrent.each([
  ['registers no function', 'export {};', 'The app registered no functions.'],
  [
    'fails to load, whatever it registered before',
    `app.http('hello', { handler: () => ({}) }); throw new Error('broken');`,
    /registered no functions, since its entry point 'index.cjs' could not be loaded: Error: broken/,
  ],
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
    'has a Service Bus trigger and no extension bundle',
    `app.serviceBusQueue('work', { queueName: 'jobs', connection: 'Bus', handler() {} });`,
    /'work' is in error: The binding type\(s\) 'serviceBusTrigger' are not registered. Please ensure the type is correct/,
  ],
  [
    'has a route that the host does not know',
    `app.get('some', { route: '{some:int}', handler: () => ({}) });`,
    /'some'.*\{some:int\}/,
  ],
  [
    'asks for a hook, of which the host knows none',
    `app.hook.appTerminate(() => {});`,
    /runs no hooks: the app asks for 'appTerminate'/,
  ],
  ['ends while it loads', 'process.exit(3);', 'the host ended with code 3'],
])('an app that %s does not start', async (_what, source, message) => {
  await expect(hosts.start(await hosts.stage(source))).rejects.toThrow(message);
});

test.concurrent.each([
  ['of a topic', `serviceBusTopic('t', { topicName: 'a', subscriptionName: 'b',`, 'queues, not to topics'],
  ['of sessions', `serviceBusQueue('q', { queueName: 'q', isSessionsEnabled: true,`, 'no sessions'],
  [
    'of many messages',
    `serviceBusQueue('q', { queueName: 'q', cardinality: 'many',`,
    'one message at a time',
  ],
  ['whose queue is no setting', `serviceBusQueue('q', { queueName: '%QUEUE%',`, "needs the setting 'QUEUE'"],
])('a Service Bus trigger %s does not start', async (_what, start, message) => {
  const appFolder = await hosts.stage(`app.${start} connection: 'Bus', handler() {} });`);
  await expect(hosts.start(appFolder, { settings: bundle })).rejects.toThrow(message);
});

test('a folder without a staged app does not start', async () => {
  await expect(hosts.start(hosts.folder)).rejects.toThrow('host.json');
});

test('a port that is taken, and a Node that is not there, are said', async () => {
  const appFolder = await hosts.stage(hello);
  const host = await hosts.start(appFolder);
  await expect(hosts.start(appFolder, { port: Number(new URL(host.url).port) })).rejects.toThrow(
    'EADDRINUSE',
  );
  await expect(hosts.start(appFolder, { nodePath: '/nowhere/node' })).rejects.toThrow('ENOENT');
});

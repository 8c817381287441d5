import type { ServiceBusMessage } from '@azure/service-bus';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { BusEntities } from '../../bus/bus.ts';
import type {
  FunctionsHost,
  FunctionsHostOptions,
  LogRecord,
} from '../../functions-host/start-functions-host.ts';
import { busRig } from '../bus/bus-rig.ts';
import { send } from '../bus/messages.ts';
import { useHosts } from './hosts.ts';
import { bundle, calledWith, given, queueApp } from './queue-app.ts';

const hosts = useHosts();
const { emulator, emulatorClient } = busRig();
const started: FunctionsHost[] = [];
let appFolder: string;

// Before their broker is gone, of which they would complain in the logs.
afterEach(async () => {
  await Promise.all(started.splice(0).map((host) => host.kill()));
});

beforeAll(async () => {
  appFolder = await hosts.stage(queueApp);
});

type Queue = NonNullable<BusEntities['queues']>[string];

/** A broker with the queue, somebody who sends to it, and instances of the app. */
async function rig(queue: Queue = {}) {
  let passed = 0;
  const bus = await emulator({ queues: { jobs: queue } }, { clock: () => Date.now() + passed });
  const client = emulatorClient(bus.connectionString);
  const settings = { ...bundle, QUEUE: 'jobs', Bus: bus.connectionString ?? '' };
  return {
    bus,
    settings,
    /** Time at the broker. */
    pass: (ms: number) => {
      passed += ms;
    },
    /** When the lock of the first message ends, 0 without one. */
    lockedUntil: async () => {
      // A client of its own, since a client goes on peeking where it stopped.
      const [message] = await emulatorClient(bus.connectionString).createReceiver('jobs').peekMessages(1);
      return message?.lockedUntilUtc?.getTime() ?? 0;
    },
    send: (body: unknown, more: Partial<ServiceBusMessage> = {}) =>
      send(client, 'jobs', { body: Buffer.from(JSON.stringify(body)), ...more }),
    async start(more: Record<string, string> = {}, options: Partial<FunctionsHostOptions> = {}) {
      const host = await hosts.start(appFolder, { settings: { ...settings, ...more }, ...options });
      started.push(host);
      return host;
    },
  };
}

const release = (host: FunctionsHost) => fetch(`${host.url}/api/release`);
const listenerErrors = ({ logs }: FunctionsHost) =>
  logs.filter(({ category }) => category.endsWith('.ServiceBusListener')).map(({ message }) => message);
const empty = { active: 0, deadLettered: 0 };

describe('a queue function', () => {
  test('is given the body as a value, and what the broker knows of the message', async () => {
    const { bus, settings, send, start } = await rig();
    const host = await start();
    expect(host.functions).toContainEqual({
      name: 'work',
      trigger: { type: 'serviceBusTrigger', queueName: 'jobs', connection: 'Bus' },
    });
    const called = hosts.logged(calledWith('note'));
    const execution = host.nextExecution('work');
    await send(
      { do: 'note', tick: '2026-01-01T00:05:00Z' },
      {
        messageId: 'one/2026',
        contentType: 'application/json',
        correlationId: 'c',
        subject: 's',
        timeToLive: 60_000,
        applicationProperties: { Tenant: 'one', tries: 2 },
      },
    );
    const { message, metadata } = given(await called);
    expect(await execution).toMatchObject({ result: 'succeeded', category: 'Function.work' });
    expect(message).toEqual({ do: 'note', tick: '2026-01-01T00:05:00Z' });
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/;
    const { enqueuedTimeUtc, expiresAtUtc } = metadata;
    expect(metadata).toEqual({
      do: 'note',
      tick: '2026-01-01T00:05:00Z',
      messageId: 'one/2026',
      contentType: 'application/json',
      correlationId: 'c',
      subject: 's',
      label: 's',
      deliveryCount: 1,
      sequenceNumber: 1,
      lockToken: expect.stringMatching(/^[-\da-f]{36}$/),
      enqueuedTimeUtc: expect.stringMatching(time),
      enqueuedTime: `${enqueuedTimeUtc}+00:00`,
      expiresAtUtc: expect.stringMatching(time),
      expiresAt: `${expiresAtUtc}+00:00`,
      applicationProperties: { tenant: 'one', tries: 2 },
      userProperties: { tenant: 'one', tries: 2 },
    });
    expect(Date.parse(`${expiresAtUtc}Z`) - Date.parse(`${enqueuedTimeUtc}Z`)).toBe(60_000);
    expect(settings.QUEUE).toBe('jobs');
    await expect.poll(() => bus.counts('jobs')).toEqual(empty);
    await host.close();
    expect(listenerErrors(host)).toEqual([]);
  });

  test('finds members of the body among what is known of the message, which they hide', async () => {
    const { send, start } = await rig();
    await start();
    const called = hosts.logged(calledWith('hide'));
    await send({ do: 'hide', MessageID: 'mine', deliveryCount: 7, inner: { a: 1 } }, { messageId: 'm' });
    const { metadata } = given(await called);
    expect(metadata).toMatchObject({ messageID: 'mine', deliveryCount: 7, sequenceNumber: 1 });
    expect(metadata).not.toHaveProperty('messageId');
    expect(metadata).not.toHaveProperty('inner');
  });

  test('that throws gives its message back, until the queue has had enough of it', async () => {
    const { bus, send, start } = await rig({ maxDeliveryCount: 2 });
    const host = await start();
    const ends: LogRecord[] = [];
    const first = host.nextExecution('work').then((end) => ends.push(end));
    await send({ do: 'fail' });
    await first;
    await expect.poll(() => bus.counts('jobs')).toEqual({ active: 0, deadLettered: 1 });
    expect(ends[0]).toMatchObject({ result: 'failed', error: expect.stringContaining('on purpose') });
    const calls = host.logs.filter(({ category }) => category === 'Function.work.User').map(given);
    expect(calls.map(({ metadata }) => metadata.deliveryCount)).toEqual([1, 2]);
    expect(listenerErrors(host)[0]).toMatch(
      /^Message processing error \(Action=ProcessMessageCallback, EntityPath=jobs, Endpoint=localhost/,
    );
  });

  test('works on so many messages at once as the settings say, in each instance', async () => {
    const { bus, send, start } = await rig();
    const more = { AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentCalls: '2' };
    const [one, other] = await Promise.all([start(more), start(more)]);
    for (let each = 0; each < 5; each++) await send({ do: 'wait', each });
    const calls = () =>
      [one, other].map(
        ({ logs }) => logs.filter(({ category }) => category === 'Function.work.User').map(given).length,
      );
    await expect.poll(calls).toEqual([2, 2]);
    await Promise.all([release(one), release(other)]);
    await expect.poll(() => calls().reduce((sum, each) => sum + each)).toBe(5);
    await Promise.all([release(one), release(other)]);
    await expect.poll(() => bus.counts('jobs')).toEqual(empty);
    for (const { logs } of [one, other]) {
      const running = logs.filter(({ category }) => category === 'Function.work.User').map(given);
      expect(Math.max(...running.map((each) => each.running))).toBeLessThanOrEqual(2);
    }
  });

  test('keeps its message locked while it works', async () => {
    const { bus, lockedUntil, send, start } = await rig({ lockDurationMs: 6_000 });
    const host = await start();
    const called = hosts.logged(calledWith('wait'));
    await send({ do: 'wait' });
    await called;
    const first = await lockedUntil();
    await expect.poll(lockedUntil, { interval: 500 }).toBeGreaterThan(first);
    await release(host);
    await expect.poll(() => bus.counts('jobs')).toEqual(empty);
    expect(listenerErrors(host)).toEqual([]);
  });

  test('of an instance that is killed leaves its message to another one, when the lock has run out', async () => {
    const { bus, pass, send, start } = await rig();
    const killed = await start();
    const called = hosts.logged(calledWith('wait'));
    await send({ do: 'wait' });
    await called;
    await killed.kill();
    const again = hosts.logged(calledWith('wait'));
    const host = await start();
    pass(60_000);
    expect(given(await again).metadata).toMatchObject({ deliveryCount: 2 });
    await release(host);
    await expect.poll(() => bus.counts('jobs')).toEqual(empty);
  });

  test('that lost its lock goes on beside its successor, and cannot complete the message', async () => {
    const { bus, send, start } = await rig();
    const more = { AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentCalls: '1' };
    const zombie = await start(more);
    const called = hosts.logged(calledWith('wait'));
    await send({ do: 'wait' });
    await called;
    const again = hosts.logged(calledWith('wait'));
    const successor = await start(more);
    bus.loseLocks('jobs');
    expect(given(await again).metadata).toMatchObject({ deliveryCount: 2 });
    const execution = successor.nextExecution('work');
    await release(successor);
    await execution;
    await expect.poll(() => bus.counts('jobs')).toEqual(empty);

    const late = zombie.nextExecution('work');
    const refused = hosts.logged(/Action=Complete/);
    await release(zombie);
    expect(await late).toMatchObject({ result: 'succeeded' });
    expect(await refused).toMatchObject({
      level: 'error',
      category: 'Microsoft.Azure.WebJobs.ServiceBus.Listeners.ServiceBusListener',
      error: expect.stringContaining('MessageLockLost'),
    });
    expect(listenerErrors(zombie)).toHaveLength(1);
  });

  test('ends its work when its instance is closed, and begins nothing more', async () => {
    const { bus, send, start } = await rig();
    const host = await start({ AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentCalls: '1' });
    const called = hosts.logged(calledWith('rest'));
    await send({ do: 'rest' });
    await called;
    await send({ do: 'note' });
    await host.close();
    const ends = host.logs.filter(({ result }) => result !== undefined);
    expect(ends).toMatchObject([{ category: 'Function.work', result: 'succeeded' }]);
    expect(bus.counts('jobs')).toEqual({ active: 1, deadLettered: 0 });
    expect(listenerErrors(host)).toEqual([]);
  });

  test('goes on after an outage of the broker, and completes what it worked on', async () => {
    const { bus, send, start } = await rig();
    const host = await start();
    const called = hosts.logged(calledWith('wait'));
    await send({ do: 'wait' });
    await called;
    await bus.pause();
    await bus.resume();
    const next = hosts.logged(calledWith('note'));
    await send({ do: 'note' });
    await next;
    await release(host);
    await expect.poll(() => bus.counts('jobs')).toEqual(empty);
    const calls = host.logs.filter(({ category }) => category === 'Function.work.User').map(given);
    expect(calls.map(({ metadata }) => metadata.deliveryCount)).toEqual([1, 1]);
    expect(listenerErrors(host).filter((error) => !error.includes('Action=Receive'))).toEqual([]);
  });

  test('fetches messages ahead where it is told so, and they wait under lock', async () => {
    const { bus, send, start } = await rig();
    const host = await start({
      AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentCalls: '1',
      AzureFunctionsJobHost__extensions__serviceBus__prefetchCount: '1',
    });
    const called = hosts.logged(calledWith('wait'));
    await send({ do: 'wait' });
    await called;
    await send({ do: 'note' });
    const other = emulatorClient(bus.connectionString).createReceiver('jobs');
    await expect
      .poll(async () => {
        const [, second] = await emulatorClient(bus.connectionString).createReceiver('jobs').peekMessages(2);
        return second?.lockedUntilUtc;
      })
      .toBeInstanceOf(Date);
    expect(await other.receiveMessages(1, { maxWaitTimeInMs: 100 })).toEqual([]);
    const noted = hosts.logged(calledWith('note'));
    await release(host);
    expect(given(await noted)).toMatchObject({ running: 1, metadata: { deliveryCount: 1 } });
    await expect.poll(() => bus.counts('jobs')).toEqual(empty);
  });

  test('settles nothing by itself where it is told so', async () => {
    const { bus, send, start } = await rig();
    const host = await start({
      AzureFunctionsJobHost__extensions__serviceBus__autoCompleteMessages: 'false',
    });
    const execution = host.nextExecution('work');
    await send({ do: 'note' });
    expect(await execution).toMatchObject({ result: 'succeeded' });
    await host.close();
    expect(bus.counts('jobs')).toEqual({ active: 1, deadLettered: 0 });
  });

  test('has instances of its own, and is off by a setting', async () => {
    const { send, start } = await rig();
    const others = await Promise.all([
      start({}, { only: 'http' }),
      start({ 'AzureWebJobs.work.Disabled': 'true' }),
    ]);
    await send({ do: 'note' });
    const called = hosts.logged(calledWith('note'));
    const own = await start({}, { only: 'function:work' });
    await called;
    expect((await fetch(`${own.url}/api/hello`)).status).toBe(404);
    for (const host of others) {
      expect((await fetch(`${host.url}/api/hello`)).status).toBe(200);
      await host.close();
      expect(host.logs.filter(({ category }) => category === 'Function.work')).toEqual([]);
    }
  });

  test('is run by hand with a body that never was in a queue', async () => {
    const { bus, start } = await rig();
    const host = await start();
    const called = hosts.logged(calledWith('note'));
    await host.invoke('work', '{"do":"note"}');
    const { message, metadata } = given(await called);
    expect(message).toEqual({ do: 'note' });
    expect(metadata).toMatchObject({
      deliveryCount: 0,
      sequenceNumber: -1,
      enqueuedTimeUtc: '0001-01-01T00:00:00',
      applicationProperties: {},
    });
    expect(Object.keys(metadata)).not.toContain('messageId');
    expect(bus.messages('jobs')).toEqual([]);
  });

  test('of a queue that is not there is told again and again, and the app runs', async () => {
    const { start } = await rig();
    const missing = hosts.logged(/Action=Receive, EntityPath=nowhere/);
    const host = await start({ QUEUE: 'nowhere' });
    expect(await missing).toMatchObject({ error: expect.stringContaining('MessagingEntityNotFound') });
    expect((await fetch(`${host.url}/api/hello`)).status).toBe(200);
    await host.close();
  });
});

test.each([
  ['a text that is JSON', Buffer.from('7'), 7],
  ['a text that is none', Buffer.from('seven'), 'seven'],
  ['nothing', Buffer.alloc(0), ''],
])('a body of %s arrives as the library makes a value of it', async (_what, body, expected) => {
  const { bus, start } = await rig();
  await start();
  const called = hosts.logged(/^\{"message":/);
  await send(emulatorClient(bus.connectionString), 'jobs', { body });
  const { message, metadata } = given(await called);
  expect(message).toEqual(expected);
  // Nobody gave it an end.
  expect(metadata.expiresAtUtc).toBe('9999-12-31T23:59:59.9999999');
});

import { ServiceBusClient } from '@azure/service-bus';
import { afterEach, expect, test } from 'vitest';
import { type Bus, startBus } from '../../../infra/local/bus/bus.ts';
import { workQueueEntity } from '../../../infra/local/cloud.ts';
import { createWorkQueue } from '../../../src/bus/work-queue.ts';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { Work } from '../../../src/core/tick.ts';
import { noIdentity } from '../../support/no-identity.ts';

const queue = 'provisioning-tenants';
const entities = { queues: { [queue]: workQueueEntity } };
const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close();
});

const track = <T extends { close(): Promise<void> }>(each: T): T => {
  running.push(each);
  return each;
};

function queueOf({ connectionString = '' }: Bus, name = queue) {
  return createWorkQueue({ kind: 'connectionString', value: connectionString }, noIdentity, name);
}

/** As many tenants as asked, at one tick that is now. */
function tickOfTenants(count: number, at = new Date().toISOString()): Work[] {
  const tick = { at, next: addMilliseconds(at, 5 * 60_000) };
  return Array.from({ length: count }, (_, n) => ({
    tenantId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    tick,
  }));
}

function idsAt(bus: Bus): unknown[] {
  return bus.messages(queue).map(({ properties }) => properties.messageId);
}

test('a message says which tenant is to be polled for which tick, and lives until the next one', async () => {
  const bus = track(await startBus({ entities }));
  const [work] = tickOfTenants(1);
  if (!work) throw new Error('there is one');
  const { tenantId, tick } = work;
  await queueOf(bus).send([work], addMilliseconds(tick.at, 1_500));
  const client = track(new ServiceBusClient(bus.connectionString ?? ''));
  const [message] = await client.createReceiver(queue).receiveMessages(1);
  expect(message).toMatchObject({
    body: { tenantId, tick: tick.at, next: tick.next },
    messageId: `${tenantId}/${tick.at}`,
    contentType: 'application/json',
    timeToLive: 5 * 60_000 - 1_500,
  });
});

test('twelve hundred tenants get a message each', async () => {
  const bus = track(await startBus({ entities }));
  const works = tickOfTenants(1_200);
  await queueOf(bus).send(works, new Date().toISOString());
  expect(bus.counts(queue)).toEqual({ active: 1_200, deadLettered: 0 });
  expect(idsAt(bus)).toEqual(works.map(({ tenantId, tick }) => `${tenantId}/${tick.at}`));
});

test('a tick that is sent again adds nothing; the next one does', async () => {
  const bus = track(await startBus({ entities }));
  const works = tickOfTenants(100);
  const now = new Date().toISOString();
  await queueOf(bus).send(works.slice(0, 60), now);
  await queueOf(bus).send(works.toReversed(), now);
  await queueOf(bus).send(works, now);
  expect(bus.counts(queue).active).toBe(100);
  await queueOf(bus).send(tickOfTenants(100, addMilliseconds(now, 60_000)), now);
  expect(bus.counts(queue).active).toBe(200);
});

test('messages of a tick that is over are gone, to no dead letters', async () => {
  let now = Date.now();
  const bus = track(await startBus({ entities, clock: () => now }));
  await queueOf(bus).send(tickOfTenants(5), new Date(now).toISOString());
  await queueOf(bus).send(
    tickOfTenants(3, addMilliseconds(new Date(now).toISOString(), 60_000)),
    new Date(now).toISOString(),
  );
  expect(bus.counts(queue).active).toBe(8);
  now += 5 * 60_000 + 1_000;
  // The time to live is looked at where somebody listens.
  const client = track(new ServiceBusClient(bus.connectionString ?? ''));
  expect(await client.createReceiver(queue).receiveMessages(8)).toHaveLength(3);
  expect(bus.counts(queue)).toEqual({ active: 3, deadLettered: 0 });
});

test('a tick that is tried when it is over gives its messages a moment', async () => {
  const standing = Date.now();
  const bus = track(await startBus({ entities, clock: () => standing }));
  const [work] = tickOfTenants(1);
  if (!work) throw new Error('there is one');
  await queueOf(bus).send([work], addMilliseconds(work.tick.next, 60_000));
  const client = track(new ServiceBusClient(bus.connectionString ?? ''));
  const [message] = await client.createReceiver(queue).receiveMessages(1);
  expect(message?.timeToLive).toBe(1_000);
});

test('a queue that is missing is named, with the setting that names it', async () => {
  const bus = track(await startBus({ entities }));
  const sent = queueOf(bus, 'another').send(tickOfTenants(2), new Date().toISOString());
  await expect(sent).rejects.toMatchObject({
    code: 'MessagingEntityNotFound',
    message: expect.stringMatching(/'another': create it or correct WORK_QUEUE/),
  });
});

test('a bus that is away fails the tick, and takes it when it is back', async () => {
  const bus = track(await startBus({ entities }));
  const works = tickOfTenants(2);
  const send = () => queueOf(bus).send(works, new Date().toISOString());
  await bus.pause();
  await expect(send()).rejects.toMatchObject({ code: 'ServiceCommunicationProblem' });
  await bus.resume();
  await send();
  expect(bus.counts(queue).active).toBe(2);
});

test('a connection that cannot be made fails the tick', async () => {
  const none = createWorkQueue({ kind: 'connectionString', value: 'none' }, noIdentity, queue);
  await expect(none.send(tickOfTenants(2), new Date().toISOString())).rejects.toThrow(/Connection string/i);
});

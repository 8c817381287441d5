import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import type { TokenCredential } from '@azure/identity';
import {
  ServiceBusClient,
  type ServiceBusClientOptions,
  type ServiceBusMessage,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
} from '@azure/service-bus';
import rhea, { type EventContext } from 'rhea';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bus, type BusEntities, type BusOptions, startBus } from '../../infra/local/bus/bus.ts';
import { type Certificate, createCertificate } from '../../infra/local/certificate.ts';

const NAMESPACE = 'example.servicebus.windows.net';
const QUICK = { maxRetries: 0, timeoutInMs: 3_000 };
const PATIENT = { maxRetries: 40, retryDelayInMs: 50, timeoutInMs: 1_500 };

const running: { close(): Promise<void> }[] = [];
const createSecureContext = tls.createSecureContext;
let folder: string;
let certificate: Certificate;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bus-'));
  certificate = await createCertificate(folder);
  // The client offers no way to trust a certificate, and NODE_EXTRA_CA_CERTS counts only at the start of a process. What every
  // TLS connection of this process goes through is this function.
  tls.createSecureContext = (options) => createSecureContext({ ...options, ca: certificate.cert });
});

afterAll(async () => {
  tls.createSecureContext = createSecureContext;
  await rm(folder, { recursive: true });
});

afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.close();
});

/** A broker in identity mode. */
async function bus(entities: BusEntities, options: Partial<BusOptions> = {}): Promise<Bus> {
  const started = await startBus({ entities, certificate, ...options });
  running.push(started);
  return started;
}

function jwt(claims: Record<string, unknown> = {}): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const defaults = { aud: 'https://servicebus.azure.net', exp: Math.floor(Date.now() / 1000) + 3600 };
  return `${part({ alg: 'none' })}.${part({ ...defaults, ...claims })}.unsigned`;
}

const credential = (token = jwt()): TokenCredential => ({
  getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
});

function client({ endpoint }: Bus, options: ServiceBusClientOptions = {}, token = jwt()): ServiceBusClient {
  const made = new ServiceBusClient(NAMESPACE, credential(token), {
    customEndpointAddress: endpoint,
    retryOptions: QUICK,
    ...options,
  });
  running.push(made);
  return made;
}

const send = (on: ServiceBusClient, entity: string, ...messages: ServiceBusMessage[]) =>
  Promise.all(messages.map((message) => on.createSender(entity).sendMessages(message)));

const text = ({ body }: ServiceBusReceivedMessage) => String(body);
const message = (body: string, more: Partial<ServiceBusMessage> = {}): ServiceBusMessage => ({
  body: Buffer.from(body),
  ...more,
});

/** Receives and completes so many messages, and one more if there is one. */
async function take(receiver: ServiceBusReceiver, count: number): Promise<string[]> {
  const texts: string[] = [];
  while (texts.length < count) {
    const messages = await receiver.receiveMessages(count - texts.length, { maxWaitTimeInMs: 5_000 });
    if (messages.length === 0) throw new Error(`Only ${texts.length} of ${count} messages came: ${texts}`);
    for (const each of messages) await receiver.completeMessage(each);
    texts.push(...messages.map(text));
  }
  const more = await receiver.receiveMessages(1, { maxWaitTimeInMs: 50 });
  return [...texts, ...more.map(text)];
}

async function one(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [received] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 2_000 });
  if (received === undefined) throw new Error('No message came.');
  return received;
}

/** Subscribes with one receiver or several, and hands out what comes as it is asked for. */
function inbox(...receivers: ServiceBusReceiver[]) {
  const arrived: ServiceBusReceivedMessage[] = [];
  const errors: Error[] = [];
  let wake = () => {};
  for (const receiver of receivers) {
    receiver.subscribe({
      processMessage: async (each) => {
        arrived.push(each);
        wake();
      },
      processError: async ({ error }) => {
        errors.push(error);
        wake();
      },
    });
  }
  const until = async (done: () => boolean) => {
    while (!done()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    texts: async (count: number) => {
      await until(() => arrived.length >= count);
      return arrived.map(text);
    },
    error: async () => {
      await until(() => errors.length > 0);
      return errors[0];
    },
  };
}

describe('sending', () => {
  it('carries a body byte for byte, and the properties as they are on the wire', async () => {
    const broker = await bus({ topics: { events: { subscriptions: { all: {} } } } });
    const on = client(broker);
    const body = Buffer.from([0, 255, 10, 13, 200, 34]);
    await send(on, 'events', {
      body,
      messageId: 'm-1',
      subject: 'began',
      contentType: 'application/cloudevents+json; charset=utf-8',
      correlationId: 'c-1',
      sessionId: 's-1',
      to: 'someone',
      applicationProperties: { reason: 'Unknown', count: 3, ratio: 0.5, flag: true },
    });

    const received = await one(on.createReceiver('events', 'all'));
    expect(received.body).toEqual(body);
    expect(received).toMatchObject({
      messageId: 'm-1',
      subject: 'began',
      contentType: 'application/cloudevents+json; charset=utf-8',
      correlationId: 'c-1',
      sessionId: 's-1',
      to: 'someone',
      applicationProperties: { reason: 'Unknown', count: 3, ratio: 0.5, flag: true },
      deliveryCount: 0,
    });
    expect(received.sequenceNumber?.toNumber()).toBe(1);
    expect(Math.abs(Date.now() - (received.enqueuedTimeUtc?.getTime() ?? 0))).toBeLessThan(60_000);

    expect(broker.messages('events')).toEqual([
      {
        bodyKind: 'data',
        body,
        properties: {
          messageId: 'm-1',
          subject: 'began',
          contentType: 'application/cloudevents+json; charset=utf-8',
          correlationId: 'c-1',
          groupId: 's-1',
          to: 'someone',
        },
        applicationProperties: { reason: 'Unknown', count: 3, ratio: 0.5, flag: true },
        duplicate: false,
      },
    ]);
  });

  it('tells the three kinds of AMQP body apart', async () => {
    const broker = await bus({ queues: { work: {} } });
    const sender = client(broker).createSender('work');
    await sender.sendMessages({ body: 'text' });
    await sender.sendMessages({ body: 'text', bodyType: 'value' });
    await sender.sendMessages({ body: ['a', 'b'], bodyType: 'sequence' });

    const sent = broker.messages('WORK');
    const bodies = sent.map(({ body }) => body);
    expect(sent.map(({ bodyKind }) => bodyKind)).toEqual(['data', 'value', 'sequence']);
    expect(bodies[0]?.toString()).toBe('"text"');
    expect(bodies[1]).toEqual(Buffer.from('005377a10474657874', 'hex'));
    expect(bodies[2]?.subarray(0, 3)).toEqual(Buffer.from('005376', 'hex'));
    const received = await client(broker).createReceiver('work').receiveMessages(3);
    expect(received.map(({ body }) => body)).toEqual(['text', 'text', ['a', 'b']]);
  });

  it('takes a batch apart', async () => {
    const broker = await bus({ queues: { work: {} } });
    const on = client(broker);
    const sender = on.createSender('work');
    const batch = await sender.createMessageBatch();
    expect(batch.maxSizeInBytes).toBe(262_144);
    for (const each of ['one', 'two', 'three'])
      expect(batch.tryAddMessage(message(each, { messageId: each }))).toBe(true);
    await sender.sendMessages(batch);
    await sender.sendMessages([message('four')]);

    expect(await take(on.createReceiver('work'), 4)).toEqual(['one', 'two', 'three', 'four']);
    expect(broker.messages('work').map(({ properties }) => properties.messageId)).toEqual([
      'one',
      'two',
      'three',
      undefined,
    ]);
  });

  it('drops a repeat of a message id within the window, and takes it again after', async () => {
    let now = Date.now();
    const options = { requiresDuplicateDetection: true, duplicateDetectionWindowMs: 60_000 };
    const broker = await bus(
      { topics: { events: { ...options, subscriptions: { all: {} } } }, queues: { plain: {} } },
      { clock: () => now },
    );
    const on = client(broker);
    const sender = on.createSender('events');
    await sender.sendMessages(message('first', { messageId: 'same' }));
    now += 59_999;
    await sender.sendMessages(message('repeat', { messageId: 'same' }));
    await sender.sendMessages([
      message('in batch', { messageId: 'same' }),
      message('no id'),
      message('no id'),
    ]);
    now += 1;
    await sender.sendMessages(message('later', { messageId: 'same' }));
    await send(on, 'plain', message('a', { messageId: 'same' }));
    await send(on, 'plain', message('b', { messageId: 'same' }));

    expect(await take(on.createReceiver('events', 'all'), 4)).toEqual(['first', 'no id', 'no id', 'later']);
    expect(broker.messages('events').map(({ duplicate }) => duplicate)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(await take(on.createReceiver('plain'), 2)).toEqual(['a', 'b']);
  });

  it('refuses a message over 256 KB and keeps the link usable', async () => {
    const broker = await bus({ queues: { work: {} } });
    const on = client(broker);
    const sender = on.createSender('work');
    await expect(sender.sendMessages({ body: Buffer.alloc(262_144) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
    const largest = Buffer.alloc(262_000, 7);
    await sender.sendMessages({ body: largest });
    expect((await one(on.createReceiver('work'))).body).toEqual(largest);
    expect(broker.messages('work')).toHaveLength(1);
  });

  it('knows no entity that was not declared', async () => {
    const broker = await bus({ queues: { work: {} }, topics: { events: { subscriptions: {} } } });
    const on = client(broker);
    const notFound = { code: 'MessagingEntityNotFound' };
    await expect(send(on, 'nothing', message('x'))).rejects.toMatchObject(notFound);
    await expect(on.createReceiver('events', 'nothing').peekMessages(1)).rejects.toMatchObject(notFound);
    expect(await inbox(on.createReceiver('nothing')).error()).toMatchObject(notFound);
    await expect(send(on, 'events/Subscriptions/nothing', message('x'))).rejects.toMatchObject(notFound);
    expect(() => broker.messages('nothing')).toThrow("no queue or topic 'nothing'");
  });

  it('lets nobody send to a subscription or receive from a topic', async () => {
    const on = client(await bus({ topics: { events: { subscriptions: { all: {} } } } }));
    await expect(send(on, 'events/Subscriptions/all', message('x'))).rejects.toThrow(
      'cannot be used in this direction',
    );
    expect(await inbox(on.createReceiver('events')).error()).toHaveProperty(
      'message',
      expect.stringContaining('cannot be used in this direction'),
    );
  });

  it('refuses as many sends as a test asks for', async () => {
    const broker = await bus({ queues: { work: {} } });
    broker.failNext('work', { condition: 'com.microsoft:server-busy', description: 'Try again.', times: 2 });
    await send(client(broker, { retryOptions: PATIENT }), 'work', message('at last'));
    expect(broker.messages('work')).toHaveLength(1);
    broker.failNext('work', {
      condition: 'amqp:resource-limit-exceeded',
      description: 'The queue is full.',
      times: 1,
    });
    const sender = client(broker, { retryOptions: PATIENT }).createSender('work');
    await expect(sender.sendMessages(message('x'))).rejects.toMatchObject({ code: 'QuotaExceeded' });
    await sender.sendMessages(message('y'));
    expect(broker.messages('work').map(({ body }) => body.toString())).toEqual(['at last', 'y']);
  });

  it('refuses what it does not do instead of doing it wrong', async () => {
    const on = client(await bus({ queues: { work: {} } }));
    const later = new Date(Date.now() + 60_000);
    const sender = on.createSender('work');
    await expect(sender.sendMessages(message('x', { scheduledEnqueueTimeUtc: later }))).rejects.toThrow(
      'scheduled messages',
    );
    await expect(sender.scheduleMessages(message('x'), later)).rejects.toThrow(
      'com.microsoft:schedule-message',
    );
    await sender.sendMessages(message('x'));
    const receiver = on.createReceiver('work');
    await expect(receiver.deferMessage(await one(receiver))).rejects.toThrow('deferred messages');
  });
});

describe('receiving', () => {
  it('gives every subscription its own copy', async () => {
    const on = client(await bus({ topics: { events: { subscriptions: { one: {}, two: {} } } } }));
    await send(on, 'events', message('news'));
    expect(await take(on.createReceiver('events', 'one'), 1)).toEqual(['news']);
    expect(await take(on.createReceiver('events', 'one'), 0)).toEqual([]);
    expect(await take(on.createReceiver('events', 'two'), 1)).toEqual(['news']);
  });

  it('serves several subscribers while messages are sent', async () => {
    const broker = await bus({ topics: { events: { subscriptions: { shared: {}, own: {} } } } });
    const on = client(broker);
    const shared = inbox(
      on.createReceiver('events', 'shared'),
      client(broker).createReceiver('events', 'shared'),
    );
    const alone = inbox(client(broker).createReceiver('events', 'own'));
    const sender = on.createSender('events');
    const sent = Array.from({ length: 60 }, (_, i) => `message ${i}`);
    for (const each of sent) await sender.sendMessages(message(each));

    expect(await alone.texts(60)).toEqual(sent);
    expect((await shared.texts(60)).toSorted()).toEqual(sent.toSorted());
  });

  it('delivers thousands over one link', async () => {
    const on = client(await bus({ queues: { work: {} } }));
    const sender = on.createSender('work');
    const bodies = Array.from({ length: 2_500 }, (_, i) => message(String(i)));
    for (let i = 0; i < bodies.length; i += 500) await sender.sendMessages(bodies.slice(i, i + 500));
    const received = await inbox(on.createReceiver('work')).texts(2_500);
    expect(received).toEqual(bodies.map(({ body }) => String(body)));
  });

  it('gives an abandoned message again, and dead-letters it after the last delivery', async () => {
    const broker = await bus({ topics: { events: { subscriptions: { all: { maxDeliveryCount: 2 } } } } });
    const on = client(broker);
    await send(on, 'events', message('poison', { messageId: 'p' }));
    const receiver = on.createReceiver('events', 'all');
    await receiver.abandonMessage(await one(receiver), { attempt: 'first' });
    const again = await one(receiver);
    expect(again).toMatchObject({ deliveryCount: 1, applicationProperties: { attempt: 'first' } });
    await receiver.abandonMessage(again);

    const dead = await one(on.createReceiver('events', 'all', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ messageId: 'p', deadLetterReason: 'MaxDeliveryCountExceeded' });
    expect(dead.body).toEqual(Buffer.from('poison'));
    expect(await take(receiver, 0)).toEqual([]);
  });

  it('dead-letters on request, with the reason', async () => {
    const on = client(await bus({ queues: { work: {} } }));
    await send(on, 'work', message('bad', { applicationProperties: { kept: 1 } }), message('good'));
    const receiver = on.createReceiver('work');
    const bad = await one(receiver);
    await receiver.deadLetterMessage(bad, {
      deadLetterReason: 'malformed',
      deadLetterErrorDescription: 'No id.',
      by: 'test',
    });
    expect(await take(receiver, 1)).toEqual(['good']);

    const graveyard = on.createReceiver('work', { subQueueType: 'deadLetter' });
    const dead = await one(graveyard);
    expect(dead).toMatchObject({
      deadLetterReason: 'malformed',
      deadLetterErrorDescription: 'No id.',
      applicationProperties: { kept: 1, by: 'test' },
    });
    await graveyard.completeMessage(dead);
    expect(await take(graveyard, 0)).toEqual([]);
  });

  it('forgets at once what is received and deleted', async () => {
    const on = client(await bus({ queues: { work: {} } }));
    await send(on, 'work', message('one'), message('two'));
    const receiver = on.createReceiver('work', { receiveMode: 'receiveAndDelete' });
    expect(text(await one(receiver))).toBe('one');
    await receiver.close();
    expect(await take(on.createReceiver('work'), 1)).toEqual(['two']);
  });

  it('locks a message until its time is over or renewed', async () => {
    let now = Date.now();
    const on = client(await bus({ queues: { work: {} } }, { clock: () => now }));
    await send(on, 'work', message('slow'));
    const receiver = on.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });
    const slow = await one(receiver);
    expect(slow.lockedUntilUtc?.getTime()).toBe(now + 60_000);
    now += 50_000;
    expect((await receiver.renewMessageLock(slow)).getTime()).toBe(now + 60_000);
    now += 59_999;
    expect(await on.createReceiver('work').receiveMessages(1, { maxWaitTimeInMs: 200 })).toEqual([]);
    now += 1;
    await expect(receiver.completeMessage(slow)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await expect(receiver.renewMessageLock(slow)).rejects.toMatchObject({ code: 'MessageLockLost' });
    const again = await one(on.createReceiver('work'));
    expect(again).toMatchObject({ deliveryCount: 1 });
  });

  it('settles a message whose receiver is gone, while its lock holds', async () => {
    const on = client(await bus({ queues: { work: {} } }));
    await send(on, 'work', message('a'), message('b'), message('c'));
    const receiver = on.createReceiver('work');
    const [a, b, c] = await receiver.receiveMessages(3);
    if (a === undefined || b === undefined || c === undefined) throw new Error('A message is missing.');
    await receiver.close();
    const other = on.createReceiver('work');
    await other.completeMessage(a);
    await other.abandonMessage(b);
    await other.deadLetterMessage(c, { deadLetterReason: 'late', deadLetterErrorDescription: 'Too late.' });
    expect(await take(other, 1)).toEqual(['b']);
    expect(await one(on.createReceiver('work', { subQueueType: 'deadLetter' }))).toMatchObject({
      deadLetterReason: 'late',
    });
  });

  it('shows messages without taking them', async () => {
    const on = client(await bus({ queues: { work: {} } }));
    await send(on, 'work', message('one'));
    await send(on, 'work', message('two'));
    const receiver = on.createReceiver('work');
    expect(await receiver.peekMessages(1).then((found) => found.map(text))).toEqual(['one']);
    expect(await receiver.peekMessages(5).then((found) => found.map(text))).toEqual(['two']);
    expect(await receiver.peekMessages(5)).toEqual([]);
    expect(await take(receiver, 2)).toEqual(['one', 'two']);
  });
});

describe('sessions', () => {
  const entities = { topics: { events: { subscriptions: { ordered: { requiresSession: true } } } } };
  const inSession = (sessionId: string, ...bodies: string[]) =>
    bodies.map((body) => message(body, { sessionId }));

  it('come in order, one receiver each, the oldest session first', async () => {
    const on = client(await bus(entities));
    const sender = on.createSender('events');
    for (const each of [...inSession('a', 'a1', 'a2'), ...inSession('b', 'b1'), ...inSession('a', 'a3')]) {
      await sender.sendMessages(each);
    }
    const first = await on.acceptNextSession('events', 'ordered');
    const second = await on.acceptNextSession('events', 'ordered');
    expect([first.sessionId, second.sessionId]).toEqual(['a', 'b']);
    expect(Math.abs(first.sessionLockedUntilUtc.getTime() - Date.now() - 60_000)).toBeLessThan(5_000);
    expect(await take(first, 3)).toEqual(['a1', 'a2', 'a3']);
    expect(await take(second, 1)).toEqual(['b1']);
  });

  it('can be subscribed to', async () => {
    const on = client(await bus(entities));
    const session = await on.acceptSession('events', 'ordered', 'a');
    const texts: string[] = [];
    const all = new Promise<void>((resolve, reject) => {
      session.subscribe({
        processMessage: async (each) => {
          if (texts.push(text(each)) === 3) resolve();
        },
        processError: async ({ error }) => reject(error),
      });
    });
    for (const each of inSession('a', 'a1', 'a2', 'a3')) await on.createSender('events').sendMessages(each);
    await all;
    expect(texts).toEqual(['a1', 'a2', 'a3']);
  });

  it('keep their order when a message is abandoned', async () => {
    const on = client(await bus(entities));
    await on.createSender('events').sendMessages(inSession('a', 'a1', 'a2'));
    const session = await on.acceptSession('events', 'ordered', 'a');
    await session.abandonMessage(await one(session));
    expect(await take(session, 2)).toEqual(['a1', 'a2']);
  });

  it('are refused while another receiver holds them, and free once it closes', async () => {
    const broker = await bus(entities);
    const on = client(broker);
    await on.createSender('events').sendMessages(inSession('a', 'a1', 'a2'));
    const holder = await on.acceptSession('events', 'ordered', 'a');
    const held = await one(holder);
    const cannot = { code: 'SessionCannotBeLocked' };
    await expect(client(broker).acceptSession('events', 'ordered', 'a')).rejects.toMatchObject(cannot);
    await holder.close();
    const next = await client(broker).acceptSession('events', 'ordered', 'a');
    const again = await one(next);
    expect([again.messageId, again.deliveryCount]).toEqual([held.messageId, 0]);
    expect(text(again)).toBe('a1');
  });

  it('are waited for, as long as the client likes', async () => {
    const broker = await bus(entities);
    const on = client(broker);
    const accepted = on.acceptNextSession('events', 'ordered');
    await on.createSender('events').sendMessages(inSession('late', 'worth the wait'));
    const session = await accepted;
    expect(await take(session, 1)).toEqual(['worth the wait']);
    await session.close();
    await (await client(broker).acceptSession('events', 'ordered', 'late')).close();

    const hasty = client(broker, { retryOptions: { maxRetries: 0, timeoutInMs: 300 } });
    await expect(hasty.acceptNextSession('events', 'ordered')).rejects.toMatchObject({
      code: 'ServiceTimeout',
    });
  });

  it('wake one waiting receiver for each session', async () => {
    const broker = await bus(entities);
    const waiting = [client(broker), client(broker)].map((on) => on.acceptNextSession('events', 'ordered'));
    const sender = client(broker).createSender('events');
    await sender.sendMessages(inSession('a', 'a1'));
    await sender.sendMessages(inSession('a', 'a2'));
    expect(await take(await Promise.race(waiting), 2)).toEqual(['a1', 'a2']);
    await sender.sendMessages(inSession('b', 'b1'));
    expect((await Promise.all(waiting)).map(({ sessionId }) => sessionId).sort()).toEqual(['a', 'b']);
  });

  it('are lost when the lock expires, and then counted as a failed delivery', async () => {
    let now = Date.now();
    const broker = await bus(entities, { clock: () => now });
    const on = client(broker);
    await on.createSender('events').sendMessages(inSession('a', 'a1'));
    const options = { maxAutoLockRenewalDurationInMs: 0 };
    const session = await on.acceptSession('events', 'ordered', 'a', options);
    const held = await one(session);
    now += 50_000;
    expect((await session.renewSessionLock()).getTime()).toBe(now + 60_000);
    now += 60_000;
    await expect(session.renewSessionLock()).rejects.toMatchObject({ code: 'SessionLockLost' });
    await expect(session.completeMessage(held)).rejects.toMatchObject({ code: 'SessionLockLost' });
    const next = await client(broker, { retryOptions: PATIENT }).acceptNextSession(
      'events',
      'ordered',
      options,
    );
    expect(await one(next)).toMatchObject({ deliveryCount: 1 });
  });

  it('keep a state', async () => {
    const on = client(await bus(entities));
    const session = await on.acceptSession('events', 'ordered', 'empty so far');
    expect(await session.getSessionState()).toBeNull();
    await session.setSessionState({ seen: 3 });
    await session.close();
    const later = await on.acceptSession('events', 'ordered', 'empty so far');
    expect(await later.getSessionState()).toEqual({ seen: 3 });
    await later.setSessionState(null);
    expect(await later.getSessionState()).toBeNull();
  });

  it('must be named by the messages of a queue, or the subscription buries them', async () => {
    const on = client(await bus({ ...entities, queues: { work: { requiresSession: true } } }));
    await expect(send(on, 'work', message('x'))).rejects.toThrow('SessionId was not set');
    await expect(
      on.createSender('work').sendMessages([...inSession('a', 'fine'), message('x')]),
    ).rejects.toThrow('SessionId');
    await send(on, 'events', message('lost sheep'));
    const dead = await one(on.createReceiver('events', 'ordered', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ deadLetterReason: 'Session ID is null.' });
  });

  it('are needed where they are required, and only there', async () => {
    const on = client(await bus({ ...entities, queues: { work: {} } }));
    expect(await inbox(on.createReceiver('events', 'ordered')).error()).toHaveProperty(
      'message',
      expect.stringContaining('requires sessions'),
    );
    await expect(on.acceptSession('work', 'a')).rejects.toThrow();
  });
});

describe('tokens', () => {
  const entities = { queues: { work: {} } };
  const refused = { code: 'UnauthorizedAccess' };

  it.each(['https://servicebus.azure.net', 'https://servicebus.azure.net/'])(
    'are for the audience %s',
    async (aud) => {
      const broker = await bus(entities);
      await send(client(broker, {}, jwt({ aud })), 'work', message('x'));
      expect(broker.messages('work')).toHaveLength(1);
    },
  );

  it.each([
    ['for another audience', jwt({ aud: 'https://graph.microsoft.com' })],
    ['without audience', jwt({ aud: undefined })],
    ['that has expired', jwt({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['without expiry', jwt({ exp: undefined })],
    ['that is not a JWT', 'secret'],
    ['whose payload is no object', 'a.bnVsbA.c'],
  ])('%s open nothing', async (_, token) => {
    const broker = await bus(entities);
    await expect(send(client(broker, {}, token), 'work', message('x'))).rejects.toMatchObject(refused);
    expect(broker.messages('work')).toEqual([]);
  });

  it('are not replaced by a shared access signature in identity mode', async () => {
    const broker = await bus(entities);
    const withKey = new ServiceBusClient(
      `Endpoint=sb://${NAMESPACE}/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=secret`,
      { customEndpointAddress: broker.endpoint, retryOptions: QUICK },
    );
    running.push(withKey);
    await expect(send(withKey, 'work', message('x'))).rejects.toMatchObject(refused);
  });

  it('come before any link', async () => {
    const broker = await bus(entities);
    // The real client always puts a token first, so this one time another client must do.
    const connection = rhea.create_container().connect({
      transport: 'tls',
      host: broker.host,
      port: broker.port,
      username: 'anonymous',
      reconnect: false,
    });
    running.push({
      close: async () => {
        connection.close();
        await once(connection, 'connection_close');
      },
    });
    const sender = connection.open_sender('work');
    const receiver = connection.open_receiver('work');
    const [[atSender], [atReceiver]]: [EventContext[], EventContext[]] = await Promise.all([
      once(sender, 'sender_error').then(contexts),
      once(receiver, 'receiver_error').then(contexts),
    ]);
    expect(atSender?.sender?.error).toMatchObject({ condition: 'amqp:unauthorized-access' });
    expect(atReceiver?.receiver?.error).toMatchObject({ condition: 'amqp:unauthorized-access' });
  });
});

const contexts = (args: EventContext[]) => args;

describe('outages', () => {
  it('keep what was sent, and senders and subscribers come back by themselves', async () => {
    const broker = await bus({ topics: { events: { subscriptions: { all: {} } } } });
    const on = client(broker, { retryOptions: PATIENT });
    const sender = on.createSender('events');
    const subscriber = inbox(client(broker, { retryOptions: PATIENT }).createReceiver('events', 'all'));
    await sender.sendMessages(message('before'));
    expect(await subscriber.texts(1)).toEqual(['before']);

    const { port } = broker;
    await broker.pause();
    await expect(sender.sendMessages(message('during'))).rejects.toBeInstanceOf(Error);
    await broker.resume();
    expect(broker.port).toBe(port);
    await sender.sendMessages(message('after'));
    expect(await subscriber.texts(2)).toEqual(['before', 'after']);
    expect(broker.messages('events')).toHaveLength(2);
  });

  it('end the hold on a session', async () => {
    const broker = await bus({ queues: { work: { requiresSession: true } } });
    await send(client(broker), 'work', message('a1', { sessionId: 'a' }));
    await one(await client(broker).acceptSession('work', 'a'));
    await broker.pause();
    await broker.resume();
    expect(await take(await client(broker).acceptSession('work', 'a'), 1)).toEqual(['a1']);
  });

  it('can lose an acknowledgement, and the repeat is dropped', async () => {
    const broker = await bus({
      topics: { events: { requiresDuplicateDetection: true, subscriptions: { all: {} } } },
    });
    const on = client(broker, { retryOptions: { ...PATIENT, timeoutInMs: 1_200 } });
    broker.loseAcknowledgements('events', 1);
    await on.createSender('events').sendMessages(message('once', { messageId: 'm' }));
    expect(broker.messages('events').map(({ duplicate }) => duplicate)).toEqual([false, true]);
    expect(await take(on.createReceiver('events', 'all'), 1)).toEqual(['once']);
  });
});

describe('emulator mode', () => {
  const entities = { topics: { events: { subscriptions: { all: {} } } } };

  it('works over plain TCP with a connection string', async () => {
    const broker = await startBus({ entities });
    running.push(broker);
    const on = new ServiceBusClient(broker.connectionString ?? '', { retryOptions: QUICK });
    running.push(on);
    await send(on, 'events', message('plain', { messageId: 'm' }));
    const received = await one(on.createReceiver('events', 'all'));
    expect([received.messageId, text(received)]).toEqual(['m', 'plain']);
  });

  it('has no connection string in identity mode', async () => {
    expect((await bus(entities)).connectionString).toBeUndefined();
  });
});

describe('the broker', () => {
  it('keeps no process alive once it is closed, and is trusted by NODE_EXTRA_CA_CERTS', async () => {
    const script = `
      import { ServiceBusClient } from '@azure/service-bus';
      import { startBus } from './infra/local/bus/bus.ts';
      const { CERT: cert, KEY: key, TOKEN: token } = process.env;
      const bus = await startBus({ certificate: { cert, key }, entities: { queues: { work: { requiresSession: true } } } });
      const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3600000 }) };
      const connect = () => new ServiceBusClient('${NAMESPACE}', credential, { customEndpointAddress: bus.endpoint });
      const [busy, cut] = [connect(), connect()];
      await busy.createSender('work').sendMessages({ body: 'hello', sessionId: 'a' });
      const session = await busy.acceptNextSession('work');
      const [message] = await session.receiveMessages(1);
      await session.completeMessage(message);
      cut.acceptNextSession('work').catch(() => {});
      await busy.close();
      await bus.pause();
      await bus.resume();
      await cut.close();
      await bus.close();
      console.log(message.body);
    `;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: certificate.caFile,
        CERT: certificate.cert,
        KEY: certificate.key,
        TOKEN: jwt(),
      },
      timeout: 20_000,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(output).toBe('hello\n');
  });

  it('survives clients that speak no AMQP, or stop in the middle', async () => {
    const entities = { queues: { work: {} } };
    const overTls = await bus(entities);
    const plain = await startBus({ entities });
    running.push(plain);
    for (const broker of [overTls, plain]) {
      for (const bytes of [
        'GET / HTTP/1.1\r\n\r\n',
        'AMQP\x03\x01\x00\x00\x00\x00\x00\x08\x02\x09\x00\x00',
        '',
      ]) {
        const socket = connect(broker.port, broker.host).on('error', () => {});
        await once(socket, 'connect');
        socket.end(Buffer.from(bytes, 'latin1'));
        await once(socket, 'close');
      }
      const silent = connect(broker.port, broker.host).on('error', () => {});
      await once(silent, 'connect');
      await broker.pause();
      await broker.resume();
    }
    const emulated = new ServiceBusClient(plain.connectionString ?? '', { retryOptions: QUICK });
    running.push(emulated);
    for (const on of [client(overTls), emulated]) {
      await send(on, 'work', message('still here'));
      expect(await take(on.createReceiver('work'), 1)).toEqual(['still here']);
    }
  });

  it('is told when the port is taken', async () => {
    const { port } = await bus({});
    await expect(startBus({ entities: {}, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

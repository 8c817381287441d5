import { describe, expect, it } from 'vitest';
import { busRig, patientRetry } from './bus-rig.ts';
import { inbox, message, one, send, take } from './messages.ts';

const { bus, client } = busRig();

describe('sending', () => {
  it('carries a body byte for byte, and the properties as they are on the wire', async () => {
    const broker = await bus({ topics: { events: { subscriptions: { all: {} } } } });
    const on = client(broker);
    const body = Buffer.from([0, 255, 10, 13, 200, 34]);
    const properties = {
      messageId: 'm-1',
      subject: 'began',
      contentType: 'application/cloudevents+json; charset=utf-8',
      correlationId: 'c-1',
      sessionId: 's-1',
      to: 'someone',
      applicationProperties: { reason: 'Unknown', count: 3, ratio: 0.5, flag: true },
    };
    await send(on, 'events', { body, ...properties });

    const received = await one(on.createReceiver('events', 'all'));
    expect(received.body).toEqual(body);
    expect(received).toMatchObject({ ...properties, deliveryCount: 0 });
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
        acceptedAt: expect.any(Number),
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
    await send(client(broker, { retryOptions: patientRetry }), 'work', message('at last'));
    expect(broker.messages('work')).toHaveLength(1);
    broker.failNext('work', {
      condition: 'amqp:resource-limit-exceeded',
      description: 'The queue is full.',
      times: 1,
    });
    const sender = client(broker, { retryOptions: patientRetry }).createSender('work');
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

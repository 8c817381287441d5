import { describe, expect, it } from 'vitest';
import { busRig } from './bus-rig.ts';
import { inbox, message, one, send, take, text } from './messages.ts';

const { bus, client } = busRig();

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

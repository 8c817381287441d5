import { describe, expect, it } from 'vitest';
import { busRig, patientRetry } from './bus-rig.ts';
import { annotated, inbox, message, one, send, take, text } from './messages.ts';

const { bus, client } = busRig();

describe('the time to live', () => {
  const at = (start: number) => {
    let now = start;
    const pass = (ms: number) => {
      now += ms;
    };
    return { clock: () => now, pass };
  };

  it('is the smaller of the message, the topic and the subscription', async () => {
    const { clock, pass } = at(Date.now());
    const lives = {
      defaultMessageTimeToLiveMs: 60_000,
      subscriptions: {
        long: { defaultMessageTimeToLiveMs: 90_000 },
        short: { defaultMessageTimeToLiveMs: 30_000 },
      },
    };
    const broker = await bus({ topics: { events: lives } }, { clock });
    const on = client(broker);
    await send(on, 'events', message('default'), message('more', { timeToLive: 90_000 }));
    await send(on, 'events', message('less', { timeToLive: 10_000 }));
    const [peeked] = await on.createReceiver('events', 'short').peekMessages(1);
    expect(peeked).toMatchObject({ timeToLive: 30_000, expiresAtUtc: new Date(clock() + 30_000) });
    pass(29_999);
    // A client of its own, since a client goes on peeking where it stopped.
    const peekAll = async (subscription: string) => {
      const found = await client(broker).createReceiver('events', subscription).peekMessages(5);
      return found.map(text);
    };
    expect(await peekAll('long')).toEqual(['default', 'more']);
    expect(await peekAll('short')).toEqual(['default', 'more']);
    pass(1);
    expect(await peekAll('short')).toEqual([]);
    pass(30_000);
    expect(await take(on.createReceiver('events', 'long'), 0)).toEqual([]);
  });

  it('ends in the dead-letter queue where the entity says so, and nowhere otherwise', async () => {
    const { clock, pass } = at(Date.now());
    const on = client(
      await bus({ queues: { kept: { deadLetteringOnMessageExpiration: true }, lost: {} } }, { clock }),
    );
    for (const queue of ['kept', 'lost']) await send(on, queue, message('old', { timeToLive: 1_000 }));
    pass(1_000);
    for (const queue of ['kept', 'lost']) expect(await take(on.createReceiver(queue), 0)).toEqual([]);
    const dead = await one(on.createReceiver('kept', { subQueueType: 'deadLetter' }));
    expect([String(dead.body), dead.deadLetterReason]).toEqual(['old', 'TTLExpiredException']);
    expect(await take(on.createReceiver('lost', { subQueueType: 'deadLetter' }), 0)).toEqual([]);
  });

  it('does not take a message from the receiver that has locked it', async () => {
    const { clock, pass } = at(Date.now());
    const on = client(await bus({ queues: { work: {} } }, { clock }));
    await send(on, 'work', message('a', { timeToLive: 1_000 }), message('b', { timeToLive: 1_000 }));
    const receiver = on.createReceiver('work');
    const [a, b] = await receiver.receiveMessages(2);
    if (a === undefined || b === undefined) throw new Error('A message is missing.');
    pass(2_000);
    await receiver.completeMessage(a);
    await receiver.abandonMessage(b);
    expect(await take(receiver, 0)).toEqual([]);
  });
});

describe('a disabled entity', () => {
  const disabled = { code: 'MessagingEntityDisabled', retryable: false };

  it.each([
    ['Disabled', false, false],
    ['SendDisabled', false, true],
    ['ReceiveDisabled', true, false],
  ] as const)(
    '(%s) closes the links that it does not allow, and opens no new ones',
    async (status, sends, receives) => {
      const broker = await bus({ queues: { work: {} } });
      const on = client(broker);
      const sender = on.createSender('work');
      await sender.sendMessages([message('a'), message('b')]);
      const receiver = on.createReceiver('work', { receiveMode: 'receiveAndDelete' });
      expect(await receiver.receiveMessages(1)).toHaveLength(1);

      broker.setStatus('work', status);
      // The new link first: once it is answered, the client has been told that the old one is closed.
      for (const each of [on.createSender('work'), sender]) {
        if (sends) await each.sendMessages(message('c'));
        else await expect(each.sendMessages(message('c'))).rejects.toMatchObject(disabled);
      }
      if (receives) expect(await on.createReceiver('work').receiveMessages(1)).toHaveLength(1);
      else expect(await inbox(on.createReceiver('work')).error()).toMatchObject(disabled);
      broker.setStatus('work', 'Active');
      await sender.sendMessages(message('d'));
    },
  );

  it('can be so from the start', async () => {
    const broker = await bus({ topics: { events: { status: 'SendDisabled', subscriptions: {} } } });
    const on = client(broker, { retryOptions: patientRetry });
    await expect(send(on, 'events', message('x'))).rejects.toMatchObject(disabled);
    expect(() => broker.setStatus('nothing', 'Active')).toThrow("no entity 'nothing'");
  });
});

describe('the limits of a message', () => {
  it('are 128 characters of an id', async () => {
    const broker = await bus({ queues: { work: {} } });
    const sender = client(broker).createSender('work');
    await sender.sendMessages(
      annotated({ properties: { messageId: 'm'.repeat(128), groupId: 's'.repeat(128) } }),
    );
    await expect(
      sender.sendMessages(annotated({ properties: { messageId: 'm'.repeat(129) } })),
    ).rejects.toThrow('MessageId');
    await expect(
      sender.sendMessages(annotated({ properties: { groupId: 's'.repeat(129) } })),
    ).rejects.toThrow('SessionId');
    expect(broker.messages('work')).toHaveLength(1);
  });

  it('are 64 KB of application properties', async () => {
    const broker = await bus({ queues: { work: {} } });
    const sender = client(broker).createSender('work');
    const some = { a: 'x'.repeat(32_000), b: 'x'.repeat(32_000) };
    await sender.sendMessages(message('x', { applicationProperties: some }));
    await expect(
      sender.sendMessages(message('x', { applicationProperties: { ...some, c: 'x'.repeat(2_000) } })),
    ).rejects.toThrow('64 KB');
    expect(broker.messages('work')).toHaveLength(1);
  });
});

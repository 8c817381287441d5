import type { TokenCredential } from '@azure/identity';
import { describe, expect, it } from 'vitest';
import { returnsWithinMs } from '../../subscriber/start-subscriber.ts';
import { busRig, patientRetry } from './bus-rig.ts';
import { inbox, message, one, send, take } from './messages.ts';
import { jwt } from './tokens.ts';

const { bus, client } = busRig();

describe('outages', () => {
  it('keep what was sent, and senders and subscribers come back by themselves', async () => {
    const broker = await bus({ topics: { events: { subscriptions: { all: {} } } } });
    const on = client(broker, { retryOptions: patientRetry });
    const sender = on.createSender('events');
    const subscriber = inbox(client(broker, { retryOptions: patientRetry }).createReceiver('events', 'all'));
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
    const on = client(broker, { retryOptions: { ...patientRetry, timeoutInMs: 1_200 } });
    broker.loseAcknowledgements('events', 1);
    await on.createSender('events').sendMessages(message('once', { messageId: 'm' }));
    expect(broker.messages('events').map(({ duplicate }) => duplicate)).toEqual([false, true]);
    expect(await take(on.createReceiver('events', 'all'), 1)).toEqual(['once']);
  });

  it('cost a subscriber a minute that is cut while it waits for the answer to its token', async () => {
    const broker = await bus({ queues: { work: {} } });
    await send(client(broker), 'work', message('kept'));
    let asked = 0;
    const credential: TokenCredential = {
      getToken: async () => {
        asked += 1;
        // What it sends with the token is not read any more.
        if (asked === 1) broker.freeze();
        return { token: jwt(), expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    };
    const subscriber = inbox(
      client(broker, { retryOptions: patientRetry }, credential).createReceiver('work'),
    );
    await expect.poll(() => asked).toBe(1);
    await broker.pause();
    broker.thaw();
    await broker.resume();
    const backAt = Date.now();
    expect(await subscriber.texts(1)).toEqual(['kept']);
    expect(Date.now() - backAt).toBeLessThan(returnsWithinMs);
  });
});

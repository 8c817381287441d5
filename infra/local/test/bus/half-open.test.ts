import { describe, expect, it } from 'vitest';
import { busRig } from './bus-rig.ts';
import { inbox, message, take } from './messages.ts';

const { bus, client, emulator, emulatorClient } = busRig();
const topic = { requiresDuplicateDetection: true, subscriptions: { all: {} } };
const entities = { topics: { events: topic }, queues: { work: {} } };

/** Long enough for a send on a busy machine, short enough to wait for its end. */
const impatientRetry = { maxRetries: 0, timeoutInMs: 3_000 };

describe('a network that is half open', () => {
  it.each(['identity', 'emulator'])(
    'answers nothing (%s mode): a send runs out of time, and arrives late',
    async (mode) => {
      const broker = await (mode === 'identity' ? bus(entities) : emulator(entities));
      const options = { retryOptions: impatientRetry };
      const on =
        mode === 'identity' ? client(broker, options) : emulatorClient(broker.connectionString, options);
      const sender = on.createSender('events');
      await sender.sendMessages(message('before', { messageId: 'a' }));
      broker.freeze();
      await expect(sender.sendMessages(message('during', { messageId: 'b' }))).rejects.toMatchObject({
        code: 'ServiceTimeout',
        retryable: true,
      });
      expect(broker.messages('events')).toHaveLength(1);
      broker.thaw();
      // Sent again as its sender must: the first one comes through now, and the second is its repeat.
      await sender.sendMessages(message('during', { messageId: 'b' }));
      expect(broker.messages('events').map(({ duplicate }) => duplicate)).toEqual([false, false, true]);
      expect(await take(on.createReceiver('events', 'all'), 2)).toEqual(['before', 'during']);
    },
  );

  it('takes new connections and says nothing on them', async () => {
    const broker = await bus(entities);
    broker.freeze();
    const sending = client(broker, { retryOptions: impatientRetry })
      .createSender('work')
      .sendMessages(message('x'));
    await expect(sending).rejects.toMatchObject({ code: 'ServiceTimeout' });
    expect(broker.messages('work')).toEqual([]);
    broker.thaw();
    await client(broker).createSender('work').sendMessages(message('y'));
  });

  it('gives subscribers nothing until it is whole again', async () => {
    const broker = await bus(entities);
    const subscriber = inbox(client(broker).createReceiver('work'));
    const sender = client(broker).createSender('work');
    await sender.sendMessages(message('before'));
    expect(await subscriber.texts(1)).toEqual(['before']);
    broker.freeze();
    const sending = sender.sendMessages(message('during'));
    broker.thaw();
    await sending;
    expect(await subscriber.texts(2)).toEqual(['before', 'during']);
  });

  it('can be closed', async () => {
    const broker = await bus(entities);
    await client(broker).createSender('work').sendMessages(message('x'));
    broker.freeze();
    await broker.pause();
    await broker.resume();
    broker.thaw();
    await client(broker).createSender('work').sendMessages(message('y'));
  });
});

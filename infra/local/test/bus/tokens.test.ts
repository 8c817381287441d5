import { once } from 'node:events';
import { ServiceBusClient } from '@azure/service-bus';
import rhea, { type EventContext } from 'rhea';
import { describe, expect, it } from 'vitest';
import { busRig, namespaceName, quickRetry } from './bus-rig.ts';
import { message, send } from './messages.ts';
import { jwt } from './tokens.ts';

const { bus, client, track } = busRig();

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
      `Endpoint=sb://${namespaceName}/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=secret`,
      { customEndpointAddress: broker.endpoint, retryOptions: quickRetry },
    );
    track(withKey);
    await expect(send(withKey, 'work', message('x'))).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('LocalAuthDisabled'),
    });
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
    track({
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

import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bus, startBus } from '../../../infra/local/bus/bus.ts';
import { createPublisher } from '../../../src/bus/publisher.ts';
import { PublishError } from '../../../src/core/errors.ts';
import type { EventPublisher } from '../../../src/poll/ports.ts';
import { noIdentity } from '../../support/no-identity.ts';
import { describeEventPublisher } from './describe-event-publisher.ts';
import { quarantineEvent } from './quarantine-event.ts';

const topic = 'provisioning-events';
const partitioned = 'partitioned-events';
const subscriptions = { all: { requiresSession: true } };
const entities = {
  topics: { [topic]: { subscriptions }, [partitioned]: { enablePartitioning: true, subscriptions } },
};
const inTime = () => new AbortController().signal;

function publisherTo(connectionString: string | undefined, entity = topic): EventPublisher {
  if (connectionString === undefined) throw new Error('the bus plays the emulator');
  return createPublisher({ kind: 'connectionString', value: connectionString }, noIdentity, entity);
}

function arrivedAt(bus: Bus) {
  return bus.messages(topic).map(({ properties, applicationProperties, body, bodyKind }) => ({
    id: properties.messageId,
    sessionId: properties.groupId,
    subject: properties.subject,
    correlationId: properties.correlationId,
    contentType: properties.contentType,
    applicationProperties,
    body: bodyKind === 'data' ? body.toString() : `a body of kind ${bodyKind}`,
  }));
}

describeEventPublisher('Service Bus', async () => {
  const bus = await startBus({ entities });
  return {
    publisher: publisherTo(bus.connectionString),
    toPartitioned: publisherTo(bus.connectionString, partitioned),
    arrived: () => arrivedAt(bus),
    refuseNext: () =>
      bus.failNext(topic, {
        condition: 'amqp:link:message-size-exceeded',
        description: 'The message is too large.',
        times: 1,
      }),
    setAway: (isAway) => (isAway ? bus.pause() : bus.resume()),
    close: () => bus.close(),
  };
});

describe('A connection to Service Bus', () => {
  const running: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const each of running.splice(0).reverse()) await each.close();
  });

  const startedBus = async () => {
    const bus = await startBus({ entities });
    running.push(bus);
    return bus;
  };
  const failureOf = async (publisher: EventPublisher, signal = inTime()): Promise<unknown> => {
    const sender = publisher.open();
    running.push(sender);
    return sender.send([quarantineEvent(1)], signal).then(
      () => 'no error',
      (reason: unknown) => reason,
    );
  };

  it('says that an entity is missing, and names it', async () => {
    const bus = await startedBus();
    const error = await failureOf(publisherTo(bus.connectionString, 'another'));
    expect(error).toBeInstanceOf(PublishError);
    expect(error).toMatchObject({
      scope: 'entity',
      code: 'MessagingEntityNotFound',
      message: expect.stringContaining("'another'"),
    });
  });

  it.each([
    ['com.microsoft:entity-disabled', 'MessagingEntityDisabled'],
    ['amqp:unauthorized-access', 'UnauthorizedAccess'],
    ['amqp:resource-limit-exceeded', 'QuotaExceeded'],
  ])('reports %s as trouble of the entity', async (condition, code) => {
    const bus = await startedBus();
    bus.failNext(topic, { condition, description: 'No.', times: 10 });
    expect(await failureOf(publisherTo(bus.connectionString))).toMatchObject({ scope: 'entity', code });
  });

  it('ends a send when its time is over, even when the bus says nothing', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const sockets: { destroy(): void }[] = [];
    silent.on('connection', (socket) => sockets.push(socket));
    const deadline = new AbortController();
    silent.once('connection', () => deadline.abort());

    const error = await failureOf(publisherTo(emulatorAt(silent.address())), deadline.signal);

    expect(error).toMatchObject({ scope: 'entity', code: 'DeadlineReached' });
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('is not made when nothing is sent', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const publisher = publisherTo(emulatorAt(server.address()));

    await publisher.open().close();
    expect(connections).toBe(0);
    // The counter counts: a send does connect.
    await failureOf(publisher);
    expect(connections).toBeGreaterThan(0);
    server.close();
  });

  it('that cannot be made is trouble of the entity, and can be closed', async () => {
    const sender = publisherTo('no connection string').open();
    const error: unknown = await sender
      .send([quarantineEvent(1)], inTime())
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ scope: 'entity', code: 'NoConnection' });
    await sender.close();
  });
});

function emulatorAt(address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (address === null || typeof address === 'string') throw new Error('the server has a port');
  return `Endpoint=sb://127.0.0.1:${address.port};SharedAccessKeyName=any;SharedAccessKey=any;UseDevelopmentEmulator=true;`;
}

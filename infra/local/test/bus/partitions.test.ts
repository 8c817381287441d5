import type { ServiceBusMessage } from '@azure/service-bus';
import { describe, expect, it } from 'vitest';
import { busRig } from './bus-rig.ts';
import { annotated, message } from './messages.ts';

const { bus, client } = busRig();
const partitioned = { enablePartitioning: true, subscriptions: { all: {} } };
const entities = {
  topics: {
    plain: { subscriptions: { all: {} } },
    partitioned,
    detecting: { ...partitioned, requiresDuplicateDetection: true },
  },
};
const distinct =
  'Batching brokered messages with distinct SessionId or PartitionKey is not supported for an entity with partitioning enabled.';
const distinctToo =
  'Batching brokered messages with distinct SessionId, PartitionKey, or MessageId  is not supported for an entity with partitioning and duplicate detection enabled.';
const batch = (...more: Partial<ServiceBusMessage>[]) => more.map((each) => message('x', each));

describe('a partitioned entity', () => {
  it.each([
    ['partitioned', 'session ids', distinct, batch({ sessionId: 'a' }, { sessionId: 'b' })],
    ['partitioned', 'partition keys', distinct, batch({ partitionKey: 'a' }, { partitionKey: 'b' })],
    ['partitioned', 'messages with and without a session', distinct, batch({ sessionId: 'a' }, {})],
    ['detecting', 'message ids', distinctToo, batch({ messageId: 'a' }, { messageId: 'b' })],
  ])("('%s') refuses a batch of several %s, and takes none of it", async (topic, _, text, messages) => {
    const broker = await bus(entities);
    await expect(client(broker).createSender(topic).sendMessages(messages)).rejects.toMatchObject({
      code: 'GeneralError',
      message: expect.stringContaining(`InvalidOperationError: ${text}`),
      retryable: false,
    });
    expect(broker.messages(topic)).toEqual([]);
    await client(broker).createSender('plain').sendMessages(messages);
    expect(broker.messages('plain')).toHaveLength(messages.length);
  });

  it('takes a batch of one session, whatever the message ids', async () => {
    const broker = await bus(entities);
    const messages = batch({ sessionId: 'a', messageId: '1' }, { sessionId: 'a', messageId: '2' });
    await client(broker).createSender('detecting').sendMessages(messages);
    await client(broker).createSender('partitioned').sendMessages(messages);
    expect(broker.messages('detecting')).toHaveLength(2);
    expect(broker.messages('partitioned')).toHaveLength(2);
  });

  it('that detects duplicates wants something to go by in a batch', async () => {
    const sender = client(await bus(entities)).createSender('detecting');
    await expect(sender.sendMessages(batch({}, {}))).rejects.toThrow(
      'must have either PartitionKey or MessageId',
    );
  });
});

describe('any entity', () => {
  it('refuses a partition key that is not the session id', async () => {
    const sender = client(await bus(entities)).createSender('plain');
    const withKey = (key: string) =>
      annotated({ properties: { groupId: 'a' }, messageAnnotations: { 'x-opt-partition-key': key } });
    await expect(sender.sendMessages(withKey('b'))).rejects.toThrow('must be equal');
    await sender.sendMessages(withKey('a'));
  });
});

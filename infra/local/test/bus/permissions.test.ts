import { describe, expect, it } from 'vitest';
import { busRig } from './bus-rig.ts';
import { inbox, message, send, take } from './messages.ts';
import { jwt } from './tokens.ts';

const { bus, client } = busRig();
const entities = {
  topics: { events: { subscriptions: { all: {} } }, other: { subscriptions: { all: {} } } },
};
const allow = { sender: { send: ['events'] }, reader: { listen: ['events/Subscriptions/all'] } };
const as = (oid: string) => jwt({ oid });
const needed = (claim: string, path: string) => ({
  code: 'UnauthorizedAccess',
  message: `Unauthorized access. '${claim}' claim(s) are required to perform this operation. Resource: 'sb://localhost/${path}'.`,
});

describe('the roles of an identity', () => {
  it('let it do what they say, where they say', async () => {
    const broker = await bus(entities, { allow });
    await send(client(broker, {}, as('sender')), 'events', message('x'));
    const reader = client(broker, {}, as('reader'));
    expect(await take(reader.createReceiver('events', 'all'), 1)).toEqual(['x']);
    const rules = reader.createRuleManager('events', 'all').listRules();
    expect(await rules.next()).toMatchObject({ value: { name: '$Default' } });
  });

  it('let it do nothing else', async () => {
    const broker = await bus(entities, { allow });
    const [sender, reader, nobody] = ['sender', 'reader', 'nobody'].map((oid) => client(broker, {}, as(oid)));
    if (!sender || !reader || !nobody) throw new Error('A client is missing.');
    await expect(send(sender, 'other', message('x'))).rejects.toMatchObject(needed('Send', 'other'));
    await expect(send(reader, 'events', message('x'))).rejects.toMatchObject(needed('Send', 'events'));
    await expect(send(nobody, 'events', message('x'))).rejects.toMatchObject(needed('Send', 'events'));
    await expect(send(client(broker), 'events', message('x'))).rejects.toMatchObject(
      needed('Send', 'events'),
    );
    expect(await inbox(sender.createReceiver('events', 'all')).error()).toMatchObject(
      needed('Listen', 'events/subscriptions/all'),
    );
    expect(broker.messages('events')).toEqual([]);
  });
});

describe('the tenant of a token', () => {
  const tenantId = '5a3f1c9e-7b24-4d80-9c61-2e8f0a4b6d13';

  it('must be the one of the namespace, where that is known', async () => {
    const broker = await bus(entities, { tenantId });
    await send(client(broker, {}, jwt({ tid: tenantId })), 'events', message('x'));
    for (const token of [jwt({ tid: 'another' }), jwt()]) {
      await expect(send(client(broker, {}, token), 'events', message('x'))).rejects.toMatchObject({
        code: 'UnauthorizedAccess',
        message: 'InvalidIssuer: Token issuer is invalid.',
      });
    }
    expect(broker.messages('events')).toHaveLength(1);
  });
});

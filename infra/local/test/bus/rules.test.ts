import { describe, expect, it } from 'vitest';
import { type RuleFilter, startBus } from '../../bus/bus.ts';
import { busRig } from './bus-rig.ts';
import { message, send, take } from './messages.ts';

const { bus, client } = busRig();

/** One topic with a subscription of these rules, and one that takes everything. */
const filtered = (rules: Readonly<Record<string, RuleFilter>>) => ({
  topics: { events: { subscriptions: { some: { rules }, all: {} } } },
});

describe('the rules of a subscription', () => {
  it.each<[string, RuleFilter]>([
    ['subject', { subject: 'began' }],
    ['content type', { contentType: 'application/json' }],
    ['correlation id', { correlationId: 'c-1' }],
    ['message id', { messageId: 'm-1' }],
    ['session id', { sessionId: 's-1' }],
    ['reply-to', { replyTo: 'answers' }],
    ['reply-to session id', { replyToSessionId: 'r-1' }],
    ['to', { to: 'someone' }],
    ['text property', { applicationProperties: { reason: 'Unknown' } }],
    ['number property', { applicationProperties: { count: 3 } }],
    ['boolean property', { applicationProperties: { flag: true } }],
    ['time property', { applicationProperties: { at: new Date(1_700_000_000_000) } }],
  ])('pick by %s', async (_, filter) => {
    const on = client(await bus(filtered({ wanted: filter })));
    await send(
      on,
      'events',
      message('wanted', {
        subject: 'began',
        contentType: 'application/json',
        correlationId: 'c-1',
        messageId: 'm-1',
        sessionId: 's-1',
        replyTo: 'answers',
        replyToSessionId: 'r-1',
        to: 'someone',
        applicationProperties: { reason: 'Unknown', count: 3, flag: true, at: new Date(1_700_000_000_000) },
      }),
    );
    await send(on, 'events', message('other', { subject: 'cleared', applicationProperties: { count: 4 } }));
    expect(await take(on.createReceiver('events', 'some'), 1)).toEqual(['wanted']);
    expect(await take(on.createReceiver('events', 'all'), 2)).toEqual(['wanted', 'other']);
  });

  it.each<[string, RuleFilter]>([
    ['in another case', { subject: 'Began' }],
    ['of which one does not hold', { subject: 'began', to: 'someone else' }],
    ['for a property that is not there', { applicationProperties: { missing: 'x' } }],
    ['whose number is a text in the message', { applicationProperties: { count: 3 } }],
    ['that is the constant for nothing', { sqlExpression: '1=0' }],
  ])('do not take a message by a filter %s', async (_, filter) => {
    const broker = await bus(filtered({ never: filter }));
    const on = client(broker);
    await send(
      on,
      'events',
      message('x', { subject: 'began', to: 'someone', applicationProperties: { count: '3' } }),
    );
    expect(await take(on.createReceiver('events', 'some'), 0)).toEqual([]);
    expect(await take(on.createReceiver('events', 'all'), 1)).toEqual(['x']);
  });

  it('take one copy where several match, by any of them', async () => {
    const on = client(await bus(filtered({ a: { subject: 'a' }, b: { to: 'b' }, c: { to: 'c' } })));
    await send(on, 'events', message('both', { subject: 'a', to: 'b' }));
    await send(on, 'events', message('second', { to: 'b' }));
    await send(on, 'events', message('neither', { to: 'd' }));
    expect(await take(on.createReceiver('events', 'some'), 2)).toEqual(['both', 'second']);
  });

  it('let a message go that no subscription takes, and its sender is told that it is accepted', async () => {
    const broker = await bus({ topics: { events: { subscriptions: { none: { rules: {} } } } } });
    const on = client(broker);
    await send(on, 'events', message('gone'));
    expect(broker.messages('events')).toHaveLength(1);
    expect(await take(on.createReceiver('events', 'none'), 0)).toEqual([]);
  });

  it('cannot be empty', async () => {
    await expect(startBus({ entities: filtered({ empty: {} }) })).rejects.toThrow('at least one property');
  });
});

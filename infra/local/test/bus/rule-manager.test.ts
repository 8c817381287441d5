import type { ServiceBusRuleManager } from '@azure/service-bus';
import { describe, expect, it } from 'vitest';
import { busRig } from './bus-rig.ts';
import { message, send, take } from './messages.ts';

const { bus, client } = busRig();
const entities = { queues: { work: {} }, topics: { events: { subscriptions: { some: {} } } } };

async function listed(manager: ServiceBusRuleManager) {
  const rules = [];
  // The client yields one undefined where there is no rule.
  for await (const rule of manager.listRules())
    if (rule) rules.push({ name: rule.name, filter: rule.filter });
  return rules;
}

describe('the rule manager of the client', () => {
  it('lists the rule that a subscription has from the start', async () => {
    const manager = client(await bus(entities)).createRuleManager('events', 'some');
    expect(await listed(manager)).toEqual([{ name: '$Default', filter: { sqlExpression: '1=1' } }]);
  });

  it('replaces that rule, and what is sent from then on goes by the new ones', async () => {
    const on = client(await bus(entities));
    const manager = on.createRuleManager('events', 'some');
    await send(on, 'events', message('before'));
    await manager.deleteRule('$Default');
    await send(on, 'events', message('between'));
    await manager.createRule('begins', { subject: 'began', applicationProperties: { n: 1, s: 'x' } });
    await send(on, 'events', message('other', { subject: 'began', applicationProperties: { n: 2, s: 'x' } }));
    await send(on, 'events', message('after', { subject: 'began', applicationProperties: { n: 1, s: 'x' } }));
    expect(await take(on.createReceiver('events', 'some'), 2)).toEqual(['before', 'after']);
  });

  it('reads each filter as it was written', async () => {
    const manager = client(await bus(entities)).createRuleManager('events', 'some');
    await manager.deleteRule('$Default');
    const filters = {
      correlation: {
        correlationId: 'c',
        messageId: 'm',
        to: 't',
        replyTo: 'r',
        subject: 's',
        sessionId: 'i',
        replyToSessionId: 'j',
        contentType: 'a/b',
        applicationProperties: { text: 'x', number: 3, flag: false },
      },
      everything: { sqlExpression: '1=1' },
      nothing: { sqlExpression: '1=0' },
      sql: { sqlExpression: "sys.Label LIKE '%began' AND [reason] = 'it''s'" },
    };
    for (const [name, filter] of Object.entries(filters)) await manager.createRule(name, filter);
    expect(await listed(manager)).toEqual(
      Object.entries(filters).map(([name, filter]) => ({ name, filter })),
    );
    for (const name of Object.keys(filters)) await manager.deleteRule(name);
    expect(await listed(manager)).toEqual([]);
  });

  it('is told that a rule exists already, in whatever case, and that another does not', async () => {
    const manager = client(await bus(entities)).createRuleManager('events', 'some');
    await manager.createRule('mine', { subject: 'a' });
    await expect(manager.createRule('Mine', { subject: 'b' })).rejects.toMatchObject({
      code: 'MessagingEntityAlreadyExists',
      retryable: false,
    });
    await expect(manager.deleteRule('yours')).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
      retryable: false,
    });
  });

  it('is told what is wrong with SQL, and refused actions, which the broker does not do', async () => {
    const manager = client(await bus(entities)).createRuleManager('events', 'some');
    await expect(manager.createRule('sql', { sqlExpression: 'subject =' })).rejects.toThrow(
      'There was an error parsing the SQL expression.',
    );
    await expect(
      manager.createRule('action', { subject: 'x' }, { sqlExpression: "SET subject = 'y'" }),
    ).rejects.toThrow('rules with actions');
    expect(await listed(manager)).toHaveLength(1);
  });
});

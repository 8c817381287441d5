import type { ServiceBusMessage } from '@azure/service-bus';
import { describe, expect, test } from 'vitest';
import { toMessage } from '../../../../src/bus/to-message.ts';
import { invalidCredentials, salesforceCredentials } from '../../../local/scenario/quarantine-causes.ts';
import { busRig } from '../../../local/test/bus/bus-rig.ts';
import { correlationFilter, namedFilters } from './named-filters.ts';
import { eventOfBegin, toldEvents } from './told-events.ts';

const rig = busRig();
const app = '11111111-1111-4111-8111-111111111111';
const filters = await namedFilters(app);
const { began, recovered, changed, expiring } = toldEvents();

/** Events of the connector, by what a filter can tell them apart by. */
const sent = {
  began,
  'began for deletes': eventOfBegin({ reason: 'TooManyDeletes', error: null }),
  'began for a right': eventOfBegin({ error: { code: 'BoxInsufficientPermissions' } }),
  'began for Salesforce': eventOfBegin({ ...salesforceCredentials }),
  'began for SCIM': eventOfBegin({ ...invalidCredentials }),
  'began without a reason': eventOfBegin({ reason: '', error: null }),
  'began of another app': eventOfBegin({}, '22222222-2222-4222-8222-222222222222'),
  cleared: recovered,
  changed,
  expiring,
};
const names = Object.keys(sent);
const begins = names.filter((name) => name.startsWith('began'));

const expected: Readonly<Record<string, readonly string[]>> = {
  everything: names,
  'begins-and-clears': [...begins, 'cleared'],
  'begins-only': begins,
  'one-app': [...begins, 'cleared'].filter((name) => name !== 'began of another app'),
  'credentials-expired': ['began', 'began for Salesforce', 'began for SCIM', 'began of another app'],
};

type RuleManager = ReturnType<ReturnType<typeof rig.emulatorClient>['createRuleManager']>;

/** What a subscription gets that its owner gave these filters, by the real client: added first, and then the one that takes everything is deleted. */
async function taken(...filters: Parameters<RuleManager['createRule']>[1][]): Promise<readonly unknown[]> {
  const bus = await rig.emulator({ topics: { events: { subscriptions: { mine: {} } } } });
  const client = rig.emulatorClient(bus.connectionString);
  const manager = client.createRuleManager('events', 'mine');
  for (const [index, filter] of filters.entries()) await manager.createRule(`rule-${index}`, filter);
  await manager.deleteRule('$Default');
  const messages: ServiceBusMessage[] = Object.entries(sent).map(([to, event]) => {
    if (!event) throw new Error(`no event ${to}`);
    // What it is called here travels in a property that no filter asks for.
    return { ...toMessage(event), to };
  });
  await client.createSender('events').sendMessages(messages);
  return (await client.createReceiver('events', 'mine').peekMessages(99)).map(({ to }) => to);
}

test('every named filter is tried here', () => {
  expect(Object.keys(filters)).toEqual(Object.keys(expected));
});

describe.each(Object.entries(filters))('the filter %s', (name, { sql, correlation }) => {
  test('takes what it promises as SQL', async () => {
    expect(await taken({ sqlExpression: sql })).toEqual(expected[name]);
  });

  if (correlation)
    test('takes the same as correlation rules', async () => {
      expect(await taken(...correlation.map(correlationFilter))).toEqual(expected[name]);
    });
});

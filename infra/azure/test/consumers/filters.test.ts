import type { ServiceBusMessage } from '@azure/service-bus';
import { describe, expect, test } from 'vitest';
import { toMessage } from '../../../../src/bus/to-message.ts';
import { jobKinds } from '../../../../src/contract/events/job-kinds.ts';
import { type FrozenMessage, frozenMessages } from '../../../../test/support/contract/frozen-events.ts';
import { invalidCredentials, salesforceCredentials } from '../../../local/scenario/quarantine-causes.ts';
import { busRig } from '../../../local/test/bus/bus-rig.ts';
import { correlationFilter, namedFilters } from './named-filters.ts';
import { eventOfBegin, quarantineEvents } from './quarantine-events.ts';

const rig = busRig();
const app = '11111111-1111-4111-8111-111111111111';
const fabrikam = '88888888-8888-4888-8888-888888888888';
const filters = await namedFilters(app, 'hrInbound', fabrikam);
const { began, recovered, changed, expiring } = quarantineEvents();

/** Events of quarantine as the connector makes them, by what a filter can tell them apart by. */
const ofQuarantine = {
  began,
  'began for deletes': eventOfBegin({ reason: 'TooManyDeletes', error: null }),
  'began for a right': eventOfBegin({ error: { code: 'BoxInsufficientPermissions' } }),
  'began for Salesforce': eventOfBegin({ ...salesforceCredentials }),
  'began for SCIM': eventOfBegin({ ...invalidCredentials }),
  'began for a check of credentials': eventOfBegin({ error: { code: 'SlackCredentialValidationFailure' } }),
  'began without a reason': eventOfBegin({ reason: '', error: null }),
  'began of another app': eventOfBegin({}, '22222222-2222-4222-8222-222222222222'),
  cleared: recovered,
  changed,
  expiring,
};

/** Events of every condition as they are frozen: of an outbound job, of one of `app` that fills Entra from an HR system, and of another tenant's. */
const frozen = Object.entries(frozenMessages()).flatMap(([name, message]) => [
  [`frozen ${name}`, messageOf(message)] as const,
  [`frozen ${name} of HR`, messageOf(message, { jobKind: 'hrInbound', servicePrincipalId: app })] as const,
  [`frozen ${name} of Fabrikam`, messageOf(message, { tenantId: fabrikam })] as const,
]);

function messageOf(
  { properties: { groupId, ...properties }, applicationProperties, event }: FrozenMessage,
  more: Readonly<Record<string, string>> = {},
): ServiceBusMessage {
  return {
    ...properties,
    // Frozen once, sent three times: the topic must not take the others for repeats.
    messageId: [properties.messageId, ...Object.values(more)].join(' '),
    sessionId: groupId,
    body: event,
    applicationProperties: { ...applicationProperties, ...more },
  };
}

const sent: readonly (readonly [name: string, ServiceBusMessage])[] = [
  ...Object.entries(ofQuarantine).map(([name, event]) => {
    if (!event) throw new Error(`no event ${name}`);
    return [name, toMessage(event)] as const;
  }),
  ...frozen,
];

const names = sent.map(([name]) => name);
const about = (...stays: string[]) =>
  names.filter((name) => stays.some((stay) => name.startsWith(`frozen ${stay}`)));
const begins = [
  ...Object.keys(ofQuarantine).filter((name) => name.startsWith('began')),
  ...about('quarantine.began'),
];
const clears = ['cleared', ...about('quarantine.cleared')];
const others = about(
  ...['halt', 'overdue', 'failures'].flatMap((stream) => [`${stream}.began`, `${stream}.cleared`]),
);

const expected: Readonly<Record<string, readonly string[]>> = {
  everything: names,
  'begins-and-clears': [...begins, ...clears],
  'begins-only': begins,
  'one-app': [...begins, ...clears].filter((name) => sentBy(name) === app),
  'credentials-expired': [
    ...['began', 'began for Salesforce', 'began for SCIM', 'began for a check of credentials'],
    ...['began of another app', ...about('quarantine.began')],
  ],
  halts: about('halt'),
  overdue: about('overdue'),
  failures: about('failures.began', 'failures.cleared'),
  removals: about('job.removed'),
  'everything-wrong': [...begins, ...clears, ...others],
  incidents: names.filter((name) => !about('job.removed').includes(name)),
  kind: [...begins, ...clears, ...others].filter((name) => name.endsWith(' of HR')),
  'one-tenant': [...begins, ...clears, ...others].filter((name) => name.endsWith(' of Fabrikam')),
};

function sentBy(name: string): unknown {
  return sent.find(([each]) => each === name)?.[1].applicationProperties?.servicePrincipalId;
}

type RuleManager = ReturnType<ReturnType<typeof rig.emulatorClient>['createRuleManager']>;

/** What a subscription gets that its owner gave these filters, by the real client: added first, and then the one that takes everything is deleted. */
async function taken(...filters: Parameters<RuleManager['createRule']>[1][]): Promise<readonly string[]> {
  const bus = await rig.emulator({ topics: { events: { subscriptions: { mine: {} } } } });
  const client = rig.emulatorClient(bus.connectionString);
  const manager = client.createRuleManager('events', 'mine');
  for (const [index, filter] of filters.entries()) await manager.createRule(`rule-${index}`, filter);
  await manager.deleteRule('$Default');
  // What it is called here travels in a property that no filter asks for.
  const messages = sent.map(([to, message]) => ({ ...message, to }));
  await client.createSender('events').sendMessages(messages);
  return (await client.createReceiver('events', 'mine').peekMessages(99)).map(({ to }) => String(to)).sort();
}

test('there is a filter for each kind of jobs', () => {
  expect(filters.kind?.values).toEqual(jobKinds);
});

test('every named filter is tried here', () => {
  expect(Object.keys(filters)).toEqual(Object.keys(expected));
});

describe.each(Object.entries(filters))('the filter %s', (name, { sql, correlation }) => {
  test('takes what it promises as SQL', async () => {
    expect(await taken({ sqlExpression: sql })).toEqual([...(expected[name] ?? [])].sort());
  });

  if (correlation)
    test('takes the same as correlation rules', async () => {
      expect(await taken(...correlation.map(correlationFilter))).toEqual([...(expected[name] ?? [])].sort());
    });
});

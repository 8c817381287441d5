import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { durationMs } from '../../../../src/config/duration.ts';
import { type DefinitionName, loadDefinition } from '../consumers/load-definition.ts';
import { everyAction } from '../consumers/workflow/definition.ts';
import { deployment, ofType, only } from './deployment.ts';
import { parameterSets } from './parameter-sets.ts';
import { type Parameters, type Predicted, predict, predictModule } from './predict.ts';

const usual = {
  location: 'westeurope',
  name: 'logic-test',
  serviceBusNamespaceName: 'sb-contoso',
  topicName: 'provisioning-quarantine',
};
const receivers = {
  pagerduty: { kind: 'pagerduty' },
  servicenow: { kind: 'servicenow', url: 'https://contoso.service-now.example', user: 'provisioning' },
  'jira-service-management': { kind: 'jira-service-management' },
  webhook: { kind: 'webhook', url: 'https://receiver.example/events', headerName: 'X-Secret' },
} as const;

const onCall = (kind: keyof typeof receivers, more: object = {}, parameters: Parameters = {}) =>
  predictModule('modules/consumer-on-call.bicep', {
    ...usual,
    ...parameters,
    storageAccountName: 'stcontoso',
    onCall: {
      name: 'night-shift',
      receiver: receivers[kind],
      keyVaultName: 'kv',
      secretName: 'key',
      ...more,
    },
  });

const workflow = z.object({
  properties: z.object({ definition: z.unknown(), parameters: z.unknown() }),
});

/** What the tests run, with the places filled in as the module should. */
async function tested(name: DefinitionName, pollMinutes: number): Promise<unknown> {
  const filled = JSON.stringify(await loadDefinition(name))
    .replaceAll('"{pollMinutes}"', String(pollMinutes))
    .replaceAll('"{waitMinutes}"', String(Math.min(pollMinutes, 3)))
    .replaceAll('{vaultAudience}', 'https://vault.azure.net')
    .replaceAll('{mailAudience}', '')
    .replaceAll('{headerName}', 'X-Secret');
  return JSON.parse(filled);
}

function held(made: readonly Predicted[]) {
  const { definition, parameters } = workflow.parse(only(made, 'Microsoft.Logic/workflows')).properties;
  const text = JSON.stringify(definition).replace(
    /"identity":"[^"]*logic-test-identity[^"]*"/g,
    '"identity":"{identityId}"',
  );
  return { definition: JSON.parse(text), parameters };
}

const predicted = new Map<string, ReturnType<typeof onCall>>();
/** What is made for a receiver, with a wait of half an hour; predicted once. */
function madeFor(kind: keyof typeof receivers): ReturnType<typeof onCall> {
  const made = predicted.get(kind) ?? onCall(kind, { resolveAfterMinutes: 30 });
  predicted.set(kind, made);
  return made;
}

describe.each(Object.keys(receivers) as (keyof typeof receivers)[])('the consumer for %s', (kind) => {
  test('is deployed as it is tested, and gets every parameter of its definition', async () => {
    const { definition, parameters } = held(await madeFor(kind));
    expect(definition).toEqual(await tested(kind, 1));
    expect(Object.keys(Object(parameters)).sort()).toEqual(
      Object.keys((await loadDefinition(kind)).parameters).sort(),
    );
    expect(JSON.stringify(definition)).not.toMatch(/\{(?!identityId\})[a-zA-Z]+\}/);
  });

  test('has a subscription of its own with a lock that outlasts a run, and reads nothing but that and its secret', async () => {
    const made = await madeFor(kind);
    const subscription = only(made, 'Microsoft.ServiceBus/namespaces/topics/subscriptions');
    expect(subscription.name).toMatch(/\/on-call-night-shift$/);
    expect(subscription.properties).toMatchObject({
      lockDuration: 'PT5M',
      maxDeliveryCount: 66,
      requiresSession: false,
    });
    const scopes = ofType(made, 'Microsoft.Authorization/roleAssignments').map(
      ({ id }) => id.split('/providers/Microsoft.Authorization/')[0] ?? '',
    );
    const has = (end: RegExp) => scopes.filter((scope) => end.test(scope)).length;
    expect(has(/vaults\/kv\/secrets\/key/)).toBe(1);
    expect(has(/tables\/OnCallnightshift/)).toBe(kind === 'webhook' ? 0 : 1);
    expect(scopes).toHaveLength(kind === 'webhook' ? 2 : 3);
  });
});

test('the notice is deployed as it is tested', async () => {
  const { definition, parameters } = held(
    await predictModule('modules/consumer.bicep', {
      ...usual,
      subscriptionName: 'workflows',
      mailReceivers: ['a@contoso.example'],
      mailAudience: 'https://mail.example',
    }),
  );
  expect(JSON.parse(JSON.stringify(definition).replaceAll('https://mail.example', ''))).toEqual(
    await tested('notice', 3),
  );
  // With a secret among them they stay an expression.
  const { teamsWebhookUrl, ...others } = (await loadDefinition('notice')).parameters;
  expect(teamsWebhookUrl).toEqual({ type: 'SecureString' });
  for (const name of Object.keys(others)) expect(JSON.stringify(parameters)).toContain(`'${name}'`);
});

const alertType = 'Microsoft.Insights/metricAlerts';

test('who operates it is told when it cannot send, and when it cannot read', async () => {
  expect(ofType(await madeFor('pagerduty'), alertType)).toEqual([]);
  const made = only(await deployment('onCall'), 'Microsoft.Logic/workflows');
  const alerts = ofType(await deployment('onCall'), alertType).filter(({ name }) =>
    name.startsWith(made.name),
  );
  const metrics = Object.fromEntries(
    alerts.map(({ name, properties }) => {
      expect(properties).toMatchObject({
        severity: 1,
        scopes: [made.id],
        actions: [{ actionGroupId: '<alerts.actionGroupId>' }],
      });
      return [name.slice(made.name.length + 1), alert.parse(properties).criteria.allOf[0]?.metricName];
    }),
  );
  expect(metrics).toEqual({ 'cannot-send': 'RunsFailed', 'cannot-read': 'TriggersFailed' });
});

const alert = z.object({
  windowSize: z.string(),
  criteria: z.object({ allOf: z.array(z.object({ metricName: z.string(), threshold: z.number() })) }),
});
const waiting = z.object({
  inputs: z.object({ interval: z.object({ count: z.number(), unit: z.literal('Minute') }) }),
});

test.each([1, 2, 3, 5, 10, 11, 15, 60, 61, 240])(
  'a receiver that does not answer sets off the alert also where the subscription is looked at every %i minutes',
  async (pollMinutes) => {
    const made = await onCall('pagerduty', {}, { pollMinutes, actionGroupId: '/actionGroups/night' });
    const { definition } = held(made);
    const wait = everyAction(definition.actions).find(([name]) => name === 'Wait')?.[1];
    // An action over HTTP waits for two minutes, is tried once more after five seconds, and then the run waits.
    const runMinutes = 2 + 5 / 60 + 2 + waiting.parse(wait).inputs.interval.count;
    const betweenFailures = Math.ceil(runMinutes / pollMinutes) * pollMinutes;
    const cannotSend = made.find(({ name }) => name.endsWith('-cannot-send'));
    const { windowSize, criteria } = alert.parse(cannotSend?.properties);
    const failures = Math.floor(durationMs(windowSize) / 60_000 / betweenFailures);
    expect(failures).toBeGreaterThan(criteria.allOf[0]?.threshold ?? Number.POSITIVE_INFINITY);
  },
);

test('an address that is not https is refused', async () => {
  await expect(onCall('webhook', { receiver: { kind: 'webhook', url: 'http://a.example' } })).rejects.toThrow(
    /url of night-shift has to begin with https/,
  );
});

test('a notice names a tenant of several, by its id where it has no name', async () => {
  const { graphAppId } = parameterSets.severalTenants;
  const ids = ['88888888-8888-4888-8888-888888888888', '99999999-9999-4999-8999-999999999999'] as const;
  const tenants = [{ id: ids[0], name: '' }, { id: ids[1] }];
  const made = await predict({ graphAppId, tenants, notice: { enabled: true } });
  const { parameters } = workflow.parse(only(made, 'Microsoft.Logic/workflows')).properties;
  for (const id of ids) expect(parameters).toContain(`'${id}', '${id}'`);
});

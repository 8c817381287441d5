import { describe, expect, test } from 'vitest';
import { namedFilters } from '../consumers/named-filters.ts';
import { ofType, only } from './deployment.ts';
import { predict, predictModule } from './predict.ts';

const app = '11111111-1111-4111-8111-111111111111';
const tenant = '88888888-8888-4888-8888-888888888888';
const named = await namedFilters(app, 'hrInbound', tenant);
const rules = 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules';
const module = 'modules/subscription.bicep';
const mine = { namespaceName: 'sb-contoso', name: 'mine' };
const withValue = new Map([
  ['one-app', app],
  ['one-tenant', tenant],
  ['kind', 'hrInbound'],
]);
const asked = (name: string) => (withValue.has(name) ? `${name}:${withValue.get(name)}` : name);

describe.each(Object.entries(named))('a subscription with the filter %s', (name, { sql, correlation }) => {
  test('has its rules, the first in place of the one that takes everything', async () => {
    const made = ofType(await predictModule(module, { ...mine, filter: asked(name) }), rules);
    expect(made.map((rule) => rule.name.split('/').at(-1))).toEqual(
      made.map((_, index) => (index === 0 ? '$Default' : `rule-${index}`)),
    );
    expect(made.map(({ properties }) => properties)).toEqual(
      correlation?.map((each) => ({ filterType: 'CorrelationFilter', correlationFilter: each })) ?? [
        { filterType: 'SqlFilter', sqlFilter: { sqlExpression: sql } },
      ],
    );
  });
});

test('the deployment takes filters by their names for the subscriptions that it makes', async () => {
  const made = ofType(
    await predict({ workflowsFilter: 'begins-only', subscribersFilter: `one-app:${app}` }),
    rules,
  );
  const sqlOf = (subscription: string) =>
    made.find(({ name }) => name.includes(`/${subscription}/`))?.properties?.sqlFilter;
  expect(sqlOf('workflows')).toEqual({ sqlExpression: named['begins-only']?.sql });
  expect(sqlOf('subscribers')).toEqual({ sqlExpression: named['one-app']?.sql });
  expect(sqlOf('archive')).toEqual({ sqlExpression: '1=1' });
});

test('a condition of its own stays as it is', async () => {
  const filter = "reason = 'TooManyDeletes' AND tenantId <> 'a:b'";
  expect(only(await predictModule(module, { ...mine, filter }), rules).properties).toEqual({
    filterType: 'SqlFilter',
    sqlFilter: { sqlExpression: filter },
  });
});

test('without a filter a subscription gets begins and clears, and no event of a new type', async () => {
  const made = ofType(await predictModule(module, mine), rules);
  expect(made.map(({ properties }) => properties?.correlationFilter)).toEqual(
    named['begins-and-clears']?.correlation,
  );
});

test('readers may read this subscription, and nothing else', async () => {
  const made = await predictModule(module, { ...mine, requiresSession: true, readerIds: [app] });
  const role = only(made, 'Microsoft.Authorization/roleAssignments');
  expect(role.id).toContain('/topics/provisioning-quarantine/subscriptions/mine/');
  expect(role.properties).toMatchObject({
    principalId: app,
    roleDefinitionId: expect.stringContaining('4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'),
  });
  const subscription = only(made, 'Microsoft.ServiceBus/namespaces/topics/subscriptions');
  expect(subscription.properties).toMatchObject({ requiresSession: true });
});

test.each([
  ['one-app', /one-app needs the object id of the service principal/],
  ['one-tenant', /one-tenant needs the id of the tenant: one-tenant:/],
])('%s without its id is refused, and told what to write', async (filter, words) => {
  await expect(predictModule(module, { ...mine, filter })).rejects.toThrow(words);
});

test.each(['kind', 'kind:hrinbound', 'kind:hr'])(
  '%s is refused, and told which kinds there are',
  async (filter) => {
    await expect(predictModule(module, { ...mine, filter })).rejects.toThrow(
      /kind needs one of outbound, hrInbound, .*: kind:hrInbound/,
    );
  },
);

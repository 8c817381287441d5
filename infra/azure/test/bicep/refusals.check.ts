import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { settingCases } from '../../../../test/fuzz/settings/setting-cases.ts';
import { deployment, settingsOf } from './deployment.ts';
import { homeTenantId, predict } from './predict.ts';

const subnets = { app: '/subscriptions/x/subnets/app', endpoints: '/subscriptions/x/subnets/endpoints' };
const serviceBusNamespaceId =
  '/subscriptions/x/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/sb-shared';

const principal = '11111111-1111-4111-8111-111111111111';
const other = '88888888-8888-4888-8888-888888888888';
const graphAppId = '77777777-7777-4777-8777-777777777777';
const several = { tenants: [{ id: other }, { id: '99999999-9999-4999-8999-999999999999' }], graphAppId };

const night = {
  name: 'night',
  receiver: { kind: 'pagerduty' },
  keyVaultName: 'kv',
  secretName: 'pagerduty',
};

test.each([
  [{ networkAccess: 'private' }, /networkAccess "private" needs serviceBusSku "Premium"/],
  [
    { existing: { subnets } },
    /existing\.subnets and existing\.dnsZones are used with networkAccess "private" only/,
  ],
  [
    { callers: { clientId: '33333333-3333-4333-8333-333333333333', allowedClientIds: [] } },
    /callers\.allowedClientIds is empty, so that nobody could call/,
  ],
  [
    { networkAccess: 'private', serviceBusSku: 'Premium', notice: { enabled: true } },
    /cannot reach a private namespace/,
  ],
  [
    { existing: { serviceBusNamespaceId }, notice: { enabled: true } },
    /deploy modules\/consumer\.bicep into the resource group/,
  ],
  [{ alwaysReady: ['function:pollTenant'] }, /function:pollTenant, which there is with several tenants only/],
  [
    { networkAccess: 'private', serviceBusSku: 'Premium', onCall: [night] },
    /onCall .* cannot reach a private/,
  ],
  [{ existing: { serviceBusNamespaceId }, onCall: [night] }, /deploy modules\/consumer-on-call\.bicep into/],
  [{ onCall: [night, { ...night, name: 'Night' }] }, /onCall has a name twice: night, Night/],
  [{ onCall: [{ ...night, filter: 'kind:hr' }] }, /kind needs one of/],
  [{ hosting: 'premium' }, /'dedicated' \| 'flex'/],
  [{ pollMinutes: 7 }, /pollMinutes|7/],
])('%j is refused before anything is made, and told what to change', async (parameters, words) => {
  await expect(predict(parameters)).rejects.toThrow(words);
});

test('everything that is wrong with several tenants is said at once', async () => {
  const made = predict({
    tenants: [{ id: 'contoso' }, { id: other }, { id: other.toUpperCase(), name: 'Fabrikam, Inc.' }],
    graphAppId: 'connector',
    tenantId: '99999999-9999-4999-8999-999999999999',
    watch: `${principal},${principal}/scim.1; ${principal}: ${principal}`,
    workQueueName: 'Provisioning-Quarantine',
    tenantCallers: 'Reader: *',
    settings: { TENANTS: other },
  });
  const said = await made.then(String, String);
  for (const part of [
    '"contoso" is no id of a tenant',
    'tenants names a tenant twice',
    '"Fabrikam, Inc." has a comma',
    'graphAppId has to be the client id of a multi-tenant app registration',
    `the identity belongs to ${homeTenantId}`,
    'watch names service principals without their tenant',
    `the tenant ${principal}, which is not in tenants`,
    'a namespace has each name once',
    'settings holds TENANTS, without what goes with it: use the parameters tenants',
    'tenantCallers says which tenants a signed-in caller may see: it needs callers',
  ])
    expect(said).toContain(part);
});

test('a setting that the templates make of a parameter is refused, and no other', async () => {
  const made = Object.keys(settingsOf(await deployment('severalTenants')));
  // Those with two lines name what is made here.
  const ofParameters = Object.keys(settingCases).filter(
    (name) => made.includes(name) && !/__(?!appId)/.test(name),
  );
  expect(ofParameters).toEqual(
    expect.arrayContaining(['POLL_SCHEDULE', 'EVENT_ENTITY', 'WATCH', 'HTTP_AUTH']),
  );
  const settings = Object.fromEntries([...ofParameters, 'RETENTION'].map((name) => [name, 'other']));
  const said = await predict({ settings }).then(String, String);
  for (const name of ofParameters) expect(said).toContain(`settings holds ${name}, `);
  expect(said).not.toContain('RETENTION');
});

test('a section of WATCH for each tenant is taken', async () => {
  await expect(
    predict({ ...several, watch: `*; ${other}: ${principal}, ${principal}/scim.1;${homeTenantId} : *` }),
  ).resolves.toBeDefined();
});

/** Nothing here evaluates a secret: that the refusal stands where the workflow is made is all that can be held. */
test('an address of Teams that is not https makes no workflow', async () => {
  const consumer = await readFile(new URL('../../modules/consumer.bicep', import.meta.url), 'utf8');
  expect(consumer).toMatch(
    /^var isHttps = empty\(teamsWebhookUrl\) \|\| startsWith\(toLower\(teamsWebhookUrl\), 'https:\/\/'\)\n {2}\? true\n {2}: fail\(/m,
  );
  expect(consumer).toMatch(/^var sends = reachesSomebody && isHttps && mailIsSet$/m);
  expect(consumer).toMatch(/^module workflow 'consumer-workflow\.bicep' = if \(sends\) \{$/m);
});

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { queryFilesOfSeveral } from '../queries/query-files.ts';
import { compile } from './bicep-server.ts';
import { deployment, ofType, only, settingsOf } from './deployment.ts';
import { parameterSets, type SetName, setNames } from './parameter-sets.ts';
import { type Predicted, predict, predictModule } from './predict.ts';
import { templates } from './run-bicep.ts';

/** The subscriptions that somebody reads: only these can have dead letters, or the alert on them would never end. */
const readIn = (set: SetName) =>
  ({ withSubscribers: ['workflows', 'subscribers'], withConsumer: ['workflows'], onCall: ['on-call-night'] })[
    String(set)
  ] ?? [];

describe.each(setNames)('%s', (set) => {
  test('nothing that is made takes a key', async () => {
    const made = await deployment(set);
    expect(only(made, 'Microsoft.Storage/storageAccounts').properties).toMatchObject({
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
    });
    expect(only(made, 'Microsoft.Insights/components').properties).toMatchObject({ DisableLocalAuth: true });
    for (const { properties } of ofType(made, 'Microsoft.ServiceBus/namespaces')) {
      expect(properties).toMatchObject({ disableLocalAuth: true, minimumTlsVersion: '1.2' });
    }
    const policies = ofType(made, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies');
    expect(policies.map(({ properties }) => properties)).toEqual([{ allow: false }, { allow: false }]);
    expect(only(made, 'Microsoft.Web/sites').properties).toMatchObject({
      httpsOnly: true,
      siteConfig: { minTlsVersion: '1.2', ftpsState: 'Disabled' },
    });
    expect(JSON.stringify(made)).not.toMatch(/list(Account)?Keys|listSecrets|accountKey=/i);
  });

  test('the topic finds repeats for a week and keeps what nobody has taken', async () => {
    const made = await deployment(set);
    expect(only(made, 'Microsoft.ServiceBus/namespaces/topics').properties).toMatchObject({
      duplicateDetectionHistoryTimeWindow: 'P7D',
      enablePartitioning: false,
      requiresDuplicateDetection: true,
    });
    const subscriptions = ofType(made, 'Microsoft.ServiceBus/namespaces/topics/subscriptions');
    const byName = new Map(subscriptions.map(({ name, properties }) => [name.split('/').at(-1), properties]));
    expect([...byName.keys()]).toEqual(['archive', ...readIn(set)]);
    expect(byName.get('archive')).toMatchObject({
      deadLetteringOnMessageExpiration: false,
      defaultMessageTimeToLive: 'P14D',
      requiresSession: false,
    });
    for (const [name, properties] of byName)
      expect(properties, name).toMatchObject({
        requiresSession: name === 'subscribers',
        deadLetteringOnMessageExpiration: name !== 'archive',
        deadLetteringOnFilterEvaluationExceptions: name !== 'archive',
      });
    const rules = ofType(made, 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules');
    expect(new Set(rules.map((rule) => rule.name.split('/').at(-2)))).toEqual(new Set(byName.keys()));
    expect(rules.find(({ name }) => name.includes('/archive/'))?.properties).toMatchObject({
      sqlFilter: { sqlExpression: '1=1' },
    });
  });

  test('every resource that can bear tags bears those of the deployment', async () => {
    const made = await deployment(set);
    const tagged = made.filter(({ tags }) => tags !== undefined);
    expect(tagged.length).toBeGreaterThan(4);
    for (const { id, tags } of tagged) {
      expect(tags, id).toMatchObject({
        'azd-env-name': 'Contoso',
        ...(set === 'brought' && { owner: 'identity team' }),
      });
    }
    expect(only(made, 'Microsoft.Web/sites').tags).toMatchObject({ 'azd-service-name': 'connector' });
  });
});

test('Flex Consumption runs the package of the container, on the Node that is asked for', async () => {
  const made = await deployment('public');
  const account = only(made, 'Microsoft.Storage/storageAccounts').name;
  expect(only(made, 'Microsoft.Web/serverfarms')).toMatchObject({
    sku: { name: 'FC1', tier: 'FlexConsumption' },
  });
  expect(only(made, 'Microsoft.Web/sites').properties).toMatchObject({
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer',
          value: `https://${account}.blob.core.windows.net/packages`,
          authentication: { type: 'UserAssignedIdentity' },
        },
      },
      runtime: { name: 'node', version: '24' },
      scaleAndConcurrency: {
        instanceMemoryMB: 512,
        alwaysReady: [{ name: 'function:poll', instanceCount: 1 }],
      },
    },
  });
  expect(only(made, 'Microsoft.Storage/storageAccounts/blobServices/containers').name).toBe(
    `${account}/default/packages`,
  );
});

test('a dedicated plan never sleeps and knows nothing of Flex', async () => {
  const made = await deployment('dedicated');
  expect(only(made, 'Microsoft.Web/serverfarms')).toMatchObject({ kind: 'linux', sku: { name: 'P0v3' } });
  expect(only(made, 'Microsoft.Web/sites').properties).toMatchObject({
    functionAppConfig: null,
    siteConfig: { alwaysOn: true, linuxFxVersion: 'NODE|22' },
  });
});

test('with Entra the platform turns away whoever is not allowed', async () => {
  const made = await deployment('entraCallers');
  expect(only(made, 'Microsoft.Web/sites/config').properties).toMatchObject({
    platform: { enabled: true },
    globalValidation: { requireAuthentication: true, unauthenticatedClientAction: 'Return401' },
    identityProviders: {
      azureActiveDirectory: {
        registration: { clientId: '33333333-3333-4333-8333-333333333333' },
        validation: {
          defaultAuthorizationPolicy: { allowedApplications: ['44444444-4444-4444-8444-444444444444'] },
        },
      },
    },
  });
  expect(ofType(await deployment('public'), 'Microsoft.Web/sites/config')).toEqual([]);
});

test('people of the groups can sign in to the page, with no secret, and programs as before', async () => {
  const made = await deployment('signIn');
  const settings = settingsOf(made);
  expect(settings.OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID).toBe('<identity.clientId>');
  expect(only(made, 'Microsoft.Web/sites/config').properties).toMatchObject({
    globalValidation: { unauthenticatedClientAction: 'RedirectToLoginPage' },
    identityProviders: {
      azureActiveDirectory: {
        registration: { clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID' },
        validation: {
          defaultAuthorizationPolicy: {
            allowedApplications: [
              '44444444-4444-4444-8444-444444444444',
              '33333333-3333-4333-8333-333333333333',
            ],
            allowedPrincipals: { groups: ['66666666-6666-4666-8666-666666666666'] },
          },
        },
      },
    },
  });
});

test('only the addresses that are named reach the app and its deployment', async () => {
  const { properties } = only(await deployment('guarded'), 'Microsoft.Web/sites');
  expect(properties).toMatchObject({
    siteConfig: {
      ipSecurityRestrictionsDefaultAction: 'Deny',
      scmIpSecurityRestrictionsUseMain: true,
      ipSecurityRestrictions: [
        { action: 'Allow', ipAddress: '203.0.113.0/24', priority: 100 },
        { action: 'Allow', ipAddress: '198.51.100.7/32', priority: 101 },
      ],
    },
    functionAppConfig: { scaleAndConcurrency: { alwaysReady: [] } },
  });
  expect(only(await deployment('public'), 'Microsoft.Web/sites').properties).toMatchObject({
    siteConfig: { ipSecurityRestrictionsDefaultAction: 'Allow', ipSecurityRestrictions: [] },
  });
});

test('what changes the app is done one after the other', async () => {
  const { output } = await compile(join(templates, 'modules/app.bicep'));
  const { resources } = z
    .object({ resources: z.record(z.string(), z.object({ dependsOn: z.optional(z.array(z.string())) })) })
    .parse(JSON.parse(output));
  expect(resources['site::scm']?.dependsOn).toContain('site::ftp');
  expect(resources['site::auth']?.dependsOn).toContain('site::scm');
});

test.each([
  ['contoso_prod', 'func-contoso-prod-', 'rg-contoso_prod'],
  ['Contoso.(Test)', 'func-contoso-test-', 'rg-contoso.(test)'],
])(
  'the environment %s, as azd allows it, gives names that resources allow',
  async (environmentName, app, group) => {
    const made = await predict({ environmentName });
    expect(only(made, 'Microsoft.Web/sites').name).toMatch(new RegExp(`^${app}[a-z0-9]{13}$`));
    expect(only(made, 'Microsoft.OperationalInsights/workspaces').name).toMatch(/^[a-z0-9-]*[a-z0-9]$/);
    expect(only(made, 'Microsoft.Resources/resourceGroups').name).toBe(group);
  },
);

test('an owner of a resource group gets the same into it', async () => {
  const withoutNames = (resources: readonly Predicted[]) => resources.map(({ type }) => type).sort();
  const made = await predictModule('group.bicep', { environmentName: 'Contoso', location: 'westeurope' });
  expect(withoutNames(made)).toEqual(
    withoutNames(await deployment('public')).filter((type) => type !== 'Microsoft.Resources/resourceGroups'),
  );
  const parametersOf = async (file: string) => {
    const { output } = await compile(join(templates, file));
    return z.object({ parameters: z.record(z.string(), z.unknown()) }).parse(JSON.parse(output)).parameters;
  };
  const ofMain = await parametersOf('main.bicep');
  const ofGroup = await parametersOf('group.bicep');
  const { resourceGroupName, location, ...shared } = ofMain;
  expect([resourceGroupName, location]).not.toContain(undefined);
  expect({ ...ofGroup, location: undefined }).toEqual({ ...shared, location: undefined });
});

test('the queue of several tenants is where the topic is, finds repeats, and makes no dead letter of what expires', async () => {
  const queues = 'Microsoft.ServiceBus/namespaces/queues';
  const queue = only(await deployment('severalTenants'), queues);
  expect(queue.name).toMatch(/^sb-\w+\/provisioning-tenants$/);
  expect(queue.properties).toEqual({
    deadLetteringOnMessageExpiration: false,
    defaultMessageTimeToLive: 'P1D',
    duplicateDetectionHistoryTimeWindow: 'PT10M',
    enableBatchedOperations: true,
    enablePartitioning: false,
    lockDuration: 'PT1M',
    maxDeliveryCount: 10,
    requiresDuplicateDetection: true,
    requiresSession: false,
  });
  const alwaysReady = ['function:poll', 'function:pollTenant'];
  const { existing } = parameterSets.brought;
  const brought = await predict({
    ...parameterSets.severalTenants,
    ...{ existing, workQueueName: 'polls', alwaysReady },
  });
  expect(only(brought, queues).id).toMatch(/rg-shared\/.*sb-shared\/queues\/polls$/);
  expect(settingsOf(brought).WORK_QUEUE).toBe('polls');
  expect(only(brought, 'Microsoft.Web/sites').properties).toMatchObject({
    functionAppConfig: {
      scaleAndConcurrency: { alwaysReady: alwaysReady.map((name) => ({ name, instanceCount: 1 })) },
    },
  });
});

test('the workbook of several tenants shows those that one chooses, by their names', async () => {
  const shown = async (set: SetName) =>
    JSON.stringify(only(await deployment(set), 'Microsoft.Insights/workbooks').properties);
  const several = await shown('severalTenants');
  const ofPolls = queryFilesOfSeveral.filter(
    ({ name, text }) => name.startsWith('workbook/') && text.includes('{ofTenants}'),
  );
  expect(ofPolls.length).toBeGreaterThan(9);
  expect(several.split('Tenant in ({Tenants})')).toHaveLength(ofPolls.length + 1);
  expect(several).toContain("'name', 'Tenants'");
  expect(several).toContain("Fabrikam''s own");
  expect(await shown('public')).not.toMatch(/Tenant in|'Tenants'/);
});

test('what is brought is used and not made', async () => {
  const made = await deployment('brought');
  expect(ofType(made, 'Microsoft.OperationalInsights/workspaces')).toEqual([]);
  expect(ofType(made, 'Microsoft.ServiceBus/namespaces')).toEqual([]);
  expect(only(made, 'Microsoft.Insights/components').properties).toMatchObject({
    WorkspaceResourceId: expect.stringMatching(/rg-shared.*log-shared$/),
  });
  expect(only(made, 'Microsoft.ServiceBus/namespaces/topics').id).toMatch(
    /subscriptions\/00000000-0000-0000-0000-000000000001\/resourceGroups\/rg-shared\/.*sb-shared/,
  );
  expect(only(made, 'Microsoft.Web/sites').name).toBe('func-of-contoso');
  expect(only(made, 'Microsoft.Storage/storageAccounts').name).toBe('stofcontoso');
  expect(only(made, 'Microsoft.Resources/resourceGroups').name).toBe('rg-of-contoso');
});

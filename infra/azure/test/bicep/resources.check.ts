import { describe, expect, test } from 'vitest';
import { deployment, ofType, only } from './deployment.ts';
import { setNames } from './parameter-sets.ts';

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
    expect([...byName.keys()]).toEqual(['archive', 'workflows', 'subscribers']);
    expect(byName.get('archive')).toMatchObject({
      deadLetteringOnMessageExpiration: false,
      defaultMessageTimeToLive: 'P14D',
      requiresSession: false,
    });
    expect(byName.get('workflows')).toMatchObject({ requiresSession: false });
    expect(byName.get('subscribers')).toMatchObject({ requiresSession: true });
    const rules = ofType(made, 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules');
    expect(rules).toHaveLength(subscriptions.length);
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
      scaleAndConcurrency: { instanceMemoryMB: 512 },
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

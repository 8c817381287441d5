import { expect, test } from 'vitest';
import { deployment, ofType, only } from './deployment.ts';

const groupsOf = async (set: 'private' | 'broughtNetwork') =>
  ofType(await deployment(set), 'Microsoft.Network/privateEndpoints').map(
    ({ properties }) => JSON.stringify(properties).match(/"groupIds":\["(\w+)"\]/)?.[1],
  );

test('in a private deployment nothing answers the internet', async () => {
  for (const set of ['private', 'broughtNetwork'] as const) {
    const made = await deployment(set);
    const open = [
      'Microsoft.Storage/storageAccounts',
      'Microsoft.ServiceBus/namespaces',
      'Microsoft.Web/sites',
    ]
      .map((type) => only(made, type))
      .filter(({ properties }) => properties?.publicNetworkAccess !== 'Disabled');
    expect(open).toEqual([]);
    expect(only(made, 'Microsoft.Storage/storageAccounts').properties).toMatchObject({
      networkAcls: { defaultAction: 'Deny' },
    });
    expect((await groupsOf(set)).sort()).toEqual(['blob', 'namespace', 'sites', 'table']);
  }
});

test('the app goes out through its own subnet, which is delegated to its kind of plan', async () => {
  const network = JSON.stringify(
    only(await deployment('private'), 'Microsoft.Network/virtualNetworks').properties,
  );
  expect(network).toContain('"serviceName":"Microsoft.App/environments"');
  expect(network).toContain('"addressPrefix":"10.210.0.0/26"');
  expect(network).toContain('"addressPrefix":"10.210.0.64/26"');
  const brought = only(await deployment('broughtNetwork'), 'Microsoft.Web/sites').properties;
  expect(JSON.stringify(brought?.virtualNetworkSubnetId)).toContain('network.appSubnetId');
});

test('a network and zones that are brought are used and not made', async () => {
  const made = await deployment('broughtNetwork');
  expect(ofType(made, 'Microsoft.Network/virtualNetworks')).toEqual([]);
  expect(ofType(made, 'Microsoft.Network/privateDnsZones')).toEqual([]);
  const endpoints = ofType(made, 'Microsoft.Network/privateEndpoints');
  for (const { properties } of endpoints.filter(({ name }) => !name.endsWith('-site'))) {
    expect(properties).toMatchObject({ subnet: { id: expect.stringMatching(/hub\/subnets\/endpoints$/) } });
  }
});

test('a public deployment has no network', async () => {
  const types = (await deployment('public')).map(({ type }) => type);
  expect(types.filter((type) => type.startsWith('Microsoft.Network/'))).toEqual([]);
});

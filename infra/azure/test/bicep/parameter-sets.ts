import type { Parameters } from './predict.ts';

const brought = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers';
const network = `${brought}/Microsoft.Network/virtualNetworks/hub`;

/** Deployments that people make, by the parameters that tell them apart. */
export const parameterSets = {
  public: {},
  private: { networkAccess: 'private', serviceBusSku: 'Premium' },
  dedicated: { hosting: 'dedicated', dedicatedSku: 'P0v3', nodeVersion: '22' },
  explicit: {
    watch: '11111111-1111-4111-8111-111111111111,22222222-2222-4222-8222-222222222222/scim.1',
    emitChanged: true,
    remindBeforeDisable: 'P7D',
  },
  entraCallers: {
    callers: {
      clientId: '33333333-3333-4333-8333-333333333333',
      allowedClientIds: ['44444444-4444-4444-8444-444444444444'],
    },
  },
  twoIdentities: {
    separateGraphIdentity: true,
    operatorsGroupId: '55555555-5555-4555-8555-555555555555',
  },
  withConsumer: {
    alertMailReceivers: ['night@contoso.example'],
    notice: { enabled: true, mailReceivers: ['apps@contoso.example'], mailAudience: 'https://mail.example' },
    teamsWebhookUrl: 'https://workflows.example/hook',
  },
  onCall: {
    onCall: [
      {
        name: 'night',
        receiver: { kind: 'pagerduty' },
        keyVaultName: 'kv-contoso',
        secretName: 'pagerduty',
        filter: 'kind:hrInbound',
      },
    ],
  },
  withSubscribers: { workflowsFilter: 'begins-only', subscribersFilter: 'everything' },
  signIn: {
    callers: {
      clientId: '33333333-3333-4333-8333-333333333333',
      allowedClientIds: ['44444444-4444-4444-8444-444444444444'],
      peopleGroupIds: ['66666666-6666-4666-8666-666666666666'],
    },
  },
  guarded: { allowedAddresses: ['203.0.113.0/24', '198.51.100.7/32'], alwaysReady: [] },
  brought: {
    resourceGroupName: 'rg-of-contoso',
    names: {
      app: 'func-of-contoso',
      storage: 'stofcontoso',
      table: 'Snapshots',
    },
    tags: { owner: 'identity team' },
    existing: {
      workspaceId: `${brought}/Microsoft.OperationalInsights/workspaces/log-shared`,
      actionGroupId: `${brought}/Microsoft.Insights/actionGroups/night`,
      serviceBusNamespaceId: `${brought}/Microsoft.ServiceBus/namespaces/sb-shared`,
    },
  },
  severalTenants: {
    graphAppId: '77777777-7777-4777-8777-777777777777',
    tenants: [
      { id: 'AAAAAAAA-0000-4000-8000-000000000003', name: 'Home' },
      { id: '88888888-8888-4888-8888-888888888888', name: "Fabrikam's own" },
      { id: '99999999-9999-4999-8999-999999999999' },
    ],
  },
  broughtNetwork: {
    networkAccess: 'private',
    serviceBusSku: 'Premium',
    existing: {
      subnets: { app: `${network}/subnets/app`, endpoints: `${network}/subnets/endpoints` },
      dnsZones: {
        blob: `${brought}/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net`,
        table: `${brought}/Microsoft.Network/privateDnsZones/privatelink.table.core.windows.net`,
        sites: `${brought}/Microsoft.Network/privateDnsZones/privatelink.azurewebsites.net`,
        serviceBus: `${brought}/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net`,
      },
    },
  },
} as const satisfies Readonly<Record<string, Parameters>>;

export type SetName = keyof typeof parameterSets;

export const setNames: readonly SetName[] = Object.keys(parameterSets).filter(isSetName);

function isSetName(name: string): name is SetName {
  return name in parameterSets;
}

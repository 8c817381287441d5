// The whole connector in a resource group of its own: `azd up`, or
// `az deployment sub create --location L --template-file main.bicep --parameters main.bicepparam`.

targetScope = 'subscription'

import { callersOf } from 'modules/app.bicep'

@description('Name of this deployment: the base of all names.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Where the resources are.')
param location string = deployment().location

@description('Tags of every resource, beside azd\'s own.')
param tags object = {}

@description('Names to use instead of the ones that are derived from environmentName.')
param names namesOf = {}

@description('Id of the tenant whose jobs are watched: the one that this subscription trusts, unless given.')
param tenantId string = subscription().tenantId

@description('Cloud of Microsoft Graph; empty: that of this environment. L4 and L5 share one environment.')
param graphCloud ('' | 'Global' | 'USGovL4' | 'USGovL5' | 'China') = ''

@description('What is watched: `*` for the whole tenant, or service principals and jobs by id, with commas.')
param watch string = '*'

@description('Minutes from one poll to the next.')
@allowed([1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30])
param pollMinutes int = 5

@description('Whether an event is sent when a quarantine goes on for another reason.')
param emitChanged bool = false

@description('How long before Entra may switch a job off an event reminds of it, such as `P7D`, at most `P28D`; empty: never.')
param remindBeforeDisable string = ''

@description('Further settings of the connector by their names, such as `RETENTION`.')
param settings { *: string } = {}

@description('Flex Consumption or a dedicated plan; empty: Flex, except where it may not be offered.')
param hosting ('' | 'flex' | 'dedicated') = ''

@description('Memory of an instance of Flex Consumption, in MB.')
param instanceMemoryMB (512 | 2048 | 4096) = 512

@description('Size of the dedicated plan.')
param dedicatedSku string = 'B1'

@description('Major version of Node.')
param nodeVersion ('22' | '24') = '24'

@description('Redundancy of the storage account.')
param storageSku ('Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS') = 'Standard_LRS'

@description('Tier of a Service Bus namespace made here. Private endpoints need Premium, which costs far more.')
param serviceBusSku ('Standard' | 'Premium') = 'Standard'

@description('Name of the topic.')
param topicName string = 'provisioning-quarantine'

@description('Which events the subscription `workflows` (without sessions) gets: the name of a filter in consumers/filters.json, or a SQL condition.')
param workflowsFilter string = '1=1'

@description('Which events the subscription `subscribers` (with sessions) gets: the name of a filter in consumers/filters.json, or a SQL condition.')
param subscribersFilter string = '1=1'

@description('A second identity that reads Graph, so that nothing that reaches the app\'s own holds its app roles.')
param separateGraphIdentity bool = false

@description('Object id of a group that may look at the table, the archived messages and the monitoring; empty: none.')
param operatorsGroupId string = ''

@description('`private`: virtual network, private endpoints, no access from the internet.')
param networkAccess ('public' | 'private') = 'public'

@description('Addresses of a virtual network made here.')
param networkAddressPrefix string = '10.210.0.0/24'

@description('Entra authentication of HTTP callers; not set: function keys.')
param callers callersOf?

@description('Resources to use instead of making them.')
param existing existingOf = {}

@description('Mail addresses that the alerts are sent to.')
param alertMailReceivers string[] = []

@description('The Logic App that shows each event to people. Its webhook address is `teamsWebhookUrl`.')
param notice noticeOf = { enabled: false }

@description('Address of the Teams workflow that posts the notices. It is a secret. Empty: nothing is posted to Teams. Used with `notice` only.')
@secure()
param teamsWebhookUrl string = ''

@description('Days that a workspace made here keeps its logs.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes a day after which a workspace made here takes no more; -1: no cap.')
param logDailyCapGb int = 1

@description('Also send the app\'s platform log to the workspace. It is not reliable with Flex Consumption.')
param logPlatform bool = false

@description('Names in place of derived ones.')
type namesOf = {
  app: string?
  applicationInsights: string?
  graphIdentity: string?
  identity: string?
  network: string?
  plan: string?
  resourceGroup: string?
  serviceBus: string?
  storage: string?
  table: string?
  workspace: string?
}

@description('What the Logic App of notices does; it reads the subscription `workflows`.')
type noticeOf = {
  @description('Whether there is one.')
  enabled: bool
  @description('Addresses that get a mail of each event.')
  mailReceivers: string[]?
  @description('Audience of the tokens for Azure Communication Services in this cloud; needed for mail.')
  mailAudience: string?
  @description('Where mails are kept, such as Europe.')
  mailDataLocation: string?
}

@description('Resource ids of what is brought.')
type existingOf = {
  @description('A Log Analytics workspace.')
  workspaceId: string?
  @description('A Service Bus namespace, Standard or Premium; the topic is made in it.')
  serviceBusNamespaceId: string?
  @description('An action group that the alerts notify; otherwise one is made for `alertMailReceivers`.')
  actionGroupId: string?
  @description('A subnet that is delegated to the app, and one for private endpoints.')
  subnets: { app: string, endpoints: string }?
  @description('Private DNS zones, linked to that network.')
  dnsZones: { blob: string?, table: string?, sites: string?, serviceBus: string? }?
}

var token = uniqueString(subscription().id, environmentName, location)
var isPrivate = networkAccess == 'private'
var plan = hosting == 'flex' || (empty(hosting) && environment().name == 'AzureCloud') ? 'flex' : 'dedicated'
var graphCloudOf = {
  AzureChinaCloud: 'China'
  AzureCloud: 'Global'
  AzureUSGovernment: 'USGovL4'
}
var cloud = empty(graphCloud) ? graphCloudOf[environment().name] : graphCloud
var bringsNamespace = existing.?serviceBusNamespaceId != null

// What cannot work is refused before anything is made.
var problems = concat(
  isPrivate && !bringsNamespace && serviceBusSku == 'Standard'
    ? [
        'networkAccess "private" needs serviceBusSku "Premium" (or a namespace of yours in existing.serviceBusNamespaceId): Standard has no private endpoints.'
      ]
    : [],
  !isPrivate && (existing.?subnets != null || existing.?dnsZones != null)
    ? [
        'existing.subnets and existing.dnsZones are used with networkAccess "private" only: set that, or leave them out.'
      ]
    : [],
  callers != null && empty(callers.?allowedClientIds)
    ? [
        'callers.allowedClientIds is empty, so that nobody could call: name the client ids of the applications that may.'
      ]
    : [],
  isPrivate && notice.enabled
    ? [
        'notice is a Consumption Logic App, which cannot reach a private namespace: leave it out, and read the topic from within the network.'
      ]
    : [],
  bringsNamespace && notice.enabled
    ? [
        'notice reads a namespace of this resource group: with existing.serviceBusNamespaceId deploy modules/consumer.bicep into the resource group of that namespace.'
      ]
    : []
)
var base = empty(problems) ? toLower(environmentName) : fail(join(problems, ' '))

var allTags = union({ 'azd-env-name': environmentName }, tags)
var publicNetworkAccess = isPrivate ? 'Disabled' : 'Enabled'
var identityName = names.?identity ?? 'id-${base}'
var graphIdentityName = separateGraphIdentity ? (names.?graphIdentity ?? 'id-${base}-graph') : identityName
var storageAccountName = names.?storage ?? 'st${token}'
var tableName = names.?table ?? 'ProvisioningSnapshots'
var appName = names.?app ?? 'func-${base}-${token}'
var packageContainerName = 'packages'
var namespaceId = split(
  existing.?serviceBusNamespaceId ?? '${group.id}/providers/Microsoft.ServiceBus/namespaces/${names.?serviceBus ?? 'sb-${token}'}',
  '/'
)

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: names.?resourceGroup ?? 'rg-${base}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    name: identityName
  }
}

module graphIdentity 'modules/identity.bicep' = if (separateGraphIdentity) {
  scope: group
  params: {
    location: location
    tags: allTags
    name: graphIdentityName
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    workspaceName: names.?workspace ?? 'log-${base}'
    existingWorkspaceId: existing.?workspaceId ?? ''
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    name: names.?applicationInsights ?? 'appi-${base}'
    principalId: identity.outputs.principalId
    operatorsGroupId: operatorsGroupId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    name: storageAccountName
    sku: storageSku
    tableName: tableName
    packageContainerName: packageContainerName
    publicNetworkAccess: publicNetworkAccess
    principalId: identity.outputs.principalId
    operatorsGroupId: operatorsGroupId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module namespace 'modules/namespace.bicep' = if (!bringsNamespace) {
  scope: group
  params: {
    location: location
    tags: allTags
    name: last(namespaceId)
    sku: serviceBusSku
    publicNetworkAccess: publicNetworkAccess
    workspaceId: monitoring.outputs.workspaceId
  }
}

module bus 'modules/bus.bicep' = {
  scope: resourceGroup(namespaceId[2], namespaceId[4])
  params: {
    namespaceName: last(namespaceId)
    topicName: topicName
    workflowsFilter: workflowsFilter
    subscribersFilter: subscribersFilter
    principalId: identity.outputs.principalId
    operatorsGroupId: operatorsGroupId
  }
  dependsOn: [namespace]
}

module network 'modules/private-network.bicep' = if (isPrivate) {
  scope: group
  params: {
    location: location
    tags: allTags
    name: names.?network ?? 'vnet-${base}'
    addressPrefix: networkAddressPrefix
    hosting: plan
    existingSubnets: existing.?subnets
    existingZones: existing.?dnsZones ?? {}
    storageAccountId: storage.outputs.id
    serviceBusNamespaceId: bringsNamespace ? '' : namespace!.outputs.id
    serviceBusHostName: bus.outputs.hostName
  }
}

module app 'modules/app.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    planName: names.?plan ?? 'plan-${base}'
    name: appName
    hosting: plan
    dedicatedSku: dedicatedSku
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    identity: { name: identityName, clientId: identity.outputs.clientId }
    graphIdentity: {
      name: graphIdentityName
      clientId: separateGraphIdentity ? graphIdentity!.outputs.clientId : identity.outputs.clientId
    }
    storageAccountName: storageAccountName
    packageContainerName: packageContainerName
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    serviceBusHostName: bus.outputs.hostName
    tenantId: tenantId
    settings: union(
      {
        EMIT_CHANGED: string(emitChanged)
        EVENT_ENTITY: topicName
        GRAPH_CLOUD: cloud
        POLL_SCHEDULE: '0 */${pollMinutes} * * * *'
        REMIND_BEFORE_DISABLE: remindBeforeDisable
        SNAPSHOT_TABLE: tableName
        WATCH: watch
      },
      settings
    )
    subnetId: isPrivate ? network!.outputs.appSubnetId : ''
    publicNetworkAccess: publicNetworkAccess
    callers: callers
    logWorkspaceId: logPlatform ? monitoring.outputs.workspaceId : ''
  }
  // An app that starts before its roles are granted fails at first, and may stay so for long. The linter counts on the network,
  // which in a public deployment is not made and so is not waited for.
  #disable-next-line no-unnecessary-dependson
  dependsOn: [storage]
}

module siteEndpoint 'modules/private-endpoint.bicep' = if (isPrivate) {
  scope: group
  params: {
    location: location
    tags: allTags
    name: 'pe-${base}-site'
    targetId: app.outputs.id
    groupId: 'sites'
    subnetId: network!.outputs.endpointSubnetId
    // The last two labels: an app may have a host name of its own region.
    domain: join(skip(split(app.outputs.hostName, '.'), length(split(app.outputs.hostName, '.')) - 2), '.')
    existingZoneId: existing.?dnsZones.?sites ?? ''
    networkId: network!.outputs.networkId
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    namePrefix: appName
    workspaceId: monitoring.outputs.workspaceId
    functionAppName: appName
    serviceBusNamespaceId: join(namespaceId, '/')
    topicName: topicName
    deadLetterSubscriptions: bus.outputs.deadLettering
    pollMinutes: pollMinutes
    mailReceivers: alertMailReceivers
    actionGroupId: existing.?actionGroupId ?? ''
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    functionAppName: appName
  }
}

module notices 'modules/consumer.bicep' = if (notice.enabled) {
  scope: group
  params: {
    location: location
    tags: allTags
    name: 'logic-${take(base, 37)}'
    serviceBusNamespaceName: last(namespaceId)
    topicName: topicName
    subscriptionName: bus.outputs.workflowsSubscription
    teamsWebhookUrl: teamsWebhookUrl
    mailReceivers: notice.?mailReceivers ?? []
    mailAudience: notice.?mailAudience ?? ''
    mailDataLocation: notice.?mailDataLocation ?? 'Europe'
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output AZURE_TENANT_ID string = subscription().tenantId
output FUNCTION_APP_ID string = app.outputs.id
output FUNCTION_APP_NAME string = app.outputs.name
output GRAPH_CLOUD string = cloud
output GRAPH_PRINCIPAL_ID string = separateGraphIdentity
  ? graphIdentity!.outputs.principalId
  : identity.outputs.principalId
output PUBLIC_URL string = 'https://${app.outputs.hostName}'
output RESOURCE_MANAGER_ENDPOINT string = environment().resourceManager
output SERVICE_BUS_HOST_NAME string = bus.outputs.hostName
output TENANT_ID string = tenantId
output TOPIC_NAME string = topicName
output WATCH string = watch

// Everything of the connector in a resource group that exists already, for who owns no more than that group:
// `az deployment group create --resource-group G --template-file group.bicep --parameters environmentName=contoso`.
// main.bicep makes the group and deploys this one into it.

import { problemsOf } from 'problems.bicep'
import { onCallOf } from 'receivers.bicep'
import { tenantSettings, watchesSeveral } from 'tenants.bicep'
import { callersOf, existingOf, namesOf, noticeOf, tenantOf } from 'types.bicep'

@description('Name of this deployment: the base of all names.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Where the resources are.')
param location string = resourceGroup().location

@description('Tags of every resource, beside azd\'s own.')
param tags object = {}

@description('Names to use instead of the ones that are derived from environmentName.')
param names namesOf = {}

@description('Id of the tenant whose jobs are watched: the one that this subscription trusts, unless given.')
param tenantId string = subscription().tenantId

@description('Further tenants whose jobs are watched, each by its id and a name for people. The one of tenantId is always watched, and may stand here to get a name. Empty: that one alone.')
param tenants tenantOf[] = []

@description('Client id of the multi-tenant app registration by which the jobs of further tenants are read. Used with `tenants` only.')
param graphAppId string = ''

@description('Name of the queue that holds a message for each tenant to be polled. Used with `tenants` only.')
param workQueueName string = 'provisioning-tenants'

@description('Which tenants a signed-in caller may see, as the setting TENANT_CALLERS says it; empty: all. Used with `tenants` and `callers` only.')
param tenantCallers string = ''

@description('Cloud of Microsoft Graph; empty: that of this environment. L4 and L5 share one environment.')
param graphCloud ('' | 'Global' | 'USGovL4' | 'USGovL5' | 'China') = ''

@description('What is watched: `*` for the whole tenant, or service principals and jobs by id, with commas; with several tenants in a section of each, as the setting WATCH says it.')
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

@description('Functions of which Flex Consumption keeps an instance running, at some 5 US dollars a month each: the timer has been seen to stop where none is. `http` saves callers and people the wait for a start, `function:pollTenant` with several tenants the first poll of each round. Empty: none.')
param alwaysReady ('function:poll' | 'function:pollTenant' | 'http')[] = ['function:poll']

@description('Size of the dedicated plan.')
param dedicatedSku string = 'B1'

@description('Major version of Node.')
param nodeVersion ('22' | '24') = '24'

@description('Address of a released package, which the app then runs: for a deployment without azd, Node or git. Empty: the package is deployed afterwards.')
param packageUri string = ''

@description('How the Functions host sends its log; empty: OpenTelemetry on Flex Consumption, and the older way on a dedicated plan, where OpenTelemetry may not be supported.')
param telemetry ('' | 'OpenTelemetry' | 'ApplicationInsights') = ''

@description('Redundancy of the storage account.')
param storageSku ('Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS') = 'Standard_LRS'

@description('Tier of a Service Bus namespace made here. Private endpoints need Premium, which costs far more.')
param serviceBusSku ('Standard' | 'Premium') = 'Standard'

@description('Name of the topic.')
param topicName string = 'provisioning-quarantine'

@description('Which events the subscription `workflows` (without sessions, for Logic Apps) gets: the name of a filter in consumers/filters.json, or a SQL condition. Empty: notices get everything; without notices there is no such subscription.')
param workflowsFilter string = ''

@description('Which events the subscription `subscribers` (with sessions, for code) gets: the name of a filter in consumers/filters.json, or a SQL condition. Empty: there is no such subscription. What a subscription gets and nobody reads becomes dead letters after 14 days, and an alert.')
param subscribersFilter string = ''

@description('A second identity that reads Graph, so that the first one can be given to something else, or be used by it, without the app roles. The app holds both.')
param separateGraphIdentity bool = false

@description('Object id of a group that may look at everything here, the rows of the table and the archived messages included; empty: none.')
param operatorsGroupId string = ''

@description('Whether that group may also restart the app and read its function keys. The smallest role for it, Website Contributor, can deploy code too, which then runs as the app.')
param operatorsMayRestart bool = true

@description('`private`: virtual network, private endpoints, no access from the internet.')
param networkAccess ('public' | 'private') = 'public'

@description('Addresses in CIDR form that may reach the app, its deployment included; empty: all. Not used with `private`.')
param allowedAddresses string[] = []

@description('Addresses of a virtual network made here.')
param networkAddressPrefix string = '10.210.0.0/24'

@description('Entra authentication of HTTP callers; not set: function keys.')
param callers callersOf?

@description('Resources to use instead of making them.')
param existing existingOf = {}

@description('Mail addresses that the alerts are sent to.')
param alertMailReceivers string[] = []

@description('Whether the alerts are on, such as false until there is code and consent.')
param alertsEnabled bool = true

@description('The Logic App that shows each event to people. Its webhook address is `teamsWebhookUrl`.')
param notice noticeOf = { enabled: false }

@description('Address of the Teams workflow that posts the notices. It is a secret. Empty: nothing is posted to Teams. Used with `notice` only.')
@secure()
param teamsWebhookUrl string = ''

@description('Logic Apps that open incidents and resolve them (PagerDuty, ServiceNow, Jira Service Management), or post each event to any receiver of CloudEvents. Each has a subscription of its own.')
param onCall onCallOf[] = []

@description('Days that a workspace made here keeps its logs.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Gigabytes a day after which a workspace made here takes no more; -1: no cap.')
param logDailyCapGb int = 1

@description('Also send the app\'s platform log to the workspace. It is not reliable with Flex Consumption.')
param logPlatform bool = false

var token = uniqueString(resourceGroup().id, environmentName, location)
var isPrivate = networkAccess == 'private'
var filterOfWorkflows = notice.enabled && empty(workflowsFilter) ? '1=1' : workflowsFilter
var plan = hosting == 'flex' || (empty(hosting) && environment().name == 'AzureCloud') ? 'flex' : 'dedicated'
var graphCloudOf = {
  AzureChinaCloud: 'China'
  AzureCloud: 'Global'
  AzureUSGovernment: 'USGovL4'
}
// What a token of the identity is for that is exchanged for one of the app registration.
var exchangeAudienceOf = {
  AzureChinaCloud: 'api://AzureADTokenExchangeChina'
  AzureCloud: 'api://AzureADTokenExchange'
  AzureUSGovernment: 'api://AzureADTokenExchangeUSGov'
}
var cloud = empty(graphCloud) ? graphCloudOf[environment().name] : graphCloud
var several = watchesSeveral(tenants, tenantId)
var tenantNames = several
  ? toObject(tenants, tenant => toLower(tenant.id), tenant => empty(tenant.?name) ? tenant.id : tenant.name!)
  : {}
var bringsNamespace = existing.?serviceBusNamespaceId != null

var problems = problemsOf({
  alwaysReady: alwaysReady
  callers: callers
  existing: existing
  graphAppId: graphAppId
  identityTenantId: subscription().tenantId
  networkAccess: networkAccess
  notice: notice
  onCall: onCall
  serviceBusSku: serviceBusSku
  settings: settings
  tenantCallers: tenantCallers
  tenantId: tenantId
  tenants: tenants
  topicName: topicName
  watch: watch
  workQueueName: workQueueName
})
// Resources take no other signs; azd's names of environments also have these.
var base = empty(problems)
  ? join(
      filter(
        split(reduce(['_', '.', '(', ')'], toLower(environmentName), (name, sign) => replace(name, sign, '-')), '-'),
        part => !empty(part)
      ),
      '-'
    )
  : fail(join(problems, ' '))

var allTags = union({ 'azd-env-name': environmentName }, tags)
var publicNetworkAccess = isPrivate ? 'Disabled' : 'Enabled'
var identityName = names.?identity ?? 'id-${base}'
var graphIdentityName = separateGraphIdentity ? (names.?graphIdentity ?? 'id-${base}-graph') : identityName
var storageAccountName = names.?storage ?? 'st${token}'
var tableName = names.?table ?? 'ProvisioningSnapshots'
var appName = names.?app ?? 'func-${base}-${token}'
var packageContainerName = 'packages'
var namespaceId = split(
  existing.?serviceBusNamespaceId ?? resourceId('Microsoft.ServiceBus/namespaces', names.?serviceBus ?? 'sb-${token}'),
  '/'
)

module identity 'modules/identity.bicep' = {
  params: {
    location: location
    tags: allTags
    name: identityName
  }
}

module graphIdentity 'modules/identity.bicep' = if (separateGraphIdentity) {
  params: {
    location: location
    tags: allTags
    name: graphIdentityName
  }
}

module monitoring 'modules/monitoring.bicep' = {
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
    workflowsFilter: filterOfWorkflows
    subscribersFilter: subscribersFilter
    principalId: identity.outputs.principalId
    operatorsGroupId: operatorsGroupId
  }
  dependsOn: [namespace]
}

module workQueue 'modules/work-queue.bicep' = if (several) {
  scope: resourceGroup(namespaceId[2], namespaceId[4])
  params: {
    namespaceName: last(namespaceId)
    name: workQueueName
    principalId: identity.outputs.principalId
  }
  dependsOn: [namespace]
}

module network 'modules/private-network.bicep' = if (isPrivate) {
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
  params: {
    location: location
    tags: allTags
    planName: names.?plan ?? 'plan-${base}'
    name: appName
    hosting: plan
    dedicatedSku: dedicatedSku
    nodeVersion: nodeVersion
    alwaysReady: alwaysReady
    packageUri: packageUri
    telemetry: telemetry == 'OpenTelemetry' || (empty(telemetry) && plan == 'flex')
      ? 'OpenTelemetry'
      : 'ApplicationInsights'
    allowedAddresses: isPrivate ? [] : allowedAddresses
    restartersGroupId: operatorsMayRestart ? operatorsGroupId : ''
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
      several
        ? tenantSettings({
            tenants: tenants
            graphAppId: graphAppId
            workQueueName: workQueueName
            tenantCallers: tenantCallers
          })
        : {},
      // Three polls, as the connector's own 15 minutes are of the usual ones: answers would turn stale between two rare polls, and each
      // would pass for the first after a pause.
      pollMinutes > 5 ? { STALE_AFTER: 'PT${3 * pollMinutes}M' } : {},
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
  dependsOn: [storage, workQueue]
}

module siteEndpoint 'modules/private-endpoint.bicep' = if (isPrivate) {
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
  params: {
    location: monitoring.outputs.workspaceLocation
    tags: allTags
    namePrefix: appName
    enabled: alertsEnabled
    workspaceId: monitoring.outputs.workspaceId
    functionAppName: appName
    serviceBusNamespaceId: join(namespaceId, '/')
    topicName: topicName
    tenants: several ? tenants : []
    workQueueName: workQueueName
    pollMinutes: pollMinutes
    mailReceivers: alertMailReceivers
    actionGroupId: existing.?actionGroupId ?? ''
  }
}

module workbook 'modules/workbook.bicep' = {
  params: {
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    functionAppName: appName
    tenants: several ? tenants : []
  }
}

module notices 'modules/consumer.bicep' = if (notice.enabled) {
  params: {
    location: location
    tags: allTags
    name: 'logic-${take(base, 37)}'
    serviceBusNamespaceName: last(namespaceId)
    topicName: topicName
    subscriptionName: bus.outputs.workflowsSubscription
    teamsWebhookUrl: teamsWebhookUrl
    // A link to the page is of use only where people can sign in to it.
    linkToConnector: !empty(callers.?peopleGroupIds)
    tenantNames: tenantNames
    mailReceivers: notice.?mailReceivers ?? []
    mailAudience: notice.?mailAudience ?? ''
    mailDataLocation: notice.?mailDataLocation ?? 'Europe'
  }
}

module onCallConsumers 'modules/consumer-on-call.bicep' = [
  for each in onCall: {
    params: {
      location: location
      tags: allTags
      name: 'logic-${take(base, 20)}-${each.name}'
      serviceBusNamespaceName: last(namespaceId)
      topicName: topicName
      storageAccountName: storageAccountName
      onCall: each
      linkToConnector: !empty(callers.?peopleGroupIds)
      tenantNames: tenantNames
      actionGroupId: alerts.outputs.actionGroupId
      alertEnabled: alertsEnabled
    }
    dependsOn: [bus, storage]
  }
]

var graphPrincipalId = separateGraphIdentity ? graphIdentity!.outputs.principalId : identity.outputs.principalId

output AZURE_RESOURCE_GROUP string = resourceGroup().name
output AZURE_TENANT_ID string = subscription().tenantId
output FEDERATED_CREDENTIAL_AUDIENCE string = exchangeAudienceOf[environment().name]
output FEDERATED_CREDENTIAL_ISSUER string = '${environment().authentication.loginEndpoint}${subscription().tenantId}/v2.0'
output FEDERATED_CREDENTIAL_SUBJECT string = graphPrincipalId
output FUNCTION_APP_ID string = app.outputs.id
output FUNCTION_APP_NAME string = app.outputs.name
output GRAPH_CLOUD string = cloud
output GRAPH_PRINCIPAL_ID string = graphPrincipalId
output PUBLIC_URL string = 'https://${app.outputs.hostName}'
output RESOURCE_MANAGER_ENDPOINT string = environment().resourceManager
output SERVICE_BUS_HOST_NAME string = bus.outputs.hostName
output TENANT_ID string = tenantId
output TOPIC_NAME string = topicName
output WATCH string = watch

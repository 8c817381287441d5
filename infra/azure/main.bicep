// The whole connector in a resource group of its own: `azd up`, or
// `az deployment sub create --location L --template-file main.bicep --parameters main.bicepparam`.
// Who owns a resource group only deploys group.bicep into it.

targetScope = 'subscription'

import { problemsOf } from 'problems.bicep'
import { onCallOf } from 'receivers.bicep'
import { callersOf, existingOf, namesOf, noticeOf, tenantOf } from 'types.bicep'

@description('Name of this deployment: the base of all names.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Where the resources are.')
param location string = deployment().location

@description('Name of the resource group; empty: `rg-` and environmentName.')
param resourceGroupName string = ''

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

// group.bicep asks too, but by then there is a resource group.
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
var name = !empty(resourceGroupName) ? resourceGroupName : 'rg-${toLower(environmentName)}'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: empty(problems) ? name : fail(join(problems, ' '))
  location: location
  tags: union({ 'azd-env-name': environmentName }, tags)
}

module connector 'group.bicep' = {
  scope: group
  params: {
    environmentName: environmentName
    location: location
    tags: tags
    names: names
    tenantId: tenantId
    tenants: tenants
    graphAppId: graphAppId
    workQueueName: workQueueName
    tenantCallers: tenantCallers
    graphCloud: graphCloud
    watch: watch
    pollMinutes: pollMinutes
    emitChanged: emitChanged
    remindBeforeDisable: remindBeforeDisable
    settings: settings
    hosting: hosting
    instanceMemoryMB: instanceMemoryMB
    alwaysReady: alwaysReady
    dedicatedSku: dedicatedSku
    nodeVersion: nodeVersion
    packageUri: packageUri
    telemetry: telemetry
    storageSku: storageSku
    serviceBusSku: serviceBusSku
    topicName: topicName
    workflowsFilter: workflowsFilter
    subscribersFilter: subscribersFilter
    separateGraphIdentity: separateGraphIdentity
    operatorsGroupId: operatorsGroupId
    operatorsMayRestart: operatorsMayRestart
    networkAccess: networkAccess
    allowedAddresses: allowedAddresses
    networkAddressPrefix: networkAddressPrefix
    callers: callers
    existing: existing
    alertMailReceivers: alertMailReceivers
    alertsEnabled: alertsEnabled
    notice: notice
    teamsWebhookUrl: teamsWebhookUrl
    onCall: onCall
    logRetentionDays: logRetentionDays
    logDailyCapGb: logDailyCapGb
    logPlatform: logPlatform
  }
}

output AZURE_RESOURCE_GROUP string = connector.outputs.AZURE_RESOURCE_GROUP
output AZURE_TENANT_ID string = connector.outputs.AZURE_TENANT_ID
output FEDERATED_CREDENTIAL_AUDIENCE string = connector.outputs.FEDERATED_CREDENTIAL_AUDIENCE
output FEDERATED_CREDENTIAL_ISSUER string = connector.outputs.FEDERATED_CREDENTIAL_ISSUER
output FEDERATED_CREDENTIAL_SUBJECT string = connector.outputs.FEDERATED_CREDENTIAL_SUBJECT
output FUNCTION_APP_ID string = connector.outputs.FUNCTION_APP_ID
output FUNCTION_APP_NAME string = connector.outputs.FUNCTION_APP_NAME
output GRAPH_CLOUD string = connector.outputs.GRAPH_CLOUD
output GRAPH_PRINCIPAL_ID string = connector.outputs.GRAPH_PRINCIPAL_ID
output PUBLIC_URL string = connector.outputs.PUBLIC_URL
output RESOURCE_MANAGER_ENDPOINT string = connector.outputs.RESOURCE_MANAGER_ENDPOINT
output SERVICE_BUS_HOST_NAME string = connector.outputs.SERVICE_BUS_HOST_NAME
output TENANT_ID string = connector.outputs.TENANT_ID
output TOPIC_NAME string = connector.outputs.TOPIC_NAME
output WATCH string = connector.outputs.WATCH

metadata name = 'On-call consumer of provisioning events'
metadata description = '''
A Logic App (Consumption) with a subscription of its own that opens an incident where a condition begins and resolves it where it is cleared: in
PagerDuty, ServiceNow or Jira Service Management; or posts each event, as it is, to any receiver of CloudEvents.
'''

import { onCallOf } from '../receivers.bicep'

@description('Region of the Logic App, its connection and its identity.')
param location string

@description('Tags of every resource made here.')
param tags object = {}

@description('Name of the Logic App; the names of what belongs to it are derived from it.')
@minLength(2)
@maxLength(43)
param name string

@description('Name of the Service Bus namespace, which is in this resource group.')
param serviceBusNamespaceName string

@description('Name of the topic that the connector sends to.')
param topicName string = 'provisioning-quarantine'

@description('Name of the storage account of the connector, which is in this resource group: a table for this consumer is made in it.')
param storageAccountName string

@description('What it does.')
param onCall onCallOf

@description('Whether incidents link to the job\'s page at the connector: it opens where the connector lets people sign in.')
param linkToConnector bool = true

@description('What people call the tenants, by their ids in small letters, where the connector watches several: titles name them. Empty: one tenant, which nobody has to name.')
param tenantNames { *: string } = {}

@description('How often the subscription is looked at, in minutes. Each look is billed, whether there is a message or not; while there are messages they are read one after the other. Looked at more seldom, too few runs a day would fail for the alert on them.')
@minValue(1)
@maxValue(240)
param pollMinutes int = 1

@description('Resource id of the action group that is told when it cannot read or send; empty: nobody is.')
param actionGroupId string = ''

@description('Whether these alerts are on.')
param alertEnabled bool = true

var receiver = onCall.receiver
var kind = receiver.kind
var resolveAfterMinutes = onCall.?resolveAfterMinutes ?? 0

var urlOf = {
  pagerduty: receiver.?url ?? 'https://events.pagerduty.com/v2/enqueue'
  servicenow: receiver.?url ?? ''
  'jira-service-management': receiver.?url ?? 'https://api.atlassian.com/jsm/ops/integration/v2/alerts'
  webhook: receiver.?url ?? ''
}
var url = startsWith(toLower(urlOf[kind]), 'https://')
  ? urlOf[kind]
  : fail('The url of ${onCall.name} has to begin with https://.')

// Each file is laid over those before it.
var secret = loadJsonContent('../consumers/secret.json')
var incidents = union(
  loadJsonContent('../consumers/description.json'),
  secret,
  loadJsonContent('../consumers/on-call.json')
)
var definitions = {
  pagerduty: union(incidents, loadJsonContent('../consumers/pagerduty.json'))
  servicenow: union(incidents, loadJsonContent('../consumers/servicenow.json'))
  'jira-service-management': union(incidents, loadJsonContent('../consumers/jira-service-management.json'))
  webhook: union(secret, loadJsonContent('../consumers/webhook.json'))
}
var parametersOf = {
  pagerduty: { pagerDutyUrl: url }
  servicenow: {
    serviceNowUrl: url
    serviceNowUser: receiver.?user ?? ''
    assignmentGroup: receiver.?assignmentGroup ?? ''
    closeCode: receiver.?closeCode ?? 'Solution provided'
  }
  'jira-service-management': { alertsUrl: url }
  webhook: { webhookUrl: url }
}
var keepsIncidents = kind != 'webhook'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
  tags: tags
}

module subscription 'subscription.bicep' = {
  name: '${name}-subscription'
  params: {
    namespaceName: serviceBusNamespaceName
    topicName: topicName
    name: 'on-call-${onCall.name}'
    filter: onCall.?filter ?? (keepsIncidents ? 'incidents' : 'everything')
    lockDuration: 'PT5M'
    // Sixty tries survive an outage of an hour. A clear that waits comes again each time that its lock has run out.
    maxDeliveryCount: 60 + resolveAfterMinutes / 5
  }
}

module mayReadSecret 'secret-reader.bicep' = {
  name: '${name}-secret'
  params: {
    vaultName: onCall.keyVaultName
    secretName: onCall.secretName
    principalId: identity.properties.principalId
  }
}

module handled 'handled-table.bicep' = if (keepsIncidents) {
  name: '${name}-handled'
  params: {
    storageAccountName: storageAccountName
    tableName: 'OnCall${join(split(onCall.name, '-'), '')}'
    principalId: identity.properties.principalId
  }
}

module workflow 'consumer-workflow.bicep' = {
  name: '${name}-workflow'
  params: {
    location: location
    tags: tags
    name: name
    identityName: identity.name
    serviceBusNamespaceName: serviceBusNamespaceName
    topicName: topicName
    subscriptionName: subscription.outputs.name
    pollMinutes: pollMinutes
    definition: definitions[kind]
    places: {
      // The suffix of the cloud begins with a dot.
      '{vaultAudience}': 'https://${substring(environment().suffixes.keyvaultDns, 1)}'
      '{headerName}': receiver.?headerName ?? 'Authorization'
      '"{words}"': loadTextContent('../consumers/words.json')
      '"{advice}"': loadTextContent('../consumers/advice.json')
      '"{severities}"': loadTextContent('../consumers/severities.json')
    }
    parameters: union(
      parametersOf[kind],
      { secretUrl: mayReadSecret.outputs.secretUrl },
      keepsIncidents
        ? {
            linkToConnector: linkToConnector
            tenantNames: tenantNames
            resolveAfterMinutes: resolveAfterMinutes
            handledUrl: handled.?outputs.url ?? ''
          }
        : {}
    )
  }
}

// Where it fails nobody is called, so somebody has to be told in another way. Dead letters come after an hour of tries only, and have an
// alert of their own.
var alerts = [
  {
    name: 'cannot-send'
    metric: 'RunsFailed'
    description: 'The on-call consumer ${onCall.name} fails again and again: nobody is called about what it should send. Its runs in the portal say which call failed and what was answered: the receiver, the secret in the key vault, or the table. What waits is sent when it is mended.'
  }
  {
    name: 'cannot-read'
    metric: 'TriggersFailed'
    description: 'The on-call consumer ${onCall.name} cannot look into its subscription, again and again: no run begins, and nobody is called. Its trigger history in the portal says what was answered: the role of its identity on the subscription (a new one may be refused for hours), network rules of the namespace, or the subscription is gone. What waits there is sent when it is mended.'
  }
]

// A run whose receiver does not answer at all takes five to seven minutes, and the next one begins when the subscription is looked at
// again: the window has room for more of them than the threshold.
var window = pollMinutes > 60 ? 'P1D' : pollMinutes > 10 ? 'PT6H' : pollMinutes > 1 ? 'PT1H' : 'PT30M'

resource cannot 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for each in alerts: if (!empty(actionGroupId)) {
    name: '${name}-${each.name}'
    location: 'global'
    tags: tags
    properties: {
      description: each.description
      enabled: alertEnabled
      severity: 1
      scopes: [resourceId('Microsoft.Logic/workflows', name)]
      evaluationFrequency: 'PT5M'
      windowSize: window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: each.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.Logic/workflows'
            metricName: each.metric
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: 3
          }
        ]
      }
      autoMitigate: true
      actions: [{ actionGroupId: actionGroupId }]
    }
    dependsOn: [workflow]
  }
]

@description('Name of the Logic App.')
output workflowName string = workflow.outputs.workflowName

@description('Name of the subscription that it reads.')
output subscriptionName string = subscription.outputs.name

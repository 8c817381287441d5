// The topic of events with its subscriptions, in a namespace that is there already. Duplicate detection and sessions can
// be set at creation only.

import { sqlOf } from '../filters.bicep'
import { roleId, roles } from '../roles.bicep'

@description('The name of a filter of consumers/filters.json, such as `begins-only`, or a SQL condition on the application properties and system properties of a message.')
type filter = string

@description('Name of the namespace.')
param namespaceName string

@description('Name of the topic.')
param topicName string

@description('Which events the subscription without sessions gets, for Logic Apps; empty: there is none.')
param workflowsFilter filter

@description('Which events the subscription with sessions gets, for code; empty: there is none.')
param subscribersFilter filter

@description('Object id of the connector\'s identity.')
param principalId string

@description('Object id of the group that may look at the messages of the archive; empty: none.')
param operatorsGroupId string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: namespace
  name: topicName
  properties: {
    defaultMessageTimeToLive: 'P14D'
    duplicateDetectionHistoryTimeWindow: 'P7D'
    enableBatchedOperations: true
    enablePartitioning: false
    requiresDuplicateDetection: true
    supportOrdering: true
  }
}

// A topic drops what no subscription takes. Nobody reads an archive, so it makes no dead letters: nobody would empty them.
resource archive 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = {
  parent: topic
  name: 'archive'
  properties: {
    deadLetteringOnFilterEvaluationExceptions: false
    deadLetteringOnMessageExpiration: false
    defaultMessageTimeToLive: 'P14D'
    requiresSession: false
  }
}

// The other two are made where somebody reads them: what expires unread becomes a dead letter there, and an alert.
resource workflows 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = if (!empty(workflowsFilter)) {
  parent: topic
  name: 'workflows'
  properties: {
    deadLetteringOnFilterEvaluationExceptions: true
    deadLetteringOnMessageExpiration: true
    defaultMessageTimeToLive: 'P14D'
    lockDuration: 'PT5M'
    maxDeliveryCount: 20
    requiresSession: false
  }
}

resource subscribers 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = if (!empty(subscribersFilter)) {
  parent: topic
  name: 'subscribers'
  properties: {
    deadLetteringOnFilterEvaluationExceptions: true
    deadLetteringOnMessageExpiration: true
    defaultMessageTimeToLive: 'P14D'
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    requiresSession: true
  }
}

resource archiveRule 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = {
  parent: archive
  name: '$Default'
  properties: {
    filterType: 'SqlFilter'
    sqlFilter: {
      sqlExpression: '1=1'
    }
  }
}

resource workflowsRule 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = if (!empty(workflowsFilter)) {
  parent: workflows
  name: '$Default'
  properties: {
    filterType: 'SqlFilter'
    sqlFilter: {
      sqlExpression: sqlOf(workflowsFilter)
    }
  }
}

resource subscribersRule 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = if (!empty(subscribersFilter)) {
  parent: subscribers
  name: '$Default'
  properties: {
    filterType: 'SqlFilter'
    sqlFilter: {
      sqlExpression: sqlOf(subscribersFilter)
    }
  }
}

resource senderRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(topic.id, principalId, roles.azureServiceBusDataSender)
  scope: topic
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles.azureServiceBusDataSender)
  }
}

// To look at messages takes the right to receive them: only of the archive, which nobody else reads.
resource operatorsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  name: guid(archive.id, operatorsGroupId, roles.azureServiceBusDataReceiver)
  scope: archive
  properties: {
    principalId: operatorsGroupId
    principalType: 'Group'
    roleDefinitionId: roleId(roles.azureServiceBusDataReceiver)
  }
}

@description('Host name of the namespace in this cloud.')
output hostName string = split(split(namespace.properties.serviceBusEndpoint, '://')[1], ':')[0]

@description('The subscription without sessions.')
output workflowsSubscription string = workflows.name

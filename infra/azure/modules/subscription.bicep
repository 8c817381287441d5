metadata name = 'Subscription to provisioning events'
metadata description = '''
One more subscription of the topic, with a filter and those who may read it. Sessions can be set at creation only.
'''

import { rulesOf, sqlOf } from '../filters.bicep'
import { roleId, roles } from '../roles.bicep'

@description('Name of the Service Bus namespace, which is in this resource group.')
param namespaceName string

@description('Name of the topic that the connector sends to.')
param topicName string = 'provisioning-quarantine'

@description('Name of the subscription.')
param name string

@description('Which events it gets: `everything`, `begins-and-clears`, `begins-only`, `one-app:{object id of the service principal}`, `one-tenant:{id of the tenant}`, `kind:hrInbound` or another kind, `credentials-expired`, `halts`, `overdue`, `failures`, `removals`, `everything-wrong`, `incidents` (consumers/filters.json), or a SQL condition. A subscription that had more rules before keeps those that this filter does not have: delete them, or the subscription.')
param filter string = 'begins-and-clears'

@description('Whether the events of a job come in order, to readers that take sessions. Logic Apps and simple readers want none.')
param requiresSession bool = false

@description('How long a message is locked for the one who reads it.')
param lockDuration string = 'PT1M'

@description('How often a message is given before it goes to the dead letters.')
@minValue(1)
@maxValue(2000)
param maxDeliveryCount int = 10

@description('Object ids of those who may read this subscription.')
param readerIds string[] = []

@description('What they are. Azure looks up a new identity of another kind in vain.')
param readerType ('ServicePrincipal' | 'Group' | 'User') = 'ServicePrincipal'

// Only SQL can refuse a filter; asked here, before anything is made.
var rules = empty(sqlOf(filter)) ? fail('filter is empty.') : rulesOf(filter)

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: namespaceName

  resource topic 'topics' existing = {
    name: topicName
  }
}

resource subscription 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = {
  parent: namespace::topic
  name: name
  properties: {
    deadLetteringOnFilterEvaluationExceptions: true
    deadLetteringOnMessageExpiration: true
    defaultMessageTimeToLive: 'P14D'
    lockDuration: lockDuration
    maxDeliveryCount: maxDeliveryCount
    requiresSession: requiresSession
  }
}

// The first takes the place of the rule that a subscription is made with, which takes everything.
resource rule 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [
  for (each, index) in rules: {
    parent: subscription
    name: index == 0 ? '$Default' : 'rule-${index}'
    properties: each
  }
]

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for reader in readerIds: {
    name: guid(subscription.id, reader, roles.azureServiceBusDataReceiver)
    scope: subscription
    properties: {
      principalId: reader
      principalType: readerType
      roleDefinitionId: roleId(roles.azureServiceBusDataReceiver)
    }
  }
]

@description('Name of the subscription.')
output name string = subscription.name

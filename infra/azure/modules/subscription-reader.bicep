// The right to read one subscription of a topic. Its name is made of who may read, so a new identity of an old name gets its own.

import { roleId, roles } from '../roles.bicep'

@description('Name of the Service Bus namespace, which is in this resource group.')
param namespaceName string

@description('Name of the topic.')
param topicName string

@description('Name of the subscription.')
param subscriptionName string

@description('Object id of the identity that may read it.')
param principalId string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: namespaceName

  resource topic 'topics' existing = {
    name: topicName

    resource subscription 'subscriptions' existing = {
      name: subscriptionName
    }
  }
}

resource mayReceive 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace::topic::subscription.id, principalId, roles.azureServiceBusDataReceiver)
  scope: namespace::topic::subscription
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles.azureServiceBusDataReceiver)
  }
}

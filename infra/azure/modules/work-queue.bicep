// The queue that says which tenants are to be polled, in a namespace that is there already, and who may work on it. Duplicate
// detection can be set at creation only.

import { roleId, roles } from '../roles.bicep'

@description('Name of the namespace.')
param namespaceName string

@description('Name of the queue.')
param name string

@description('Object id of the connector\'s identity.')
param principalId string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: namespaceName
}

// A message asks for one poll of one tenant, and is worth nothing once the next one is there: what expires is no dead letter.
resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  name: name
  properties: {
    deadLetteringOnMessageExpiration: false
    defaultMessageTimeToLive: 'P1D'
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    enableBatchedOperations: true
    enablePartitioning: false
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    requiresDuplicateDetection: true
    requiresSession: false
  }
}

// To send and to receive would do for the connector. The owner may also ask how long the queue is, from which the platform knows
// how many instances it needs; without that it adds them one by one.
resource ownerRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(queue.id, principalId, roles.azureServiceBusDataOwner)
  scope: queue
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles.azureServiceBusDataOwner)
  }
}

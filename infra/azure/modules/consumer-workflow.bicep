metadata name = 'Workflow of a consumer'
metadata description = '''
What every consumer of events is made of: a Logic App (Consumption) that reads one subscription of the topic with an identity, through a connection of its own.
It cannot reach a namespace that is closed to public networks.
'''

import { fill } from '../fill.bicep'

@description('Region of the Logic App and its connection.')
param location string

@description('Tags of every resource made here.')
param tags object = {}

@description('Name of the Logic App; the name of its connection is derived from it.')
param name string

@description('Name of the user-assigned identity that it runs as, which is in this resource group.')
param identityName string

@description('Name of the Service Bus namespace, which is in this resource group.')
param serviceBusNamespaceName string

@description('Name of the topic that the connector sends to.')
param topicName string

@description('Name of the subscription to read: without sessions, and read by nobody else.')
param subscriptionName string

@description('How often the subscription is looked at, in minutes.')
param pollMinutes int

@description('What this consumer adds to consumers/workflow.json.')
param definition object

@description('Values that the Workflow Definition Language does not promise to evaluate where they stand, by the text that they take the place of.')
param places object = {}

@description('Values of the parameters of the definition, those of consumers/workflow.json aside.')
param parameters object

@description('Values of the parameters that nobody may see.')
@secure()
param secrets object = {}

var serviceBusApi = subscriptionResourceId('Microsoft.Web/locations/managedApis', location, 'servicebus')
var placesOfAll = {
  '"{pollMinutes}"': string(pollMinutes)
  // A lock lasts five minutes at most: what waits longer waits in vain.
  '"{waitMinutes}"': string(min(pollMinutes, 3))
  '{identityId}': identity.id
}
var whole = union(loadJsonContent('../consumers/workflow.json'), definition)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: serviceBusNamespaceName
}

// Named by who may read, which a module of its own can: a new identity of an old name gets its own right.
module mayReceive 'subscription-reader.bicep' = {
  params: {
    namespaceName: serviceBusNamespaceName
    topicName: topicName
    subscriptionName: subscriptionName
    principalId: identity.properties.principalId
  }
}

resource connection 'Microsoft.Web/connections@2016-06-01' = {
  name: '${name}-servicebus'
  location: location
  tags: tags
  // The published types know neither `kind` nor `parameterValueSet`; the service wants both for a managed identity.
  #disable-next-line BCP187
  kind: 'V1'
  properties: {
    displayName: '${name}-servicebus'
    api: {
      id: serviceBusApi
    }
    #disable-next-line BCP089
    parameterValueSet: {
      name: 'managedIdentityAuth'
      values: {
        namespaceEndpoint: {
          // https://{namespace}.{suffix of the cloud}:443/
          value: replace(replace(namespace.properties.serviceBusEndpoint, 'https://', 'sb://'), ':443', '')
        }
      }
    }
  }
}

resource workflow 'Microsoft.Logic/workflows@2019-05-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    state: 'Enabled'
    definition: json(fill(string(whole), union(placesOfAll, places)))
    parameters: union(mapValues(union(parameters, secrets), value => { value: value }), {
      '$connections': {
        value: {
          servicebus: {
            id: serviceBusApi
            connectionId: connection.id
            connectionName: connection.name
            connectionProperties: {
              authentication: {
                type: 'ManagedServiceIdentity'
                identity: identity.id
              }
            }
          }
        }
      }
      topicName: { value: topicName }
      subscriptionName: { value: subscriptionName }
    })
  }
  // A trigger that is refused before the role exists may be refused for hours after.
  dependsOn: [mayReceive]
}

@description('Name of the Logic App.')
output workflowName string = workflow.name

metadata name = 'Outside clock'
metadata description = '''
A Logic App (Consumption) that calls `POST poll` every few minutes, for as long as the timer of the function app stands still. A poll that comes while another one
runs leaves the work to it, so both clocks can run. The function key comes from Key Vault at each run; with callers of Entra no key is needed.
It cannot reach an app that is closed to public networks.
'''

@description('Region of the Logic App and its identity.')
param location string = resourceGroup().location

@description('Tags of every resource made here.')
param tags object = {}

@description('Name of the Logic App; the name of its identity is derived from it.')
@minLength(2)
@maxLength(43)
param name string

@description('Address of the route that polls: https://{host of the function app}/api/poll, without a query.')
param pollUrl string

@description('Minutes from one call to the next.')
@minValue(1)
@maxValue(1440)
param minutes int = 5

@description('Name of the key vault that holds a function key of the connector; it is in this resource group, authorizes by roles and can be reached from public networks. Not used with `audience`.')
param keyVaultName string = ''

@description('Name of the secret that holds the function key. It must exist.')
param functionKeySecretName string = ''

@description('With callers of Entra: the application id URI of the app registration that stands for the connector. `callers.allowedClientIds` has to name the client id of this Logic App\'s identity.')
param audience string = ''

var usesKey = empty(audience)
  ? (!empty(keyVaultName) && !empty(functionKeySecretName)
      ? true
      : fail('Set keyVaultName and functionKeySecretName, or audience.'))
  : false
var identityName = '${name}-identity'
var identityId = resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', identityName)

module identity 'identity.bicep' = {
  params: {
    location: location
    tags: tags
    name: identityName
  }
}

module reader 'secret-reader.bicep' = if (usesKey) {
  params: {
    vaultName: keyVaultName
    secretName: functionKeySecretName
    principalId: identity.outputs.principalId
  }
}

// The suffix of the cloud begins with a dot.
var vaultAudience = 'https://${substring(environment().suffixes.keyvaultDns, 1)}'

var getKey = {
  Get_key: {
    type: 'Http'
    inputs: {
      method: 'GET'
      uri: '@{parameters(\'functionKeySecretUrl\')}?api-version=7.4'
      authentication: { type: 'ManagedServiceIdentity', identity: identityId, audience: vaultAudience }
    }
    runtimeConfiguration: { secureData: { properties: ['outputs'] } }
    runAfter: {}
  }
}

// One call at a time. No retry: the next call is one. A call waits for two minutes at most; a poll that takes longer goes on without it.
var poll = {
  Poll: {
    type: 'Http'
    inputs: union(
      {
        method: 'POST'
        uri: '@{parameters(\'pollUrl\')}'
        retryPolicy: { type: 'none' }
      },
      usesKey
        ? { headers: { 'x-functions-key': '@{body(\'Get_key\')?[\'value\']}' } }
        : { authentication: { type: 'ManagedServiceIdentity', identity: identityId, audience: audience } }
    )
    runtimeConfiguration: { secureData: { properties: ['inputs'] } }
    runAfter: usesKey ? { Get_key: ['Succeeded'] } : {}
  }
}

resource workflow 'Microsoft.Logic/workflows@2019-05-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    state: 'Enabled'
    definition: union(loadJsonContent('../clock.json'), {
      triggers: { Every_few_minutes: { recurrence: { interval: minutes } } }
      actions: union(usesKey ? getKey : {}, poll)
    })
    parameters: {
      pollUrl: { value: startsWith(pollUrl, 'https://') ? pollUrl : fail('pollUrl has to begin with https://.') }
      functionKeySecretUrl: { value: usesKey ? reader!.outputs.secretUrl : '' }
    }
  }
  // The linter counts on the reader, which with an audience is not made and so is not waited for.
  #disable-next-line no-unnecessary-dependson
  dependsOn: [identity]
}

@description('Name of the Logic App.')
output workflowName string = workflow.name

@description('Object id of its identity.')
output principalId string = identity.outputs.principalId

@description('Client id of its identity, which `callers.allowedClientIds` names.')
output clientId string = identity.outputs.clientId

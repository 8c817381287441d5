metadata name = 'Daily digest of jobs that need attention'
metadata description = '''
A Logic App (Consumption) that reads once a day, by `GET jobs`, which jobs are in quarantine, stopped, overdue, fail objects or are not known of, all
pages, and posts one Adaptive Card to Teams.
It needs no Service Bus and can be deployed alone. The function key comes from Key Vault at each run.
'''

import { fill } from '../fill.bicep'

@description('Region of the Logic App and its identity.')
param location string

@description('Tags of every resource made here.')
param tags object = {}

@description('Name of the Logic App; the name of its identity is derived from it.')
@minLength(2)
@maxLength(43)
param name string

@description('Address of the route that lists the jobs: https://{host of the function app}/api/jobs, without a query.')
param jobsUrl string

@description('Whether the card links to the pages of the connector: they open where the connector lets people sign in, and show an error where it asks for a function key.')
param linkToConnector bool = true

@description('Name of the key vault, which is in this resource group, authorizes by roles and can be reached from public networks.')
param keyVaultName string

@description('Name of the secret that holds a function key of the connector. It must exist.')
param functionKeySecretName string

@description('Address of the Teams workflow that posts to a channel when a webhook request is received. It is a secret.')
@secure()
param teamsWebhookUrl string

@description('Hour of the day at which the digest is posted.')
@minValue(0)
@maxValue(23)
param hour int = 7

@description('Windows name of the time zone of that hour, such as W. Europe Standard Time.')
param timeZone string = 'UTC'

@description('Whether a card says so where nothing is wrong. With it a day without a card means that something is broken.')
param postWhenEmpty bool = true

// The suffix of the cloud begins with a dot.
var vaultAudience = 'https://${substring(environment().suffixes.keyvaultDns, 1)}'

// Values that the Workflow Definition Language does not promise to evaluate where they stand are put in here.
var placeholders = {
  '"{hour}"': string(hour)
  '{timeZone}': timeZone
  '{identityId}': identity.id
  '{vaultAudience}': vaultAudience
  '"{words}"': loadTextContent('../consumers/words.json')
}
var definition = json(fill(loadTextContent('../consumers/digest.json'), placeholders))

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
  tags: tags
}

// Named by who may read, which a module of its own can: a new identity of an old name gets its own right.
module mayReadKey 'secret-reader.bicep' = {
  params: {
    vaultName: keyVaultName
    secretName: functionKeySecretName
    principalId: identity.properties.principalId
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
    state: startsWith(toLower(teamsWebhookUrl), 'https://')
      ? 'Enabled'
      : fail('teamsWebhookUrl has to begin with https://.')
    definition: definition
    parameters: {
      jobsUrl: { value: jobsUrl }
      linkToConnector: { value: linkToConnector }
      functionKeySecretUrl: { value: mayReadKey.outputs.secretUrl }
      teamsWebhookUrl: { value: teamsWebhookUrl }
      postWhenEmpty: { value: postWhenEmpty }
    }
  }
}

@description('Name of the Logic App.')
output workflowName string = workflow.name

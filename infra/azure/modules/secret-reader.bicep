// The right to read one secret of a vault. Its name is made of who may read, so a new identity of an old name gets its own.

import { roleId, roles } from '../roles.bicep'

@description('Name of the key vault, which is in this resource group and authorizes by roles.')
param vaultName string

@description('Name of the secret.')
param secretName string

@description('Object id of the identity that may read it.')
param principalId string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName

  resource secret 'secrets' existing = {
    name: secretName
  }
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::secret.id, principalId, roles.keyVaultSecretsUser)
  scope: vault::secret
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles.keyVaultSecretsUser)
  }
}

@description('Address of the secret, without a version.')
output secretUrl string = '${vault.properties.vaultUri}secrets/${secretName}'

// The table in which an on-call consumer keeps the highest sequence that it has handled of each condition of each job, and the right
// to read and write this table alone.

import { roleId, roles } from '../roles.bicep'

@description('Name of the storage account, which is in this resource group.')
param storageAccountName string

@description('Name of the table.')
param tableName string

@description('Object id of the identity that reads and writes it.')
param principalId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageAccountName

  resource tables 'tableServices' existing = {
    name: 'default'
  }
}

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = {
  parent: account::tables
  name: tableName
}

resource mayWrite 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(table.id, principalId, roles.storageTableDataContributor)
  scope: table
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles.storageTableDataContributor)
  }
}

@description('Address of the table.')
output url string = '${account.properties.primaryEndpoints.table}${table.name}'

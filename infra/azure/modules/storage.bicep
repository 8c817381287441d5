// One account: blobs for the Functions host and the package, tables for the snapshots. No keys.

import { roleId, roles } from '../roles.bicep'

@description('Where the account is.')
param location string

@description('Tags of the account.')
param tags object

@description('Name of the account.')
param name string

@description('Redundancy of the account.')
param sku string

@description('Name of the table that holds snapshots, history and the events that wait.')
param tableName string

@description('Name of the container that holds the deployed package.')
param packageContainerName string

@description('Whether the account answers the internet, or private endpoints only.')
param publicNetworkAccess ('Enabled' | 'Disabled')

@description('Object id of the connector\'s identity.')
param principalId string

@description('Object id of the group that may look into the table; empty: none.')
param operatorsGroupId string

@description('Workspace that gets the log of tables and blobs.')
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: publicNetworkAccess
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'None'
      defaultAction: publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny'
    }
  }
}

// Blobs are the host's keys and the deployed package: what is deleted by mistake can be fetched back for a week.
resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 7
    }
    deleteRetentionPolicy: {
      enabled: true
      days: 7
    }
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: packageContainerName
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = {
  parent: tables
  name: tableName
}

// The host keeps its leases and keys in containers that it makes itself, so this role cannot be narrower than the account.
resource hostRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, roles.storageBlobDataOwner)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles.storageBlobDataOwner)
  }
}

// A table that someone deletes is made again by the connector, which a role on the table alone may not allow.
resource tableRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, roles.storageTableDataContributor)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles.storageTableDataContributor)
  }
}

resource operatorsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  name: guid(table.id, operatorsGroupId, roles.storageTableDataReader)
  scope: table
  properties: {
    principalId: operatorsGroupId
    principalType: 'Group'
    roleDefinitionId: roleId(roles.storageTableDataReader)
  }
}

// The host renews its leases all the time, which is a write each: of blobs the deletes alone.
resource blobLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
  }
}

resource tableLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: tables
  properties: {
    workspaceId: workspaceId
    logs: [
      // Reads are one line a page at every poll: writes and deletes are what an operator looks for.
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
  }
}

@description('Resource id of the account.')
output id string = account.id

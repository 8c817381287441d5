// Where the connector's lines go: Application Insights without keys, on a workspace with a daily cap.

import { roleId, roles } from '../roles.bicep'

@description('Where the resources are.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the workspace to make; not used when one is brought.')
param workspaceName string

@description('Resource id of a workspace to use; empty: one is made.')
param existingWorkspaceId string

@description('Days that a workspace made here keeps its logs.')
param retentionDays int

@description('Gigabytes a day after which a workspace made here takes no more; -1: no cap.')
param dailyCapGb int

@description('Name of Application Insights.')
param name string

@description('Object id of the connector\'s identity.')
param principalId string

@description('Object id of the group that may see every resource of the resource group, and its log; empty: none.')
param operatorsGroupId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = if (empty(existingWorkspaceId)) {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    features: {
      disableLocalAuth: true
    }
    retentionInDays: retentionDays
    sku: {
      name: 'PerGB2018'
    }
    workspaceCapping: {
      dailyQuotaGb: dailyCapGb
    }
  }
}

var broughtId = split(empty(existingWorkspaceId) ? '////////' : existingWorkspaceId, '/')

resource brought 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = if (!empty(existingWorkspaceId)) {
  name: broughtId[8]
  scope: resourceGroup(broughtId[2], broughtId[4])
}

var workspaceId = empty(existingWorkspaceId) ? workspace.id : existingWorkspaceId

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: name
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
    WorkspaceResourceId: workspaceId
  }
}

resource publisherRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, principalId, roles.monitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles.monitoringMetricsPublisher)
  }
}

// On the whole group: the portal opens a workbook, an app or a table only for who may see what is around it. The role reads
// no keys and no data, but the log.
resource operatorsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  name: guid(resourceGroup().id, operatorsGroupId, roles.monitoringReader)
  properties: {
    principalId: operatorsGroupId
    principalType: 'Group'
    roleDefinitionId: roleId(roles.monitoringReader)
  }
}

@description('Resource id of the workspace, made or brought.')
output workspaceId string = workspaceId

@description('Where that workspace is: alerts on its lines have to be there too.')
output workspaceLocation string = empty(existingWorkspaceId) ? location : brought!.location

@description('Connection string of Application Insights. It names an address and holds no secret: keys are off.')
output connectionString string = component.properties.ConnectionString

// The Service Bus namespace, where none is brought. No keys.

@description('Where the namespace is.')
param location string

@description('Tags of the namespace.')
param tags object

@description('Name of the namespace.')
param name string

@description('Standard, or Premium for private endpoints.')
param sku ('Standard' | 'Premium')

@description('Whether the namespace answers the internet, or private endpoints only.')
param publicNetworkAccess ('Enabled' | 'Disabled')

@description('Workspace that gets the log of the namespace.')
param workspaceId string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
    tier: sku
    capacity: sku == 'Premium' ? 1 : null
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicNetworkAccess
    premiumMessagingPartitions: sku == 'Premium' ? 1 : null
  }
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [
      for category in concat(
        ['OperationalLogs', 'DiagnosticErrorLogs'],
        sku == 'Premium' ? ['RuntimeAuditLogs', 'VNetAndIPFilteringLogs'] : []
      ): {
        category: category
        enabled: true
      }
    ]
  }
}

@description('Resource id of the namespace.')
output id string = namespace.id

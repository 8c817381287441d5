// The plan and the function app, with every setting that it needs. Its roles are granted before: what they are granted on
// comes in as a parameter.

@description('Where the app is.')
param location string

@description('Tags of the plan and the app.')
param tags object

@description('Name of the plan.')
param planName string

@description('Name of the app.')
param name string

@description('Flex Consumption, or a dedicated plan where it is not offered.')
param hosting ('flex' | 'dedicated')

@description('Size of the dedicated plan.')
param dedicatedSku string

@description('Major version of Node.')
param nodeVersion ('22' | '24')

@description('Memory of an instance of Flex Consumption, in MB.')
param instanceMemoryMB (512 | 2048 | 4096)

@description('The identity that the app runs as.')
param identity identityOf

@description('The identity that reads Graph; mostly the same.')
param graphIdentity identityOf

@description('Name of the storage account.')
param storageAccountName string

@description('Name of the container that holds the deployed package.')
param packageContainerName string

@description('Connection string of Application Insights.')
param applicationInsightsConnectionString string

@description('Host name of the Service Bus namespace.')
param serviceBusHostName string

@description('Id of the tenant whose jobs are watched, and whose applications may call.')
param tenantId string

@description('Further settings of the connector.')
param settings object

@description('Subnet that the app reaches the network through; empty: none.')
param subnetId string

@description('Whether the app answers the internet, or its private endpoint only.')
param publicNetworkAccess ('Enabled' | 'Disabled')

@description('Entra authentication of callers; null: function keys.')
param callers callersOf?

@description('Workspace that gets the app\'s platform log; empty: none, since that of a Flex app is not reliable.')
param logWorkspaceId string

@export()
@description('Who may call the app with a token of Entra.')
type callersOf = {
  @description('Client id of the app registration that stands for this app.')
  clientId: string
  @description('Client ids of the applications that may call.')
  allowedClientIds: string[]
}

@description('A user-assigned identity of this resource group.')
type identityOf = {
  name: string
  clientId: string
}

var identityId = resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', identity.name)
var graphIdentityId = resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', graphIdentity.name)
var isFlex = hosting == 'flex'
var storageOf = {
  blob: 'https://${storageAccountName}.blob.${environment().suffixes.storage}'
  queue: 'https://${storageAccountName}.queue.${environment().suffixes.storage}'
  table: 'https://${storageAccountName}.table.${environment().suffixes.storage}'
}

var hostSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.clientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  AzureWebJobsStorage__accountName: storageAccountName
  AzureWebJobsStorage__blobServiceUri: storageOf.blob
  AzureWebJobsStorage__clientId: identity.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: storageOf.queue
  AzureWebJobsStorage__tableServiceUri: storageOf.table
  languageWorkers__node__arguments: '--enable-source-maps'
}

var dedicatedSettings = isFlex
  ? {}
  : {
      FUNCTIONS_EXTENSION_VERSION: '~4'
      FUNCTIONS_WORKER_RUNTIME: 'node'
      WEBSITE_RUN_FROM_PACKAGE: '1'
    }

var connectorSettings = {
  Graph__clientId: graphIdentity.clientId
  HTTP_AUTH: callers == null ? 'key' : 'entra'
  ServiceBus__clientId: identity.clientId
  ServiceBus__fullyQualifiedNamespace: serviceBusHostName
  SnapshotStorage__clientId: identity.clientId
  SnapshotStorage__tableServiceUri: storageOf.table
  TENANT_ID: tenantId
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: isFlex ? 'functionapp' : 'linux'
  sku: isFlex
    ? {
        name: 'FC1'
        tier: 'FlexConsumption'
      }
    : {
        name: dedicatedSku
      }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'connector' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: union({ '${identityId}': {} }, { '${graphIdentityId}': {} })
  }
  properties: {
    clientAffinityEnabled: false
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: publicNetworkAccess
    serverFarmId: plan.id
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    vnetRouteAllEnabled: isFlex || empty(subnetId) ? null : true
    functionAppConfig: isFlex
      ? {
          deployment: {
            storage: {
              type: 'blobContainer'
              value: '${storageOf.blob}/${packageContainerName}'
              authentication: {
                type: 'UserAssignedIdentity'
                userAssignedIdentityResourceId: identityId
              }
            }
          }
          runtime: {
            name: 'node'
            version: nodeVersion
          }
          scaleAndConcurrency: {
            instanceMemoryMB: instanceMemoryMB
            maximumInstanceCount: 40
          }
        }
      : null
    siteConfig: {
      alwaysOn: isFlex ? null : true
      appSettings: [
        for setting in items(union(hostSettings, dedicatedSettings, connectorSettings, settings)): {
          name: setting.key
          value: setting.value
        }
      ]
      ftpsState: 'Disabled'
      http20Enabled: true
      linuxFxVersion: isFlex ? null : 'NODE|${nodeVersion}'
      minTlsVersion: '1.2'
    }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }

  // The platform turns away callers without a token of an allowed application, before the connector hears of them.
  resource auth 'config' = if (callers != null) {
    name: 'authsettingsV2'
    properties: {
      platform: {
        enabled: true
      }
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'Return401'
      }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: callers.?clientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenantId}/v2.0'
          }
          validation: {
            allowedAudiences: [
              callers.?clientId ?? ''
              'api://${callers.?clientId ?? ''}'
            ]
            defaultAuthorizationPolicy: {
              allowedApplications: callers.?allowedClientIds
            }
          }
        }
      }
      login: {
        tokenStore: {
          enabled: false
        }
      }
    }
  }
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(logWorkspaceId)) {
  name: 'to-workspace'
  scope: site
  properties: {
    workspaceId: logWorkspaceId
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: true
      }
    ]
  }
}

@description('Resource id of the app.')
output id string = site.id

@description('Name of the app.')
output name string = site.name

@description('Host name of the app.')
output hostName string = site.properties.defaultHostName

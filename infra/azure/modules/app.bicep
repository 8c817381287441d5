// The plan and the function app, with every setting that it needs. Its roles are granted before: what they are granted on
// comes in as a parameter.

import { roleId, roles } from '../roles.bicep'
import { callersOf } from '../types.bicep'

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

@description('Functions of which Flex Consumption keeps one instance running.')
param alwaysReady string[]

@description('Address of the package to run; empty: it is deployed afterwards.')
param packageUri string

@description('How the host sends its log.')
param telemetry ('OpenTelemetry' | 'ApplicationInsights')

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

@description('Addresses in CIDR form that may reach the app and deploy to it; empty: all.')
param allowedAddresses string[]

@description('Object id of the group that may restart the app; empty: none.')
param restartersGroupId string

@description('Entra authentication of callers; null: function keys.')
param callers callersOf?

@description('Workspace that gets the app\'s platform log; empty: none, since that of a Flex app is not reliable.')
param logWorkspaceId string

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
}

// A sampler that takes all: the exporter's own drops lines of the log too, first where a start makes many spans at once.
var telemetrySettings = telemetry == 'OpenTelemetry'
  ? {
      OTEL_TRACES_SAMPLER: 'microsoft.fixed_percentage'
      OTEL_TRACES_SAMPLER_ARG: '1.0'
    }
  : {
      AzureFunctionsJobHost__telemetryMode: telemetry
    }

var dedicatedSettings = isFlex
  ? {}
  : {
      FUNCTIONS_EXTENSION_VERSION: '~4'
      FUNCTIONS_WORKER_RUNTIME: 'node'
      WEBSITE_RUN_FROM_PACKAGE: empty(packageUri) ? '1' : packageUri
    }

var peopleGroupIds = callers.?peopleGroupIds ?? []
var signInSecret = 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
// With this name the platform proves who it is by the identity, not by a secret.
var signInSettings = empty(peopleGroupIds) ? {} : { '${signInSecret}': identity.clientId }

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
    // The host name cannot be taken by another tenant once the app is removed.
    autoGeneratedDomainNameLabelScope: 'TenantReuse'
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
            alwaysReady: map(alwaysReady, name => { name: name, instanceCount: 1 })
            instanceMemoryMB: instanceMemoryMB
            maximumInstanceCount: 40
          }
        }
      : null
    siteConfig: {
      alwaysOn: isFlex ? null : true
      appSettings: [
        for setting in items(union(
          hostSettings,
          telemetrySettings,
          dedicatedSettings,
          signInSettings,
          connectorSettings,
          settings
        )): {
          name: setting.key
          value: setting.value
        }
      ]
      ftpsState: 'Disabled'
      http20Enabled: true
      ipSecurityRestrictions: [
        for (address, index) in allowedAddresses: {
          name: 'allowed-${index}'
          action: 'Allow'
          ipAddress: address
          priority: 100 + index
        }
      ]
      ipSecurityRestrictionsDefaultAction: empty(allowedAddresses) ? 'Allow' : 'Deny'
      linuxFxVersion: isFlex ? null : 'NODE|${nodeVersion}'
      minTlsVersion: '1.2'
      scmIpSecurityRestrictionsUseMain: true
    }
  }

  // One after the other: the platform refuses a change of an app while another one is under way.
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
    dependsOn: [ftp]
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
        redirectToProvider: empty(peopleGroupIds) ? null : 'azureactivedirectory'
        unauthenticatedClientAction: empty(peopleGroupIds) ? 'Return401' : 'RedirectToLoginPage'
      }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: callers.?clientId
            clientSecretSettingName: empty(peopleGroupIds) ? null : signInSecret
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenantId}/v2.0'
          }
          validation: {
            allowedAudiences: [
              callers.?clientId ?? ''
              'api://${callers.?clientId ?? ''}'
            ]
            defaultAuthorizationPolicy: {
              // People come by the app registration itself, and have to be in one of the groups.
              allowedApplications: union(
                callers.?allowedClientIds ?? [],
                empty(peopleGroupIds) ? [] : [callers.?clientId ?? '']
              )
              allowedPrincipals: empty(peopleGroupIds) ? null : { groups: peopleGroupIds }
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
    dependsOn: [scm]
  }
}

// The package of Flex Consumption is fetched once, into the container of packages; a dedicated plan fetches it at each start.
resource package 'Microsoft.Web/sites/extensions@2024-04-01' = if (isFlex && !empty(packageUri)) {
  parent: site
  name: 'onedeploy'
  // The published types know the older way of deploying only.
  #disable-next-line BCP187
  properties: {
    packageUri: packageUri
    remoteBuild: false
  }
  dependsOn: [site::scm, site::auth]
}

resource restartersRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(restartersGroupId)) {
  name: guid(site.id, restartersGroupId, roles.websiteContributor)
  scope: site
  properties: {
    principalId: restartersGroupId
    principalType: 'Group'
    roleDefinitionId: roleId(roles.websiteContributor)
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

// What a private deployment has before there is an app: a network, and private endpoints for its tables, its blobs and its
// messages.

@description('Where the resources are.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the network, and base of the endpoints\' names.')
param name string

@description('Addresses of a network made here.')
param addressPrefix string

@description('Flex Consumption and dedicated plans want other delegations.')
param hosting ('flex' | 'dedicated')

@description('Subnets to use; not set: a network is made.')
param existingSubnets { app: string, endpoints: string }?

@description('Private DNS zones to use; those not set are made and linked.')
param existingZones { blob: string?, table: string?, sites: string?, serviceBus: string? }

@description('Storage account behind private endpoints.')
param storageAccountId string

@description('Service Bus namespace behind a private endpoint; empty: one that is brought has its own.')
param serviceBusNamespaceId string

@description('Host name of the namespace.')
param serviceBusHostName string

module network 'network.bicep' = if (existingSubnets == null) {
  params: {
    location: location
    tags: tags
    name: name
    addressPrefix: addressPrefix
    hosting: hosting
  }
}

var endpointSubnetId = existingSubnets.?endpoints ?? network!.outputs.endpointSubnetId
var appSubnetId = existingSubnets.?app ?? network!.outputs.appSubnetId
var networkId = split(endpointSubnetId, '/subnets/')[0]

module parts 'private-endpoint.bicep' = [
  for part in ['blob', 'table']: {
    params: {
      location: location
      tags: tags
      name: 'pe-${name}-${part}'
      targetId: storageAccountId
      groupId: part
      subnetId: endpointSubnetId
      domain: '${part}.${environment().suffixes.storage}'
      existingZoneId: existingZones[?part] ?? ''
      networkId: networkId
    }
  }
]

module messages 'private-endpoint.bicep' = if (!empty(serviceBusNamespaceId)) {
  params: {
    location: location
    tags: tags
    name: 'pe-${name}-messages'
    targetId: serviceBusNamespaceId
    groupId: 'namespace'
    subnetId: endpointSubnetId
    domain: join(skip(split(serviceBusHostName, '.'), 1), '.')
    existingZoneId: existingZones.?serviceBus ?? ''
    networkId: networkId
  }
}

@description('Subnet that the app goes out through.')
output appSubnetId string = appSubnetId

@description('Subnet of private endpoints.')
output endpointSubnetId string = endpointSubnetId

@description('The network itself.')
output networkId string = networkId

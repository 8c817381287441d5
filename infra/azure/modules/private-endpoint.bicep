// One service behind a private endpoint, found by name through a private DNS zone.

@description('Where the endpoint is.')
param location string

@description('Tags of the endpoint and the zone.')
param tags object

@description('Name of the endpoint.')
param name string

@description('Resource that the endpoint leads to.')
param targetId string

@description('Which part of it, such as `blob`.')
param groupId string

@description('Subnet of the endpoint.')
param subnetId string

@description('Domain of the service, such as that of all blobs in this cloud.')
param domain string

@description('Private DNS zone to use; empty: one is made and linked to the network.')
param existingZoneId string

@description('Network that a zone made here is linked to; not used when the zone is brought.')
param networkId string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (empty(existingZoneId)) {
  name: 'privatelink.${domain}'
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: uniqueString(networkId)
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: networkId
      }
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: targetId
          groupIds: [groupId]
        }
      }
    ]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: groupId
          properties: {
            privateDnsZoneId: empty(existingZoneId) ? zone.id : existingZoneId
          }
        }
      ]
    }
  }
}

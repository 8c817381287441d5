// The identity that the connector runs as. It is made first, so that every role is granted before there is an app.

@description('Where the identity is.')
param location string

@description('Tags of the identity.')
param tags object

@description('Name of the identity.')
param name string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

@description('Client id: what an app names to use the identity.')
output clientId string = identity.properties.clientId

@description('Object id of its service principal: what roles and app roles are granted to.')
output principalId string = identity.properties.principalId

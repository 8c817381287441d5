metadata name = 'Mail of a consumer'
metadata description = '''
Azure Communication Services with a domain that Azure manages: mail without a mailbox, a DNS record or anybody's consent.
Such a domain sends few mails (5 a minute, 10 an hour), which suits notices and nothing else.
'''

import { roleId, roles } from '../roles.bicep'

@description('Name of the consumer; the names of the mail resources are derived from it.')
param name string

@description('Tags of every resource made here.')
param tags object = {}

@description('Where mails are kept at rest, such as Europe or United States.')
param dataLocation string

@description('Object id of the identity that may send.')
param principalId string

// Communication and Email Service Owner: no built-in role does less than that and sends.
var emailServiceOwner = roleId(roles.communicationAndEmailServiceOwner)

resource emailService 'Microsoft.Communication/emailServices@2023-04-01' = {
  name: '${name}-mail'
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
  }

  resource domain 'domains' = {
    name: 'AzureManagedDomain'
    location: 'global'
    tags: tags
    properties: {
      domainManagement: 'AzureManaged'
      userEngagementTracking: 'Disabled'
    }
  }
}

resource communicationService 'Microsoft.Communication/communicationServices@2023-04-01' = {
  name: '${name}-communication'
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    linkedDomains: [emailService::domain.id]
  }
}

resource maySend 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(communicationService.id, principalId, emailServiceOwner)
  scope: communicationService
  properties: {
    roleDefinitionId: emailServiceOwner
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Sends the notices of provisioning events.'
  }
}

@description('Root of the mail API, without a slash at the end.')
output endpoint string = 'https://${communicationService.properties.hostName}'

@description('Address that mails come from.')
output sender string = 'DoNotReply@${emailService::domain.properties.mailFromSenderDomain}'

metadata name = 'Consumer of provisioning events'
metadata description = '''
A Logic App (Consumption) that shows each event of one subscription of the topic to people: as an Adaptive Card in a Teams channel, as a mail, or both.
It reads with an identity of its own. It cannot reach a namespace that is closed to public networks.
'''

@description('Region of the Logic App, its connection and its identity.')
param location string

@description('Tags of every resource made here.')
param tags object = {}

@description('Name of the Logic App; the names of what belongs to it are derived from it.')
@minLength(2)
@maxLength(43)
param name string

@description('Name of the Service Bus namespace, which is in this resource group.')
param serviceBusNamespaceName string

@description('Name of the topic that the connector sends to. Its duplicate detection absorbs events that the connector repeats.')
param topicName string

@description('Name of the subscription to read. It must be without sessions and read by nobody else, and its lock should last five minutes: posting takes its time, and a run that could not post waits before it gives the message back. Its filter says which events are shown.')
param subscriptionName string

@description('Whether notices link to the job\'s page at the connector: it opens where the connector lets people sign in, and shows an error where it asks for a function key.')
param linkToConnector bool = true

@description('What people call the tenants, by their ids in small letters, where the connector watches several: titles name them. Empty: one tenant, which nobody has to name.')
param tenantNames { *: string } = {}

@description('How often the subscription is looked at, in minutes. Each look is billed, whether there is a message or not; while there are messages they are read one after the other.')
@minValue(1)
@maxValue(1440)
param pollMinutes int = 3

@description('Address of the Teams workflow that posts to a channel when a webhook request is received. Whoever has it can post: it is a secret. Empty posts nothing to Teams.')
@secure()
param teamsWebhookUrl string = ''

@description('Mail addresses that get each event; empty sends no mail and makes no mail resources.')
param mailReceivers string[] = []

@description('Where Azure Communication Services keeps mails at rest, such as Europe or United States; it cannot be changed later.')
param mailDataLocation string = 'Europe'

@description('Audience of the tokens for Azure Communication Services in this cloud; consumers/README.md has that of the public one. Required where there are mail receivers.')
param mailAudience string = ''

var postToTeams = !empty(teamsWebhookUrl)
var sendMail = !empty(mailReceivers)
// Without anywhere to show them, events would be completed unread.
var reachesSomebody = postToTeams || sendMail ? true : fail('Set teamsWebhookUrl, mailReceivers or both.')
var isHttps = empty(teamsWebhookUrl) || startsWith(toLower(teamsWebhookUrl), 'https://')
  ? true
  : fail('teamsWebhookUrl has to begin with https://.')
var mailIsSet = !sendMail || !empty(mailAudience) ? true : fail('mailReceivers need mailAudience.')

var sends = reachesSomebody && isHttps && mailIsSet

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
  tags: tags
}

module mail 'consumer-mail.bicep' = if (sendMail) {
  name: '${name}-mail'
  params: {
    name: name
    tags: tags
    dataLocation: mailDataLocation
    principalId: identity.properties.principalId
  }
}

module workflow 'consumer-workflow.bicep' = if (sends) {
  params: {
    location: location
    tags: tags
    name: name
    identityName: identity.name
    serviceBusNamespaceName: serviceBusNamespaceName
    topicName: topicName
    subscriptionName: subscriptionName
    pollMinutes: pollMinutes
    definition: union(loadJsonContent('../consumers/description.json'), loadJsonContent('../consumers/notice.json'))
    places: {
      '{mailAudience}': mailAudience
      '"{words}"': loadTextContent('../consumers/words.json')
      '"{advice}"': loadTextContent('../consumers/advice.json')
    }
    parameters: {
      linkToConnector: linkToConnector
      tenantNames: tenantNames
      postToTeams: postToTeams
      sendMail: sendMail
      mailEndpoint: mail.?outputs.endpoint ?? ''
      mailSender: mail.?outputs.sender ?? ''
      mailReceivers: mailReceivers
    }
    secrets: { teamsWebhookUrl: teamsWebhookUrl }
  }
}

@description('Name of the Logic App.')
output workflowName string = name

@description('Object id of the identity that reads the subscription.')
output principalId string = identity.properties.principalId

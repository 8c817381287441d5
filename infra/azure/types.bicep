// The forms of parameters that the templates of a subscription and of a resource group share.

@export()
@description('Names in place of derived ones.')
type namesOf = {
  app: string?
  applicationInsights: string?
  graphIdentity: string?
  identity: string?
  network: string?
  plan: string?
  serviceBus: string?
  storage: string?
  table: string?
  workspace: string?
}

@export()
@description('Who may call the app with a token of Entra.')
type callersOf = {
  @description('Client id of the app registration that stands for this app.')
  clientId: string
  @description('Client ids of the applications that may call.')
  allowedClientIds: string[]
  @description('Object ids of the groups whose members may sign in to the page. The app registration needs a federated credential for the identity. Not set: nobody signs in, and a browser is answered 401.')
  peopleGroupIds: string[]?
}

@export()
@description('What the Logic App of notices does; it reads the subscription `workflows`.')
type noticeOf = {
  @description('Whether there is one.')
  enabled: bool
  @description('Addresses that get a mail of each event.')
  mailReceivers: string[]?
  @description('Audience of the tokens for Azure Communication Services in this cloud; needed for mail.')
  mailAudience: string?
  @description('Where mails are kept, such as Europe.')
  mailDataLocation: string?
}

@export()
@description('Resource ids of what is brought.')
type existingOf = {
  @description('A Log Analytics workspace.')
  workspaceId: string?
  @description('A Service Bus namespace, Standard or Premium; the topic is made in it.')
  serviceBusNamespaceId: string?
  @description('An action group that the alerts notify; otherwise one is made for `alertMailReceivers`.')
  actionGroupId: string?
  @description('A subnet that is delegated to the app, and one for private endpoints.')
  subnets: { app: string, endpoints: string }?
  @description('Private DNS zones, linked to that network.')
  dnsZones: { blob: string?, table: string?, sites: string?, serviceBus: string? }?
}

@export()
@description('A tenant whose jobs are watched.')
type tenantOf = {
  @description('Its id.')
  id: string
  @description('What people call it, without commas.')
  name: string?
}

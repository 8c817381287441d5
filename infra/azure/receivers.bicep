// Where on-call consumers send events to, and how each is set up.

@export()
@description('A service of PagerDuty, by an integration of the kind Events API V2. The secret is its integration key.')
type pagerDutyOf = {
  kind: 'pagerduty'
  @description('Address of the Events API; not set: that of the US service region. `https://events.eu.pagerduty.com/v2/enqueue` is that of the EU.')
  url: string?
}

@export()
@description('The table of incidents of a ServiceNow instance. The secret is the password of the user.')
type serviceNowOf = {
  kind: 'servicenow'
  @description('Address of the instance, such as `https://contoso.service-now.com`, without a slash at the end.')
  url: string
  @description('A user of the instance for this alone, who may read, create and write incidents.')
  user: string
  @description('Id (sys_id) of the group that incidents are assigned to; not set: the instance\'s own rules assign them.')
  assignmentGroup: string?
  @description('The resolution code of what is over; not set: `Solution provided`. Older instances have `Solved (Permanently)`.')
  closeCode: string?
}

@export()
@description('Alerts of Jira Service Management, by an API integration of its Operations. The secret is the key of that integration.')
type jiraServiceManagementOf = {
  kind: 'jira-service-management'
  @description('Address that alerts are created at; not set: Atlassian\'s.')
  url: string?
}

@export()
@description('Any other receiver of CloudEvents in structured mode. The secret is the whole value of the header.')
type webhookOf = {
  kind: 'webhook'
  @description('Address that each event is posted to.')
  url: string
  @description('Name of the header that holds the secret; not set: `Authorization`.')
  headerName: string?
}

@export()
@description('A receiver, by its kind.')
@discriminator('kind')
type receiverOf = pagerDutyOf | serviceNowOf | jiraServiceManagementOf | webhookOf

@export()
@description('A Logic App that opens incidents and resolves them, or posts the events as they are.')
type onCallOf = {
  @description('What it is called: the subscription is `on-call-` and this.')
  @minLength(1)
  @maxLength(16)
  name: string
  @description('Where it sends to.')
  receiver: receiverOf
  @description('Name of the key vault that holds the secret of the receiver: in this resource group, authorizing by roles, open to public networks.')
  keyVaultName: string
  @description('Name of that secret. It must exist.')
  secretName: string
  @description('Which events it gets: the name of a filter in consumers/filters.json, or a SQL condition. Not set: `incidents`, and for a webhook `everything`.')
  filter: string?
  @description('Minutes that a clear waits before the incident is resolved, in steps of five; a begin that comes meanwhile keeps it open. Not set: none.')
  @minValue(0)
  @maxValue(1440)
  resolveAfterMinutes: int?
}

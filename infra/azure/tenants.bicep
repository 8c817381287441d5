// What a deployment that watches several tenants has beside the others.

import { tenantOf } from 'types.bicep'

@description('What several tenants need to be told.')
type severalOf = {
  tenants: tenantOf[]
  graphAppId: string
  workQueueName: string
  tenantCallers: string
}

@export()
@description('Whether more than the home tenant is watched. The home tenant may stand among them, to give it a name.')
func watchesSeveral(tenants tenantOf[], homeTenantId string) bool =>
  !empty(filter(tenants, tenant => toLower(tenant.id) != toLower(homeTenantId)))

@export()
@description('The tenants as the setting TENANTS holds them: an id and, behind a blank, a name, with commas.')
func tenantList(tenants tenantOf[]) string =>
  join(map(tenants, tenant => trim('${tenant.id} ${tenant.?name ?? ''}')), ', ')

// A trigger by Service Bus comes in an extension of the host, which host.json does not ask for: a single tenant does without, and
// starts faster. What the extension is told stands in host.json, where it costs nothing without it: settings with names as long as
// theirs have been cut on Linux.
var hostSettings = {
  AzureFunctionsJobHost__extensionBundle__id: 'Microsoft.Azure.Functions.ExtensionBundle'
  AzureFunctionsJobHost__extensionBundle__version: '[4.*, 5.0.0)'
}

@export()
@description('The settings of the app that only several tenants need.')
func tenantSettings(several severalOf) object =>
  union(
    hostSettings,
    {
      Graph__appId: several.graphAppId
      ServiceBus__credential: 'managedidentity'
      TENANTS: tenantList(several.tenants)
      WORK_QUEUE: several.workQueueName
    },
    empty(several.tenantCallers) ? {} : { TENANT_CALLERS: several.tenantCallers }
  )

@export()
@description('The column of a query that says which tenant a line is about. A line that was cut is no JSON, but says it still.')
var tenantInQuery = 'Tenant = tolower(extract(\'"tenantId":"([^"]*)"\', 1, Message))'

// A rule of an alert holds 64 KB: the names of more tenants are left to the page over all of them.
var mostNames = 200

func namesById(tenants tenantOf[]) object =>
  toObject(filter(tenants, tenant => !empty(tenant.?name)), tenant => toLower(tenant.id), tenant => tenant.?name)

@export()
@description('Lines of a query that put the name of a tenant, where it has one, in front of its id.')
func namedInQuery(tenants tenantOf[]) string =>
  join(
    [
      '| extend Name = tostring(parse_json(@\'${length(tenants) > mostNames ? '{}' : replace(string(namesById(tenants)), '\'', '\'\'')}\')[Tenant])'
      '| extend Tenant = iff(Name == \'\', Tenant, strcat(Name, \' \', Tenant))'
    ],
    '\n'
  )

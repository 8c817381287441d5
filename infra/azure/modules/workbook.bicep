metadata description = 'A workbook of what the connector saw, sent and met.'

import { fill } from '../fill.bicep'
import { namedInQuery, tenantInQuery } from '../tenants.bicep'
import { tenantOf } from '../types.bicep'

@description('Where the workbook lives.')
param location string

@description('Tags of the workbook.')
param tags object = {}

@description('What the workbook is called in the portal.')
@minLength(1)
param displayName string = 'Provisioning quarantine events'

@description('Resource id of the Log Analytics workspace that holds the table AppTraces.')
param workspaceId string

@description('Name of the function app, as the column AppRoleName says it.')
param functionAppName string

@description('The tenants, where there are several: one can then look at some of them only.')
param tenants tenantOf[] = []

var several = !empty(tenants)
var layoutOfAll = loadJsonContent('../workbook/layout.json')
var layoutOfTenants = loadJsonContent('../workbook/tenants/layout.json')
var isParameters = 9
// Who has no name is chosen by its id.
var tenantParameter = union(layoutOfTenants.parameter, {
  jsonData: string(map(tenants, tenant => { value: toLower(tenant.id), label: tenant.?name ?? tenant.id }))
})
var layout = several
  ? union(layoutOfAll, {
      items: flatten(map(
        layoutOfAll.items,
        item =>
          item.type != isParameters
            ? [item]
            : concat(
                [
                  union(item, {
                    content: { parameters: concat(item.content.parameters, [tenantParameter]) }
                  })
                ],
                layoutOfTenants.items
              )
      ))
    })
  : layoutOfAll

// A query for each item of the layout that has one, by the name of the item.
var queries = {
  'open-now': loadTextContent('../workbook/open-now.kql')
  'episodes-by-day': loadTextContent('../workbook/episodes-by-day.kql')
  'clears-by-cause': loadTextContent('../workbook/clears-by-cause.kql')
  'poll-outcomes': loadTextContent('../workbook/poll-outcomes.kql')
  'poll-effort': loadTextContent('../workbook/poll-effort.kql')
  'poll-reading': loadTextContent('../workbook/poll-reading.kql')
  delivery: loadTextContent('../workbook/delivery.kql')
  'unsent-events': loadTextContent('../workbook/unsent-events.kql')
  failures: loadTextContent('../workbook/failures.kql')
  refusals: loadTextContent('../workbook/refusals.kql')
  tenants: loadTextContent('../workbook/tenants/tenants.kql')
  ticks: loadTextContent('../workbook/tenants/ticks.kql')
}

// `Tenants` is the parameter of the workbook.
var ofTenants = '\n| extend ${tenantInQuery}\n| where \'*\' in ({Tenants}) or Tenant in ({Tenants})\n${namedInQuery(tenants)}'

var kqlItem = 3
var items = map(
  layout.items,
  item =>
    item.type != kqlItem
      ? item
      : union(item, {
          content: {
            query: fill(queries[item.name], {
              '{andTenant}': several ? ', Tenant' : ''
              '{functionAppName}': functionAppName
              '{ofTenants}': several ? ofTenants : ''
            })
            queryType: 0
            resourceType: 'microsoft.operationalinsights/workspaces'
            crossComponentResources: [workspaceId]
            timeContextFromParameter: 'TimeRange'
          }
        })
)

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, functionAppName, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    version: layout.version
    sourceId: workspaceId
    serializedData: string(union(layout, { items: items, fallbackResourceIds: [workspaceId] }))
  }
}

@description('Resource id of the workbook.')
output workbookId string = workbook.id

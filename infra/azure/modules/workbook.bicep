metadata description = 'A workbook of what the connector saw, sent and met.'

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

var layout = loadJsonContent('../workbook/layout.json')

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
}

var kqlItem = 3
var items = map(
  layout.items,
  item =>
    item.type != kqlItem
      ? item
      : union(item, {
          content: {
            query: replace(queries[item.name], '{functionAppName}', functionAppName)
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

// What azd (`azd env set NAME value`) or your shell holds under these names; main.bicep says what each one means and has the
// default of those not named here.

using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
// Each an id and, behind a blank, a name, with commas: as the setting TENANTS.
param tenants = map(filter(split(readEnvironmentVariable('TENANTS', ''), ','), entry => !empty(trim(entry))), entry => {
  id: split(trim(entry), ' ')[0]
  name: trim(join(skip(split(trim(entry), ' '), 1), ' '))
})
param graphAppId = readEnvironmentVariable('GRAPH_APP_ID', '')
param workQueueName = readEnvironmentVariable('WORK_QUEUE', 'provisioning-tenants')
param tenantCallers = readEnvironmentVariable('TENANT_CALLERS', '')
param graphCloud = readEnvironmentVariable('GRAPH_CLOUD', '')
param watch = readEnvironmentVariable('WATCH', '*')
param pollMinutes = int(readEnvironmentVariable('POLL_MINUTES', '5'))
param emitChanged = bool(readEnvironmentVariable('EMIT_CHANGED', 'false'))
param remindBeforeDisable = readEnvironmentVariable('REMIND_BEFORE_DISABLE', '')
param hosting = readEnvironmentVariable('HOSTING', '')
param alwaysReady = filter(
  split(replace(readEnvironmentVariable('ALWAYS_READY', 'function:poll'), ' ', ''), ','),
  name => !empty(name)
)
param workflowsFilter = readEnvironmentVariable('WORKFLOWS_FILTER', '')
param subscribersFilter = readEnvironmentVariable('SUBSCRIBERS_FILTER', '')
param settings = json(readEnvironmentVariable('SETTINGS', '{}'))
param operatorsGroupId = readEnvironmentVariable('OPERATORS_GROUP_ID', '')
param operatorsMayRestart = bool(readEnvironmentVariable('OPERATORS_MAY_RESTART', 'true'))
param separateGraphIdentity = bool(readEnvironmentVariable('SEPARATE_GRAPH_IDENTITY', 'false'))
param serviceBusSku = readEnvironmentVariable('SERVICE_BUS_SKU', 'Standard')
param networkAccess = readEnvironmentVariable('NETWORK_ACCESS', 'public')
param allowedAddresses = filter(
  split(replace(readEnvironmentVariable('ALLOWED_ADDRESSES', ''), ' ', ''), ','),
  address => !empty(address)
)
param callers = empty(readEnvironmentVariable('CALLERS_CLIENT_ID', ''))
  ? null
  : {
      clientId: readEnvironmentVariable('CALLERS_CLIENT_ID', '')
      allowedClientIds: filter(
        split(replace(readEnvironmentVariable('CALLERS_ALLOWED', ''), ' ', ''), ','),
        id => !empty(id)
      )
      peopleGroupIds: filter(
        split(replace(readEnvironmentVariable('CALLERS_PEOPLE', ''), ' ', ''), ','),
        id => !empty(id)
      )
    }
param alertsEnabled = bool(readEnvironmentVariable('ALERTS_ENABLED', 'true'))
param alertMailReceivers = filter(
  split(replace(readEnvironmentVariable('ALERT_MAIL', ''), ' ', ''), ','),
  address => !empty(address)
)
param notice = { enabled: !empty(readEnvironmentVariable('TEAMS_WEBHOOK_URL', '')) }
param teamsWebhookUrl = readEnvironmentVariable('TEAMS_WEBHOOK_URL', '')
param onCall = json(readEnvironmentVariable('ON_CALL', '[]'))

// What azd (`azd env set NAME value`) or your shell holds under these names; main.bicep says what each one means and has the
// default of those not named here.

using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param graphCloud = readEnvironmentVariable('GRAPH_CLOUD', '')
param watch = readEnvironmentVariable('WATCH', '*')
param pollMinutes = int(readEnvironmentVariable('POLL_MINUTES', '5'))
param emitChanged = bool(readEnvironmentVariable('EMIT_CHANGED', 'false'))
param remindBeforeDisable = readEnvironmentVariable('REMIND_BEFORE_DISABLE', '')
param hosting = readEnvironmentVariable('HOSTING', '')
param operatorsGroupId = readEnvironmentVariable('OPERATORS_GROUP_ID', '')
param separateGraphIdentity = bool(readEnvironmentVariable('SEPARATE_GRAPH_IDENTITY', 'false'))
param serviceBusSku = readEnvironmentVariable('SERVICE_BUS_SKU', 'Standard')
param networkAccess = readEnvironmentVariable('NETWORK_ACCESS', 'public')
param alertMailReceivers = filter(split(readEnvironmentVariable('ALERT_MAIL', ''), ','), address => !empty(address))
param notice = { enabled: !empty(readEnvironmentVariable('TEAMS_WEBHOOK_URL', '')) }
param teamsWebhookUrl = readEnvironmentVariable('TEAMS_WEBHOOK_URL', '')

metadata description = 'Alerts for those who operate the connector, and whom they reach.'

import { fill } from '../fill.bicep'
import { namedInQuery, tenantInQuery } from '../tenants.bicep'
import { tenantOf } from '../types.bicep'

@description('Where the log alerts live: the location of their workspace.')
param location string

@description('Tags of every resource.')
param tags object = {}

@description('What the names of the alerts and of the action group begin with.')
@minLength(1)
@maxLength(60)
param namePrefix string

@description('Resource id of the Log Analytics workspace that holds the tables AppTraces and AppRequests.')
param workspaceId string

@description('Name of the function app, as the column AppRoleName says it.')
param functionAppName string

@description('Resource id of the Service Bus namespace.')
param serviceBusNamespaceId string

@description('Name of the topic, or queue, that the events are sent to.')
param topicName string

@description('The tenants, where there are several: most alerts then say of which one they are.')
param tenants tenantOf[] = []

@description('Name of the queue of tenants to be polled, where there are several.')
param workQueueName string = ''

@description('Minutes between two polls at the most, as POLL_SCHEDULE has it.')
@minValue(1)
@maxValue(720)
param pollMinutes int = 5

@description('Minutes that an event may wait for Service Bus before an alert is raised.')
@minValue(1)
param unsentMinutes int = 15

@description('Mail addresses of those who get the alerts. Not used when an action group is given.')
param mailReceivers string[] = []

@description('Resource id of an action group that exists already. Empty: one is made for the mail receivers.')
param actionGroupId string = ''

@description('False: the alerts are deployed but switched off, such as until the app roles are granted.')
param enabled bool = true

@description('When this is deployed. A first deployment has an hour until its code has polled: before that no poll is missed.')
param deployedAt string = utcNow()

@description('Alerts that are not wanted.')
param leaveOut (
  | 'heartbeat-missing'
  | 'nothing-read'
  | 'access-denied'
  | 'mass-removal'
  | 'damaged-rows'
  | 'incomplete'
  | 'never-read'
  | 'lasting-failure'
  | 'unsent'
  | 'throttled'
  | 'log-capped'
  | 'http-5xx'
  | 'dead-letters'
  | 'tenant-missing'
  | 'poll-dead-letters'
  | 'polls-wait')[] = []

// Three polls are missing when four intervals are over; of frequent polls, when the longest run (8 minutes) and the way of a
// line into the workspace (about 5 minutes) are over too.
var quietMinutes = max(4 * pollMinutes, pollMinutes + 15)
var anHour = max(60, quietMinutes)
// How long something may be unread. The query looks back twice as far, and two days are the most.
var unreadMinutes = min(anHour, 1440)
// What steadily refuses and was never read is asked about twice an hour only, and three times in some: that is never-read's.
var refusedRuns = pollMinutes > 10 ? 3 : 4

var several = !empty(tenants)
// A rule with an alert for each tenant fires 300 at most, and an address gets 100 mails an hour: more tenants than this are one alert.
var mostTenants = 20
var ofEachTenant = several
  ? [
      'nothing-read'
      'unsent'
      'access-denied'
      'mass-removal'
      'damaged-rows'
      'incomplete'
      'never-read'
      'lasting-failure'
      'throttled'
    ]
  : []

// What the window of a log alert may be. The queries look back exactly; the window only has to be as long.
var windows = [
  { minutes: 15, name: 'PT15M' }
  { minutes: 30, name: 'PT30M' }
  { minutes: 45, name: 'PT45M' }
  { minutes: 60, name: 'PT1H' }
  { minutes: 120, name: 'PT2H' }
  { minutes: 180, name: 'PT3H' }
  { minutes: 240, name: 'PT4H' }
  { minutes: 300, name: 'PT5H' }
  { minutes: 360, name: 'PT6H' }
  { minutes: 1440, name: 'P1D' }
  { minutes: 2880, name: 'P2D' }
]

var texts = {
  heartbeatMissing: loadTextContent('../queries/heartbeat-missing.kql')
  nothingRead: several
    ? loadTextContent('../queries/tenants/nothing-read.kql')
    : loadTextContent('../queries/nothing-read.kql')
  failingCause: loadTextContent('../queries/failing-cause.kql')
  incomplete: loadTextContent('../queries/incomplete.kql')
  neverRead: several
    ? loadTextContent('../queries/tenants/never-read.kql')
    : loadTextContent('../queries/never-read.kql')
  lastingFailure: several
    ? loadTextContent('../queries/tenants/lasting-failure.kql')
    : loadTextContent('../queries/lasting-failure.kql')
  unsent: loadTextContent('../queries/unsent.kql')
  throttled: loadTextContent('../queries/throttled.kql')
  logCapped: loadTextContent('../queries/log-capped.kql')
  http5xx: loadTextContent('../queries/http-5xx.kql')
  tenantMissing: loadTextContent('../queries/tenants/tenant-missing.kql')
}
// Several tenants: their ticks say whether the timer lives, and tenant-missing whether each of them is polled.
var bounded = loadTextContent('../queries/tenants/bounded.kql')

// `every` is the frequency in minutes: a minute of delay matters only where nothing is read or sent any more.
var usualAlerts = [
  {
    name: 'heartbeat-missing'
    description: several
      ? 'No tick has come for ${quietMinutes} minutes: no tenant is polled, or no line arrives. Quarantines are neither seen nor reported. Look whether the function app runs. POST /api/tenants/{tenantId}/poll polls one tenant at once, and no clock polls all of them: restart the app, and open a support case if no tick comes.'
      : 'No poll has ended for ${quietMinutes} minutes. Quarantines are neither seen nor reported. Look whether the function app runs. POST /api/poll polls at once: have an outside clock call it while the timer stands still, since a restart is known not to help always.'
    severity: 1
    every: 5
    minutes: quietMinutes
    query: texts.heartbeatMissing
    dimension: ''
    mostRows: 0
  }
  {
    name: 'nothing-read'
    description: 'No poll of the last ${quietMinutes} minutes has seen a job. Causes http401 and http403: an app role of Microsoft Graph is missing, or its grant is younger than the cached token. noJobRead: polls run, but what has jobs cannot be read. Others: see the failures in the workbook.'
    severity: 1
    every: 5
    minutes: quietMinutes
    query: texts.nothingRead
    dimension: 'Causes'
    mostRows: 0
  }
  {
    name: 'unsent'
    description: 'An event has waited for Service Bus for more than ${unsentMinutes} minutes. It is not lost. Look at the failures: the role Azure Service Bus Data Sender, network rules, the state and quota of ${topicName}.'
    severity: 1
    every: 5
    minutes: quietMinutes
    query: texts.unsent
    dimension: ''
    mostRows: 0
  }
  {
    name: 'access-denied'
    description: 'Microsoft Graph refuses a part of what is watched. What cannot be read is neither reported nor cleared. Grant the app role that the failure names.'
    severity: 2
    every: 15
    minutes: anHour
    query: fill(texts.failingCause, { '{causes}': '\'http401\', \'http403\'', '{runs}': string(refusedRuns) })
    dimension: 'Cause'
    mostRows: 0
  }
  {
    name: 'mass-removal'
    description: 'Many jobs vanished at once. They count as removed, and their quarantines as cleared, once that has stood for 24 hours. Look at WATCH, WATCH_FILTER and the app roles before that, unless they were deleted on purpose.'
    severity: 2
    every: 15
    minutes: quietMinutes
    query: fill(texts.failingCause, { '{causes}': '\'massRemoval\'', '{runs}': '1' })
    dimension: ''
    mostRows: 0
  }
  {
    name: 'damaged-rows'
    description: 'Rows of the table cannot be read, and their jobs are left alone. Deploy the version that wrote them, or delete them so that these jobs are recorded afresh.'
    severity: 2
    every: 15
    minutes: quietMinutes
    query: fill(texts.failingCause, { '{causes}': '\'damagedRow\'', '{runs}': '1' })
    dimension: ''
    mostRows: 0
  }
  {
    name: 'incomplete'
    description: 'No poll of the last ${anHour} minutes asked for everything and stored every change. Jobs are read late, or their changes not written. Look at the failures and at how long the polls take.'
    severity: 2
    every: 15
    minutes: anHour
    query: texts.incomplete
    dimension: ''
    mostRows: 0
  }
  {
    name: 'never-read'
    description: 'Something that should be watched could not be read for more than ${unreadMinutes} minutes, and never before. Its quarantines are not reported. The result of the query names applications and causes, and so does the check unreadPrincipals of GET /api/health. Grant what is missing, or leave an application out: WATCH=*,-{servicePrincipalId}.'
    severity: 2
    every: 15
    minutes: 2 * unreadMinutes
    query: texts.neverRead
    dimension: ''
    mostRows: 0
  }
  {
    name: 'lasting-failure'
    description: 'Nearly every poll of the last ${anHour} minutes met this cause. What it is about is neither reported nor cleared: jobs that cannot be read, applications that cannot be looked for, or rows that cannot be written. Look at the failures in the workbook.'
    severity: 2
    every: 15
    minutes: anHour
    query: fill(texts.lastingFailure, { '{causes}': '\'http401\', \'http403\', \'massRemoval\', \'damagedRow\'' })
    dimension: 'Cause'
    mostRows: 0
  }
  {
    name: 'http-5xx'
    description: 'The connector answered 500 or above to five requests in 15 minutes, health aside. Look for lines httpError in AppTraces; StorageUnavailable: Table Storage cannot be reached.'
    severity: 2
    every: 15
    minutes: 15
    query: texts.http5xx
    dimension: ''
    mostRows: 4
  }
  {
    name: 'log-capped'
    description: 'The workspace has reached its daily cap and takes no more lines until the cap is reset: the other alerts on lines see nothing, and heartbeat-missing may report polls that have ended. Look what fills it, and raise logDailyCapGb. It stays on for a day.'
    severity: 2
    every: 15
    minutes: 1440
    query: texts.logCapped
    dimension: ''
    mostRows: 0
  }
  {
    name: 'throttled'
    description: 'Microsoft Graph throttled at least half of the polls of the last ${anHour} minutes. Look what else reads Graph in this tenant, narrow WATCH_FILTER, or poll less often.'
    severity: 3
    every: 15
    minutes: anHour
    query: texts.throttled
    dimension: ''
    mostRows: 0
  }
]
var tenantAlerts = [
  {
    name: 'tenant-missing'
    description: 'Ticks come, but runs of fewer tenants have ended in the last ${quietMinutes} minutes than each of them asked for: some tenants are not polled. The result of the query names those that were polled within a day; GET /api/tenants names all. Look at the alerts on the queue ${workQueueName}, at lines `skipped`, and whether the function pollTenant is there.'
    severity: 1
    every: 5
    minutes: quietMinutes
    query: texts.tenantMissing
    dimension: ''
    mostRows: 0
  }
]
var logAlerts = concat(usualAlerts, several ? tenantAlerts : [])

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = if (empty(actionGroupId)) {
  name: '${namePrefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'quarantine'
    emailReceivers: [
      for (address, index) in mailReceivers: {
        name: 'mail-${index}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

var notifiedGroupId = empty(actionGroupId) ? actionGroup.id : actionGroupId

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: if (!contains(leaveOut, alert.name)) {
    name: '${namePrefix}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${namePrefix}-${alert.name}'
      description: contains(ofEachTenant, alert.name)
        ? '${alert.description} Each tenant has an alert of its own, and more than ${mostTenants} at once are one.'
        : alert.description
      enabled: enabled
      severity: alert.severity
      scopes: [workspaceId]
      evaluationFrequency: 'PT${alert.every}M'
      windowSize: first(filter(windows, window => window.minutes >= alert.minutes))!.name
      // Whether any poll has ended at all takes a longer look than whether one is missing.
      overrideQueryTimeRange: contains(['heartbeat-missing', 'tenant-missing'], alert.name) ? 'P1D' : null
      criteria: {
        allOf: [
          union(
            {
              query: fill(contains(ofEachTenant, alert.name) ? replace(bounded, '{query}', alert.query) : alert.query, {
                '{andTenant}': several ? ', ${tenantInQuery}' : ''
                '{byTenant}': several ? ' by ${tenantInQuery}' : ''
                '{firstPollBy}': dateTimeAdd(deployedAt, 'PT1H', 'yyyy-MM-ddTHH:mm:ssZ')
                '{functionAppName}': functionAppName
                '{heartbeat}': several ? 'tick' : 'poll'
                '{minutes}': string(alert.minutes)
                '{mostTenants}': string(mostTenants)
                '{named}': namedInQuery(tenants)
                '{settledMinutes}': string(quietMinutes - pollMinutes)
                '{tenant}': tenantInQuery
                '{unreadMinutes}': string(unreadMinutes)
                '{unsentMinutes}': string(unsentMinutes)
              })
              failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
            },
            alert.name == 'heartbeat-missing'
              ? { metricMeasureColumn: 'Heartbeats', timeAggregation: 'Total', operator: 'LessThan', threshold: 1 }
              : { timeAggregation: 'Count', operator: 'GreaterThan', threshold: alert.mostRows },
            empty(alert.dimension) && !contains(ofEachTenant, alert.name)
              ? {}
              : {
                  dimensions: map(
                    concat(
                      empty(alert.dimension) ? [] : [alert.dimension],
                      contains(ofEachTenant, alert.name) ? ['Tenant'] : []
                    ),
                    name => { name: name, operator: 'Include', values: ['*'] }
                  )
                }
          )
        ]
      }
      autoMitigate: true
      // The queries do without the tables, which a workspace that has not seen a line yet may not know.
      skipQueryValidation: true
      actions: { actionGroups: [notifiedGroupId] }
    }
  }
]

// By the topic: a subscription that is made later counts too. The archive has no dead letters.
resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!contains(leaveOut, 'dead-letters')) {
  name: '${namePrefix}-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages of ${topicName} were dead-lettered: a subscriber failed on them, or has not read for 14 days. Look into the dead-letter queues of the subscriptions, mend the subscriber, send them again or delete them: nothing else clears such a queue. A subscription that nobody reads is to be deleted.'
    enabled: enabled
    severity: 2
    scopes: [serviceBusNamespaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [topicName] }]
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    autoMitigate: true
    actions: [{ actionGroupId: notifiedGroupId }]
  }
}

// A message that waits when the next tick comes is dropped, and its tenant polled later: so the queue has to be empty at times.
resource pollsWait 'Microsoft.Insights/metricAlerts@2018-03-01' = if (several && !contains(leaveOut, 'polls-wait')) {
  name: '${namePrefix}-polls-wait'
  location: 'global'
  tags: tags
  properties: {
    description: 'The queue ${workQueueName} was not empty once: tenants are polled later than they should be, or not at each tick. Look at waitedMs of the polls in the workbook: long polls of single tenants, too few instances, or no reader at all, which tenant-missing says too.'
    enabled: enabled
    severity: 2
    scopes: [serviceBusNamespaceId]
    evaluationFrequency: 'PT5M'
    windowSize: pollMinutes <= 5 ? 'PT15M' : pollMinutes <= 15 ? 'PT1H' : 'PT6H'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'polls-wait'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'ActiveMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [workQueueName] }]
          timeAggregation: 'Minimum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    autoMitigate: true
    actions: [{ actionGroupId: notifiedGroupId }]
  }
}

resource pollDeadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = if (several && !contains(
  leaveOut,
  'poll-dead-letters'
)) {
  name: '${namePrefix}-poll-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'A message of the queue ${workQueueName} was given up: the poll of its tenant ended the process ten times. The message names the tenant. Look for the exception in Application Insights; the tenant is polled again at the next tick. Delete the dead letter afterwards: nothing else does.'
    enabled: enabled
    severity: 2
    scopes: [serviceBusNamespaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'poll-dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [workQueueName] }]
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    autoMitigate: true
    actions: [{ actionGroupId: notifiedGroupId }]
  }
}

@description('Resource id of the action group that the alerts notify.')
output actionGroupId string = notifiedGroupId

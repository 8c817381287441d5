// What cannot work together is refused before anything is made.

import { watchesSeveral } from 'tenants.bicep'
import { onCallOf } from 'receivers.bicep'
import { callersOf, existingOf, noticeOf, tenantOf } from 'types.bicep'

@description('The parameters that can contradict each other.')
type givenOf = {
  alwaysReady: string[]
  callers: callersOf?
  existing: existingOf
  graphAppId: string
  @description('The tenant that the subscription trusts, and so that of the identity.')
  identityTenantId: string
  networkAccess: string
  notice: noticeOf
  onCall: onCallOf[]
  serviceBusSku: string
  settings: { *: string }
  tenantCallers: string
  tenantId: string
  tenants: tenantOf[]
  topicName: string
  watch: string
  workQueueName: string
}

func several(given givenOf) bool => watchesSeveral(given.tenants, given.tenantId)

// Everything else that stands in its place is refused by Entra at the first poll, with less to go by.
func isGuid(text string) bool => join(map(split(text, '-'), part => string(length(part))), '-') == '8-4-4-4-12'

// A section of WATCH begins with a tenant and a colon, or is for all others.
func sectionTenant(section string) string => toLower(take(trim(section), 36))
func isOfTenant(section string) bool => isGuid(sectionTenant(section)) && startsWith(trim(skip(trim(section), 36)), ':')

func ids(given givenOf) string[] => map(given.tenants, tenant => toLower(tenant.id))

func problemsOfTenants(given givenOf) string[] =>
  concat(
    map(
      filter(given.tenants, tenant => !isGuid(tenant.id)),
      tenant => 'tenants: "${tenant.id}" is no id of a tenant: take it from the overview of its Entra admin center.'
    ),
    length(ids(given)) != length(union(ids(given), [])) ? ['tenants names a tenant twice: ${join(ids(given), ', ')}. Each belongs there once.'] : [],
    map(
      filter(given.tenants, tenant => contains(tenant.?name ?? '', ',')),
      tenant => 'tenants: the name "${tenant.?name}" has a comma, which parts one tenant from the next: leave it out.'
    ),
    map(
      filter(['TENANTS', 'WORK_QUEUE', 'Graph__appId', 'TENANT_CALLERS'], name => contains(given.settings, name)),
      name =>
        'settings holds ${name}, without what goes with it: use the parameters tenants, workQueueName, graphAppId and tenantCallers.'
    ),
    several(given) && !isGuid(given.graphAppId)
      ? [
          'graphAppId has to be the client id of a multi-tenant app registration, by which the jobs of other tenants are read: see "Several tenants" in docs/deploy.md.'
        ]
      : [],
    several(given) && toLower(given.tenantId) != toLower(given.identityTenantId)
      ? [
          'tenantId is ${given.tenantId}, but the identity belongs to ${given.identityTenantId}, the tenant of the subscription: leave tenantId out, and name every other tenant in tenants.'
        ]
      : [],
    several(given) && !empty(filter(
        split(given.watch, ';'),
        section => isGuid(sectionTenant(section)) && !isOfTenant(section)
      ))
      ? [
          'watch names service principals without their tenant, and there are several: write {tenantId}: in front, and part the tenants with semicolons.'
        ]
      : [],
    several(given)
      ? map(
          filter(
            split(given.watch, ';'),
            section =>
              isOfTenant(section) && !contains(concat(ids(given), [toLower(given.tenantId)]), sectionTenant(section))
          ),
          section =>
            'watch says what to watch of the tenant ${sectionTenant(section)}, which is not in tenants: add it there, or leave it out here.'
        )
      : [],
    several(given) && toLower(given.workQueueName) == toLower(given.topicName)
      ? ['workQueueName and topicName are both ${given.topicName}: a namespace has each name once.']
      : [],
    !empty(given.tenantCallers) && (!several(given) || empty(given.?callers))
      ? [
          'tenantCallers says which tenants a signed-in caller may see: it needs callers, and several tenants in tenants.'
        ]
      : [],
    !several(given) && contains(given.alwaysReady, 'function:pollTenant')
      ? ['alwaysReady names function:pollTenant, which there is with several tenants only: leave it out.']
      : []
  )

// The parameter of each setting that has one: alerts, roles and outputs go by the parameter.
var parameterOf = {
  EMIT_CHANGED: 'emitChanged'
  EVENT_ENTITY: 'topicName'
  GRAPH_CLOUD: 'graphCloud'
  HTTP_AUTH: 'callers'
  POLL_SCHEDULE: 'pollMinutes'
  REMIND_BEFORE_DISABLE: 'remindBeforeDisable'
  SNAPSHOT_TABLE: 'names.table'
  TENANT_ID: 'tenantId'
  WATCH: 'watch'
}

@export()
@description('What is wrong with these parameters, each in a sentence that says what to change.')
func problemsOf(given givenOf) string[] =>
  concat(
    problemsOfTenants(given),
    map(
      filter(items(parameterOf), each => contains(given.settings, each.key)),
      each =>
        'settings holds ${each.key}, which the rest of the deployment would not follow: use the parameter ${each.value}.'
    ),
    given.networkAccess == 'private' && given.existing.?serviceBusNamespaceId == null && given.serviceBusSku == 'Standard'
      ? [
          'networkAccess "private" needs serviceBusSku "Premium" (or a namespace of yours in existing.serviceBusNamespaceId): Standard has no private endpoints.'
        ]
      : [],
    given.networkAccess != 'private' && (!empty(given.existing.?subnets) || !empty(given.existing.?dnsZones))
      ? [
          'existing.subnets and existing.dnsZones are used with networkAccess "private" only: set that, or leave them out.'
        ]
      : [],
    !empty(given.?callers) && empty(given.?callers.?allowedClientIds) && empty(given.?callers.?peopleGroupIds)
      ? [
          'callers.allowedClientIds is empty, so that nobody could call: name the client ids of the applications that may, or groups of people in callers.peopleGroupIds.'
        ]
      : [],
    given.networkAccess == 'private' && given.notice.enabled
      ? [
          'notice is a Consumption Logic App, which cannot reach a private namespace: leave it out, and read the topic from within the network.'
        ]
      : [],
    given.existing.?serviceBusNamespaceId != null && given.notice.enabled
      ? [
          'notice reads a namespace of this resource group: with existing.serviceBusNamespaceId deploy modules/consumer.bicep into the resource group of that namespace.'
        ]
      : [],
    given.networkAccess == 'private' && !empty(given.onCall)
      ? [
          'onCall makes Consumption Logic Apps, which cannot reach a private namespace: leave it out, and read the topic from within the network.'
        ]
      : [],
    given.existing.?serviceBusNamespaceId != null && !empty(given.onCall)
      ? [
          'onCall makes subscriptions in a namespace of this resource group: with existing.serviceBusNamespaceId deploy modules/consumer-on-call.bicep into the resource group of that namespace, with a key vault and a storage account there.'
        ]
      : [],
    length(given.onCall) != length(union(map(given.onCall, each => toLower(each.name)), []))
      ? [
          'onCall has a name twice: ${join(map(given.onCall, each => each.name), ', ')}. Each needs one of its own.'
        ]
      : []
  )

// What cannot work together is refused before anything is made.

import { onCallOf } from 'receivers.bicep'
import { callersOf, existingOf, noticeOf } from 'types.bicep'

@description('The parameters that can contradict each other.')
type givenOf = {
  callers: callersOf?
  existing: existingOf
  networkAccess: string
  notice: noticeOf
  onCall: onCallOf[]
  serviceBusSku: string
}

@export()
@description('What is wrong with these parameters, each in a sentence that says what to change.')
func problemsOf(given givenOf) string[] =>
  concat(
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

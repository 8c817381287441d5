import type { WireError } from './errors.ts';

/**
 * What the service answers to a send that it cannot take, for `failNext`. The conditions are those that the clients know; the
 * words are the service's where they are published (throttling, quota, claims), otherwise ours.
 */
export const serviceErrors = {
  serverBusy: {
    condition: 'com.microsoft:server-busy',
    description:
      'The request was terminated because the namespace is being throttled. Error code : 50009. Please wait 10 seconds and try again.',
  },
  timeout: {
    condition: 'com.microsoft:timeout',
    description: 'The operation did not complete within the allotted timeout of 00:00:59.',
  },
  notFound: {
    condition: 'amqp:not-found',
    description: "The messaging entity 'sb://localhost/entity' could not be found.",
  },
  unauthorized: {
    condition: 'amqp:unauthorized-access',
    description: "Unauthorized access. 'Send' claim(s) are required to perform this operation.",
  },
  messageSizeExceeded: {
    condition: 'amqp:link:message-size-exceeded',
    description: 'The received message exceeds the limit currently allowed on the link.',
  },
  quotaExceeded: {
    condition: 'amqp:resource-limit-exceeded',
    description:
      "The maximum entity size has been reached or exceeded for Topic: 'entity'. Size of entity in bytes:1073742326, " +
      'Max entity size in bytes:1073741824.',
  },
  entityDisabled: {
    condition: 'com.microsoft:entity-disabled',
    description: "The messaging entity 'entity' is currently disabled.",
  },
  operationCancelled: {
    condition: 'com.microsoft:operation-cancelled',
    description: 'The operation was canceled.',
  },
  internalError: {
    condition: 'amqp:internal-error',
    description: 'The service was unable to process the request; please retry the operation.',
  },
} as const satisfies Record<string, WireError>;

import { PublishError } from '../core/errors.ts';

/** What the operator can do about errors of the entity or the connection, by the SDK's codes. */
const advice: Readonly<Record<string, (entity: string, setting: string) => string>> = {
  MessagingEntityNotFound: (entity, setting) =>
    `There is no topic or queue '${entity}': create it or correct ${setting}.`,
  MessagingEntityDisabled: (entity) => `'${entity}' is disabled for sending: enable it.`,
  UnauthorizedAccess: (entity) =>
    `The identity may not send to '${entity}': grant it the role Azure Service Bus Data Sender there (a grant takes minutes).`,
  QuotaExceeded: (entity) => `'${entity}' is full: let its subscribers catch up or make it larger.`,
  ServiceCommunicationProblem: () =>
    'Service Bus cannot be reached: check the namespace, DNS and network rules.',
  ServiceTimeout: () => 'Service Bus did not answer in time.',
  ServiceBusy: () => 'Service Bus is busy.',
};

const identityErrors = ['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'];

/** Errors of one message. TypeErrors and RangeErrors come from the SDK's own checks of a message. */
const messageErrors = ['MessageSizeExceeded', 'TypeError', 'RangeError'];

/**
 * Translates what the SDK throws. After an error of one message the others are still sent. An unknown error counts as one of
 * its message, unless it looks like the network's: a message that cannot be sent must not hold up all others.
 *
 * @param setting the one that names the entity
 */
export function publishError(error: unknown, entity: string, setting = 'EVENT_ENTITY'): PublishError {
  const { name, code, message, retryable } = facts(error);
  if (name === 'TimeoutError')
    return new PublishError('entity', 'ServiceTimeout', 'Service Bus gave no answer to a send.', error);
  if (identityErrors.includes(name)) {
    const text = `No token for Service Bus: check that the managed identity is assigned and ServiceBus__clientId names it. ${message}`;
    return new PublishError('entity', 'TokenUnavailable', text, error);
  }
  const known = advice[code];
  if (known) return new PublishError('entity', code, `${known(entity, setting)} (${message})`, error);
  if (messageErrors.includes(code) || messageErrors.includes(name)) {
    return new PublishError('message', code || name, message, error);
  }
  if (retryable || networkError.test(`${name} ${code} ${message}`)) {
    const text = `Service Bus cannot be reached: check the namespace, DNS and network rules. (${message || name})`;
    return new PublishError('entity', 'ServiceCommunicationProblem', text, error);
  }
  return new PublishError('message', code || name, message, error);
}

/** Of a send that was broken off with its run, whatever the SDK makes of that. */
export function brokenOff(error: unknown): PublishError {
  const text = 'The run ran out of time, or was overtaken, before Service Bus answered.';
  return new PublishError('entity', 'DeadlineReached', text, error);
}

/** Where the service names the request, for its support, and says when that was: always behind its other words. */
const requestNames = /\s*\b(?:Reference|TrackingId|SystemTracker|Trace ID|Correlation ID|Timestamp):.*$/is;
/** Such as `(delivery-id:7, size:262279 bytes)`. */
const ofOneMessage = /\s*\(delivery-id:[^)]*\)/gi;

/** The same words for all that was refused alike: equal failures are one. */
function comparable(message: string): string {
  return message.replace(requestNames, '').replace(ofOneMessage, '');
}

/** The SDK passes a refused connection on as a GeneralError, or as an AggregateError without a message. */
const networkError =
  /\bE(CONN|NOTFOUND|AI_|HOST|NET|PIPE|TIMEDOUT)|AggregateError|NetworkingError|certificate/;

function facts(error: unknown): { name: string; code: string; message: string; retryable: boolean } {
  // After several attempts the SDK throws the errors of all of them: the last one says how things stand.
  if (error instanceof AggregateError && error.errors.length > 0) return facts(error.errors.at(-1));
  if (!(error instanceof Error))
    return { name: 'unexpected', code: '', message: comparable(String(error)), retryable: false };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const retryable = 'retryable' in error && error.retryable === true;
  return { name: error.name, code, message: comparable(error.message), retryable };
}

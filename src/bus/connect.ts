import type { TokenCredential } from '@azure/identity';
import type { ServiceBusClient } from '@azure/service-bus';

/** How Service Bus is reached: a connection string (emulators only), or a namespace with an identity. */
export type BusConnection =
  | { readonly kind: 'connectionString'; readonly value: string }
  | {
      readonly kind: 'identity';
      /** Such as `contoso.servicebus.windows.net`. */
      readonly fullyQualifiedNamespace: string;
      /** Client id of a user-assigned identity. */
      readonly clientId: string | undefined;
      /** Where the namespace is reached through an intermediary. */
      readonly customEndpointAddress: string | undefined;
    };

// What could not be sent within these bounds waits for the next poll.
const retryOptions = { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 5_000, timeoutInMs: 15_000 };
const loadClient = async () => (await import('./service-bus.ts')).ServiceBusClient;

/*
 * A connection that breaks while it is opened or closed has been seen to leave calls of the SDK without an end, and a poll with them. So
 * each has an end of ours, longer than all that the SDK tries: what was not acknowledged by then was not sent.
 */
export const longestSendMs = 90_000;
export const longestCloseMs = 10_000;

/**
 * A new client for each call; the credential is made at once, and its tokens are shared by all clients.
 *
 * @param credentialOf the credential of an identity, by its client id
 */
export function connectTo(
  connection: BusConnection,
  credentialOf: (clientId: string | undefined) => TokenCredential,
): () => Promise<ServiceBusClient> {
  if (connection.kind === 'connectionString')
    return async () => new (await loadClient())(connection.value, { retryOptions });
  const { fullyQualifiedNamespace, clientId, customEndpointAddress } = connection;
  const credential = credentialOf(clientId);
  return async () =>
    new (await loadClient())(fullyQualifiedNamespace, credential, {
      retryOptions,
      ...(customEndpointAddress !== undefined && { customEndpointAddress }),
    });
}

import type { TokenCredential } from '@azure/identity';
import type { ServiceBusClient, ServiceBusSender } from '@azure/service-bus';
import pTimeout from 'p-timeout';
import { PublishError } from '../core/errors.ts';
import type { EventPublisher, EventSender } from '../poll/ports.ts';
import { publishError } from './publish-error.ts';
import { toMessage } from './to-message.ts';

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

/**
 * Sends events to a topic or a queue. The SDK is loaded and a connection opened by the first event of a dispatch, so that
 * an idle poll and the HTTP functions pay for neither; the connection ends with the dispatch, since events are rare.
 *
 * @param credentialOf the credential of an identity, by its client id
 */
export function createPublisher(
  connection: BusConnection,
  credentialOf: (clientId: string | undefined) => TokenCredential,
  entity: string,
): EventPublisher {
  const createClient = connectTo(connection, credentialOf);
  return { open: () => createSender(createClient, entity) };
}

function createSender(createClient: () => Promise<ServiceBusClient>, entity: string): EventSender {
  let opened: Promise<{ client: ServiceBusClient; sender: ServiceBusSender }> | undefined;
  const open = async () => {
    const client = await createClient();
    return { client, sender: client.createSender(entity) };
  };
  return {
    async send(event, signal) {
      opened ??= open();
      const { sender } = await opened.catch((error: unknown) => {
        throw new PublishError(
          'entity',
          'NoConnection',
          `Service Bus cannot be used: ${String(error)}`,
          error,
        );
      });
      try {
        await pTimeout(sender.sendMessages(toMessage(event), { abortSignal: signal }), {
          milliseconds: longestSendMs,
          signal,
        });
      } catch (error) {
        throw publishError(error, entity);
      }
    },
    async close() {
      // If the connection could not be made, the send that wanted it has thrown.
      const made = await opened?.catch(() => undefined);
      if (made) await pTimeout(made.client.close(), { milliseconds: longestCloseMs });
    },
  };
}

/*
 * A connection that breaks while it is opened or closed has been seen to leave calls of the SDK without an end, and a poll with them. So
 * each has an end of ours, longer than all that the SDK tries: what was not acknowledged by then waits in the outbox.
 */
const longestSendMs = 90_000;
const longestCloseMs = 10_000;

// What could not be sent within these bounds waits in the outbox for the next poll.
const retryOptions = { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 5_000, timeoutInMs: 15_000 };
const loadClient = async () => (await import('./service-bus.ts')).ServiceBusClient;

/** A new client for each call; the credential is made at once, and its tokens are shared by all clients. */
function connectTo(
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

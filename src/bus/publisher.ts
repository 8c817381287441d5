import type { TokenCredential } from '@azure/identity';
import type { ServiceBusClient, ServiceBusSender } from '@azure/service-bus';
import { PublishError } from '../core/errors.ts';
import type { EventPublisher, EventSender } from '../poll/ports.ts';
import { publishError } from './publish-error.ts';
import { toMessage } from './to-message.ts';

/** How Service Bus is reached: a connection string (emulators only), or a namespace with a credential. */
export type BusConnection =
  | { readonly kind: 'connectionString'; readonly value: string }
  | {
      readonly kind: 'identity';
      /** Such as `contoso.servicebus.windows.net`. */
      readonly fullyQualifiedNamespace: string;
      /** Where the namespace is reached through an intermediary. */
      readonly customEndpointAddress: string | undefined;
      readonly credential: TokenCredential;
    };

/**
 * Sends events to a topic or a queue. The SDK is loaded and a connection opened by the first event of a dispatch, so that
 * an idle poll and the HTTP functions pay for neither; the connection ends with the dispatch, since events are rare.
 */
export function createPublisher(connection: BusConnection, entity: string): EventPublisher {
  return { open: () => createSender(connection, entity) };
}

function createSender(connection: BusConnection, entity: string): EventSender {
  let opened: Promise<{ client: ServiceBusClient; sender: ServiceBusSender }> | undefined;
  const open = async () => {
    const client = await createClient(connection);
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
        await sender.sendMessages(toMessage(event), { abortSignal: signal });
      } catch (error) {
        throw publishError(error, entity);
      }
    },
    async close() {
      // A connection that could not be made has been told by the send that wanted it.
      const made = await opened?.catch(() => undefined);
      await made?.client.close();
    },
  };
}

async function createClient(connection: BusConnection): Promise<ServiceBusClient> {
  const { ServiceBusClient } = await import('./service-bus.ts');
  // What could not be sent within these bounds waits in the outbox for the next poll.
  const retryOptions = { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 5_000, timeoutInMs: 15_000 };
  if (connection.kind === 'connectionString') return new ServiceBusClient(connection.value, { retryOptions });
  const { fullyQualifiedNamespace, credential, customEndpointAddress } = connection;
  return new ServiceBusClient(fullyQualifiedNamespace, credential, {
    retryOptions,
    ...(customEndpointAddress !== undefined && { customEndpointAddress }),
  });
}

import type { TokenCredential } from '@azure/identity';
import type { ServiceBusClient, ServiceBusSender } from '@azure/service-bus';
import pTimeout from 'p-timeout';
import { PublishError } from '../core/errors.ts';
import type { EventPublisher, EventSender } from '../poll/ports.ts';
import { type BusConnection, connectTo, longestCloseMs, longestSendMs } from './connect.ts';
import { brokenOff, publishError } from './publish-error.ts';
import { sendFirst } from './send-first.ts';
import { toMessage } from './to-message.ts';

/**
 * Sends events to a topic or a queue. The SDK is loaded and a connection opened by the first event of a run, so that an
 * idle poll and the HTTP functions pay for neither; the connection ends with the run, since events are rare.
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
    async send(events, signal) {
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
        return await pTimeout(sendFirst(sender, events.map(toMessage), signal), {
          milliseconds: longestSendMs,
          signal,
        });
      } catch (error) {
        throw signal.aborted ? brokenOff(error) : publishError(error, entity);
      }
    },
    async close() {
      // If the connection could not be made, the send that wanted it has thrown.
      const made = await opened?.catch(() => undefined);
      if (made) await pTimeout(made.client.close(), { milliseconds: longestCloseMs });
    },
  };
}

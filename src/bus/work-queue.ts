import type { TokenCredential } from '@azure/identity';
import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import pTimeout from 'p-timeout';
import type { Work } from '../core/tick.ts';
import type { WorkQueue } from '../poll/ports.ts';
import { type BusConnection, connectTo, longestCloseMs, longestSendMs } from './connect.ts';
import { publishError } from './publish-error.ts';
import { sendFirst } from './send-first.ts';

/**
 * The queue that holds a message for each tenant that is to be polled. Its connection ends with each call.
 *
 * @param credentialOf the credential of an identity, by its client id
 */
export function createWorkQueue(
  connection: BusConnection,
  credentialOf: (clientId: string | undefined) => TokenCredential,
  queue: string,
): WorkQueue {
  const createClient = connectTo(connection, credentialOf);
  return {
    async send(works, now) {
      const client = await createClient().catch((error: unknown) => {
        throw publishError(error, queue, 'WORK_QUEUE');
      });
      try {
        const messages = works.map((work) => toMessage(work, now));
        await pTimeout(sendAll(client.createSender(queue), messages), { milliseconds: longestSendMs });
      } catch (error) {
        throw publishError(error, queue, 'WORK_QUEUE');
      } finally {
        // What was accepted stays so, whatever becomes of the connection.
        await pTimeout(client.close(), { milliseconds: longestCloseMs }).catch(() => undefined);
      }
    },
  };
}

async function sendAll(sender: ServiceBusSender, messages: readonly ServiceBusMessage[]): Promise<void> {
  for (let sent = 0; sent < messages.length; ) sent += await sendFirst(sender, messages.slice(sent));
}

/**
 * The message is named after tenant and tick: the queue takes it once, however often a tick is tried. It is worth nothing once the next
 * tick has come, which sends another one.
 */
function toMessage({ tenantId, tick }: Work, now: string): ServiceBusMessage {
  return {
    body: { tenantId, tick: tick.at, next: tick.next },
    messageId: `${tenantId}/${tick.at}`,
    contentType: 'application/json',
    subject: 'poll',
    timeToLive: Math.max(1_000, Date.parse(tick.next) - Date.parse(now)),
  };
}

import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';

/**
 * Every tier takes batches of this size. A link of the Premium tier can name a limit of messages, up to 100 MB, that no batch may have.
 */
const mostBatchBytes = 192 * 1024;

/**
 * Sends the first of some messages, as many as fit a batch: Service Bus takes all of those or none. One alone goes without a batch.
 *
 * @returns how many were accepted: one at least, where there is one
 * @throws whatever the SDK throws
 */
export async function sendFirst(
  sender: ServiceBusSender,
  messages: readonly ServiceBusMessage[],
  abortSignal?: AbortSignal,
): Promise<number> {
  const [alone] = messages;
  if (!alone) return 0;
  const options = abortSignal && { abortSignal };
  if (messages.length > 1) {
    const batch = await sender.createMessageBatch({ ...options, maxSizeInBytes: mostBatchBytes });
    for (const message of messages) if (!batch.tryAddMessage(message)) break;
    if (batch.count > 1) {
      await sender.sendMessages(batch, options);
      return batch.count;
    }
  }
  await sender.sendMessages(alone, options);
  return 1;
}

import type { EventContext, Receiver } from 'rhea';
import type { Destination } from './entities.ts';
import { messageTooLarge, wireError } from './errors.ts';
import { publish } from './publish.ts';
import { readTransfer } from './transfer.ts';

/** The limit of the Standard tier, for a message and for a batch. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/** Takes what a client sends to a queue or topic. `dropConnection` cuts the client off without a word. */
export function receiveSends(
  receiver: Receiver,
  destination: Destination,
  clock: () => number,
  dropConnection: () => void,
): void {
  receiver.on('message', (context: EventContext) => {
    const { delivery } = context;
    if (delivery === undefined) return;
    try {
      destination.faults.beforeAccepting();
      const { messages, size } = readTransfer(context);
      if (size > MAX_MESSAGE_BYTES) throw messageTooLarge(size, MAX_MESSAGE_BYTES);
      publish(destination, messages, clock());
    } catch (error) {
      delivery.reject({ ...wireError(error) });
      return;
    }
    if (destination.faults.losesAcknowledgement()) dropConnection();
    else delivery.accept();
  });
}

import type { EventContext, Receiver } from 'rhea';
import { messageTooLarge, wireError } from '../errors.ts';
import type { Destination } from '../namespace.ts';
import { publish } from './publish.ts';
import { readTransfer } from './transfer.ts';

/** The limit of the Standard tier, for a message and for a batch. */
export const maxMessageBytes = 256 * 1024;

export interface SendingParts {
  readonly receiver: Receiver;
  readonly destination: Destination;
  readonly clock: () => number;
  /** False once the broker has closed the link: what comes after that is not answered. */
  readonly isOpen: () => boolean;
  /** Cuts the client off without a word. */
  readonly drop: () => void;
}

/** Takes what a client sends to a queue or topic. */
export function receiveSends({ receiver, destination, clock, isOpen, drop }: SendingParts): void {
  receiver.on('message', (context: EventContext) => {
    const { delivery } = context;
    if (delivery === undefined || !isOpen()) return;
    try {
      destination.faults.beforeAccepting();
      const { messages, size } = readTransfer(context);
      if (size > maxMessageBytes) throw messageTooLarge(size, maxMessageBytes);
      publish(destination, messages, clock());
    } catch (error) {
      delivery.reject({ ...wireError(error) });
      return;
    }
    if (destination.faults.losesAcknowledgement()) drop();
    else delivery.accept();
  });
}

import rhea, { type EventContext, type Message } from 'rhea';
import { notImplemented } from '../errors.ts';
import { dataSections } from '../wire-message.ts';

/** The message format that Service Bus gives a batch: one transfer whose data sections are encoded messages. */
const batchFormat = 0x80013700;

export interface Transfer {
  readonly messages: readonly Message[];
  /**
   * Bytes. rhea hands over a single message decoded, so its size is that of the same message encoded again: exact for what
   * rhea sent (the JavaScript client), close for others.
   */
  readonly size: number;
}

/** @throws BusRefusal for a message format that the broker does not know */
export function readTransfer({ message, delivery }: EventContext): Transfer {
  const received: unknown = message;
  if (Buffer.isBuffer(received)) {
    if (delivery?.format !== batchFormat) throw notImplemented(`message format ${delivery?.format}`);
    return { messages: dataSections(decodeMessage(received).body).map(decodeMessage), size: received.length };
  }
  if (message === undefined) return { messages: [], size: 0 };
  return { messages: [message], size: rhea.message.encode(message).length };
}

function decodeMessage(encoded: Buffer): Message {
  const decoded = rhea.message.decode(encoded);
  return { ...decoded, body: decoded.body };
}

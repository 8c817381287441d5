import rhea, { type Message } from 'rhea';
import type { QueuedMessage } from '../queue/queued-message.ts';

/** A stored message as a receiver gets it: what the sender wrote, and what the broker knows about it. */
export function outgoingMessage(message: QueuedMessage<Message>): Message {
  const { content, lock, properties, timeToLiveMs } = message;
  const changed = Object.keys(properties).length > 0;
  return {
    ...content,
    ...(timeToLiveMs !== undefined && { ttl: timeToLiveMs }),
    delivery_count: message.deliveryCount,
    message_annotations: {
      ...content.message_annotations,
      'x-opt-sequence-number': rhea.types.wrap_long(message.sequenceNumber),
      'x-opt-enqueued-time': new Date(message.enqueuedAt),
      ...(lock !== undefined && { 'x-opt-locked-until': new Date(lock.lease?.until ?? lock.until) }),
    },
    ...(changed && { application_properties: { ...content.application_properties, ...properties } }),
  };
}

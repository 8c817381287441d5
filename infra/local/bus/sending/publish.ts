import { randomUUID } from 'node:crypto';
import type { Message } from 'rhea';
import { notAllowed, notImplemented } from '../errors.ts';
import type { Destination } from '../namespace.ts';
import type { Envelope } from '../queue/queued-message.ts';
import { wireMessage } from '../wire-message.ts';
import { checkLimits } from './message-limits.ts';
import { checkPartitions } from './partitioning.ts';

/**
 * Takes the messages of one transfer, all or none, as the service does with a batch.
 * A message that no subscription's rules take is accepted and gone. A repeat within the duplicate detection window is accepted like any other message, but reaches no queue.
 * @throws BusRefusal
 */
export function publish(destination: Destination, messages: readonly Message[], now: number): void {
  const envelopes = messages.map(envelopeOf);
  checkPartitions(messages, destination);
  for (const { messageId, sessionId, content } of envelopes) {
    checkLimits(content, messageId);
    if (destination.requiresSession && sessionId === undefined) {
      throw notAllowed(
        'The SessionId was not set on a message, and it cannot be sent to the entity. Entities that have session support ' +
          'enabled can only receive messages that have the SessionId set to a valid value.',
      );
    }
    if (content.message_annotations?.['x-opt-scheduled-enqueue-time'] != null)
      throw notImplemented('scheduled messages');
  }
  for (const envelope of envelopes) {
    const { messageId, content } = envelope;
    const duplicate = messageId !== undefined && destination.duplicates?.isRepeat(messageId, now) === true;
    destination.accepted.push(wireMessage(content, duplicate, now));
    if (duplicate) continue;
    const stored = content.message_id === undefined ? { ...content, message_id: newMessageId() } : content;
    for (const { queue, rules } of destination.routes) {
      if (rules === undefined || rules.take(stored)) queue.enqueue({ ...envelope, content: stored }, now);
    }
  }
}

/** The id that the service gives a message that comes without one; the client's lock renewal rests on there being one. */
const newMessageId = (): string => randomUUID().replaceAll('-', '');

function envelopeOf(content: Message): Envelope<Message> {
  const { message_id: id, group_id: sessionId, ttl } = content;
  const messageId = Buffer.isBuffer(id) ? id.toString('hex') : id?.toString();
  return { messageId, sessionId, content, ...(ttl && { timeToLiveMs: ttl }) };
}

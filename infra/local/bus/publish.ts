import { randomUUID } from 'node:crypto';
import type { Message } from 'rhea';
import type { Destination } from './entities.ts';
import { notAllowed, notImplemented } from './errors.ts';
import type { Envelope } from './queue.ts';
import { wireMessage } from './wire-message.ts';

/**
 * Takes the messages of one transfer, all or none, as the service does with a batch.
 * A repeat within the duplicate detection window is accepted like any other message, but reaches no queue.
 * @throws Refusal
 */
export function publish(destination: Destination, messages: readonly Message[], now: number): void {
  const envelopes = messages.map(envelope);
  for (const { sessionId, content } of envelopes) {
    if (destination.requiresSession && sessionId === undefined) {
      throw notAllowed(
        'The SessionId was not set on a message, and it cannot be sent to the entity. Entities that have session support ' +
          'enabled can only receive messages that have the SessionId set to a valid value.',
      );
    }
    if (content.message_annotations?.['x-opt-scheduled-enqueue-time'] != null)
      throw notImplemented('scheduled messages');
  }
  for (const { messageId, sessionId, content } of envelopes) {
    const duplicate = messageId !== undefined && destination.duplicates?.isRepeat(messageId, now) === true;
    destination.accepted.push(wireMessage(content, duplicate));
    if (duplicate) continue;
    const stored = content.message_id === undefined ? { ...content, message_id: newMessageId() } : content;
    for (const queue of destination.queues) queue.enqueue({ messageId, sessionId, content: stored }, now);
  }
}

/** What the service gives a message that comes without an id; the client's lock renewal rests on there being one. */
const newMessageId = (): string => randomUUID().replaceAll('-', '');

function envelope(content: Message): Envelope<Message> {
  const { message_id: id, group_id: sessionId } = content;
  const messageId = Buffer.isBuffer(id) ? id.toString('hex') : id?.toString();
  return { messageId, sessionId, content };
}

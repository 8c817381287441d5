import rhea, { type Message } from 'rhea';
import { argumentError, notAllowed } from '../errors.ts';

/** Characters of a message id, and of a session id. */
const maxIdLength = 128;
/** The size of all application properties together. */
const maxPropertiesBytes = 64 * 1024;

/**
 * Refuses what the quotas of the service do not allow. The limits are documented, the AMQP conditions are not.
 * @throws BusRefusal
 */
export function checkLimits(message: Message, messageId: string | undefined): void {
  for (const [name, id] of [
    ['MessageId', messageId],
    ['SessionId', message.group_id],
  ] as const) {
    if (id !== undefined && id.length > maxIdLength)
      throw argumentError(`The length of the ${name} is over the limit of ${maxIdLength} characters.`);
  }
  if (message.application_properties === undefined) return;
  const { application_properties } = message;
  const size = rhea.message.encode({ body: null, application_properties }).length;
  if (size > maxPropertiesBytes)
    throw notAllowed(`The properties of the message (${size} bytes) exceed the limit of 64 KB.`);
}

import type { ServiceBusMessage } from '@azure/service-bus';
import type { ProvisioningEvent } from '../core/cloud-event.ts';

/** The message of an event. The body is a Buffer: the SDK would JSON-encode anything else, a string included. */
export function toMessage(event: ProvisioningEvent): ServiceBusMessage {
  return {
    body: Buffer.from(event.body),
    messageId: event.id,
    sessionId: event.sessionId,
    correlationId: event.correlationId,
    subject: event.type,
    contentType: event.contentType,
    applicationProperties: { ...event.applicationProperties },
  };
}

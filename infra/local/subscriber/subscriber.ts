/** The subscriber's process: the real client with a managed identity, as a consumer in Azure would run it. */
import { ManagedIdentityCredential } from '@azure/identity';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { endWithParent } from '../process/child.ts';
import type { FromSubscriber, SubscriberStart } from './received-message.ts';

endWithParent();

process.once('message', (start: SubscriberStart) => {
  const { fullyQualifiedNamespace, customEndpointAddress, topic, subscription } = start;
  const credential = new ManagedIdentityCredential();
  const client = new ServiceBusClient(fullyQualifiedNamespace, credential, {
    customEndpointAddress,
    // It waits for half a minute by itself, which is too long for someone who watches.
    retryOptions: { retryDelayInMs: 1000, maxRetryDelayInMs: 1000 },
  });
  client.createReceiver(topic, subscription).subscribe({
    async processMessage(message) {
      send({ type: 'message', message: received(message, subscription) });
    },
    async processError({ error }) {
      send({ type: 'problem', text: error.message });
    },
  });
  send({ type: 'ready' });
});

function received(message: ServiceBusReceivedMessage, subscription: string) {
  const { messageId, sessionId, subject, correlationId, contentType, applicationProperties, body } = message;
  return {
    at: new Date().toISOString(),
    subscription,
    messageId: String(messageId),
    sessionId,
    subject,
    correlationId: correlationId === undefined ? undefined : String(correlationId),
    contentType,
    applicationProperties: { ...applicationProperties },
    body: body as unknown,
    deliveryCount: message.deliveryCount ?? 0,
  };
}

function send(message: FromSubscriber): void {
  process.send?.(message);
}

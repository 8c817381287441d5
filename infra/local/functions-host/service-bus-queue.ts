import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { isTransient } from './error-code.ts';
import { connect, type ServiceBusConnection } from './service-bus-connection.ts';

type Message = ServiceBusReceivedMessage;

/** A queue of Service Bus as the host receives from it, in peek-lock, by the real client. */
export interface ServiceBusQueue {
  readonly namespace: string;
  /**
   * Hands over messages from now on, their bodies as they are. Who takes one resolves when another may come; so many more are fetched
   * before. Returns the way to stop.
   */
  receive(
    take: (message: Message) => Promise<void>,
    onError: (error: Error) => void,
    prefetchCount: number,
  ): () => Promise<void>;
  /** The new end of the lock. */
  renew(message: Message): Promise<Date>;
  complete(message: Message): Promise<void>;
  abandon(message: Message): Promise<void>;
  close(): Promise<void>;
}

/** How long a link may take to settle a message. */
const settlingMs = 3_000;

export async function openQueue(
  connection: ServiceBusConnection,
  queueName: string,
): Promise<ServiceBusQueue> {
  const client = await connect(connection, { maxRetries: 0, timeoutInMs: settlingMs });
  const other = await connect(connection);
  // The locks of messages that are fetched ahead are nobody's to renew, and the client would renew them all.
  const receiver = client.createReceiver(queueName, {
    skipParsingBodyAsJson: true,
    maxAutoLockRenewalDurationInMs: 0,
  });
  const stranger = other.createReceiver(queueName);

  /**
   * On the link that brought the message; where that fails, by the lock token. After an outage the client has renewed the link, and waits in
   * vain for an answer on the old one: only another client knows nothing of it. Settled by token, the deliveries of a link would never end,
   * of which it has room for 2,048.
   */
  const settle = async (how: 'completeMessage' | 'abandonMessage', message: Message) => {
    try {
      await receiver[how](message);
    } catch (error) {
      if (!isTransient(error)) throw error;
      await stranger[how](message);
    }
  };

  return {
    namespace: client.fullyQualifiedNamespace,
    receive(take, onError, prefetchCount) {
      const subscription = receiver.subscribe(
        { processMessage: take, processError: async ({ error }) => onError(error) },
        { autoCompleteMessages: false, maxConcurrentCalls: 1 + prefetchCount },
      );
      return () => subscription.close();
    },
    renew: (message) => stranger.renewMessageLock(message),
    complete: (message) => settle('completeMessage', message),
    abandon: (message) => settle('abandonMessage', message),
    close: async () => void (await Promise.all([client.close(), other.close()])),
  };
}

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

export async function openQueue(
  connection: ServiceBusConnection,
  queueName: string,
): Promise<ServiceBusQueue> {
  const client = await connect(connection);
  // The locks of messages that are fetched ahead are nobody's to renew, and the client would renew them all.
  const receiver = client.createReceiver(queueName, {
    skipParsingBodyAsJson: true,
    maxAutoLockRenewalDurationInMs: 0,
  });
  /** How often the client has opened its link; and the link, so numbered, that brought a message. */
  let links = 0;
  const linkOf = new WeakMap<Message, number>();

  /**
   * On the link that brought the message, or by its lock token where that link is gone. The client itself would take the link's successor
   * for it after an outage, and wait in vain for an answer to a delivery that this one never made.
   */
  const settle = async (how: 'completeMessage' | 'abandonMessage', message: Message) => {
    if (linkOf.get(message) !== links) return receiver[how](withoutLink(message));
    try {
      await receiver[how](message);
    } catch (error) {
      if (!isTransient(error)) throw error;
      await receiver[how](withoutLink(message));
    }
  };

  return {
    namespace: client.fullyQualifiedNamespace,
    receive(take, onError, prefetchCount) {
      const handlers = {
        async processMessage(message: Message) {
          linkOf.set(message, links);
          await take(message);
        },
        processError: async ({ error }: { readonly error: Error }) => onError(error),
        // Not among the published handlers of 7.9.
        async postInitialize() {
          links += 1;
        },
      };
      const options = { autoCompleteMessages: false, maxConcurrentCalls: 1 + prefetchCount };
      const subscription = receiver.subscribe(handlers, options);
      return () => subscription.close();
    },
    renew: (message) => receiver.renewMessageLock(message),
    complete: (message) => settle('completeMessage', message),
    abandon: (message) => settle('abandonMessage', message),
    close: () => client.close(),
  };
}

/** The same message to a client that keeps the link in `delivery`, as 7.9 does, and goes by the lock token where there is none. */
function withoutLink(message: Message): Message {
  const { lockToken } = message;
  return Object.assign({ ...message, ...(lockToken !== undefined && { lockToken }) }, { delivery: {} });
}

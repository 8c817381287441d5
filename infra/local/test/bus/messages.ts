import type {
  ServiceBusClient,
  ServiceBusMessage,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
  ServiceBusSender,
} from '@azure/service-bus';

/** A message by the sections of AMQP, which the client sends without a look at its ids and keys. */
export const annotated = (
  sections: Partial<Extract<Sent, { readonly bodyType?: string; readonly properties?: object }>>,
) => ({ body: Buffer.from('x'), bodyType: 'data' as const, ...sections });
type Sent = Parameters<ServiceBusSender['sendMessages']>[0];

export const send = (on: ServiceBusClient, entity: string, ...messages: ServiceBusMessage[]) =>
  Promise.all(messages.map((message) => on.createSender(entity).sendMessages(message)));

export const text = ({ body }: ServiceBusReceivedMessage) => String(body);
export const message = (body: string, more: Partial<ServiceBusMessage> = {}): ServiceBusMessage => ({
  body: Buffer.from(body),
  ...more,
});

/** Receives and completes so many messages, and one more if there is one. */
export async function take(receiver: ServiceBusReceiver, count: number): Promise<string[]> {
  const texts: string[] = [];
  while (texts.length < count) {
    const messages = await receiver.receiveMessages(count - texts.length, { maxWaitTimeInMs: 5_000 });
    if (messages.length === 0) throw new Error(`Only ${texts.length} of ${count} messages came: ${texts}`);
    for (const each of messages) await receiver.completeMessage(each);
    texts.push(...messages.map(text));
  }
  const more = await receiver.receiveMessages(1, { maxWaitTimeInMs: 50 });
  return [...texts, ...more.map(text)];
}

export async function one(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [received] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 2_000 });
  if (received === undefined) throw new Error('No message came.');
  return received;
}

/** Subscribes with one receiver or several, and hands out what comes as it is asked for. */
export function inbox(...receivers: ServiceBusReceiver[]) {
  const arrived: ServiceBusReceivedMessage[] = [];
  const errors: Error[] = [];
  let wake = () => {};
  for (const receiver of receivers) {
    receiver.subscribe({
      processMessage: async (each) => {
        arrived.push(each);
        wake();
      },
      processError: async ({ error }) => {
        errors.push(error);
        wake();
      },
    });
  }
  const until = async (done: () => boolean) => {
    while (!done()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    /** Those that were told so far. */
    errors,
    texts: async (count: number) => {
      await until(() => arrived.length >= count);
      return arrived.map(text);
    },
    /** The first that is told, or a later one. */
    error: async (count = 1) => {
      await until(() => errors.length >= count);
      return errors[count - 1];
    },
  };
}

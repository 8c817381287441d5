import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { type ReceivedEvent, readEvent, UnreadableEventError } from './read-event.ts';
import type { Outcome, Work } from './work.ts';

const longestDelayMs = 30_000;

type Settling = Pick<ServiceBusReceiver, 'completeMessage' | 'abandonMessage' | 'deadLetterMessage'>;

/**
 * Reads, handles, remembers and settles one message, in this order: a crash between two of these steps gives the message again,
 * and what was remembered is not handled again.
 * @throws what settling throws, such as a lock that was lost: the message comes again
 */
export async function processMessage(
  receiver: Settling,
  message: ServiceBusReceivedMessage,
  work: Work,
): Promise<void> {
  const report = (line: Outcome, why?: string) =>
    work.report({
      line,
      messageId: String(message.messageId),
      session: message.sessionId ?? '',
      ...(why !== undefined && { why }),
    });
  try {
    const outcome = await handleOnce(readEvent(message.body), work);
    await receiver.completeMessage(message);
    report(outcome);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof UnreadableEventError) {
      await receiver.deadLetterMessage(message, {
        deadLetterReason: 'UnreadableEvent',
        deadLetterErrorDescription: why,
      });
      report('unreadable', why);
      return;
    }
    report('failed', why);
    // A message that is given back comes again at once, and its largest delivery count is soon used up.
    const wait = Math.min(work.retryDelayMs * 2 ** (message.deliveryCount ?? 0), longestDelayMs);
    await delay(wait, undefined, { signal: work.stopping }).catch(() => {});
    await receiver.abandonMessage(message);
  }
}

async function handleOnce(event: ReceivedEvent, { handled, handlers }: Work): Promise<Outcome> {
  if (await handled.has(event)) return 'repeat';
  const handle = handlers.get(event.type);
  if (handle === undefined) return 'unknownType';
  await handle(event);
  await handled.add(event);
  return 'handled';
}

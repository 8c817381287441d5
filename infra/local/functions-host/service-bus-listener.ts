import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { codeOf, isTransient } from './error-code.ts';
import type { ServiceBusFunctionInfo } from './function-info.ts';
import type { ServiceBusOptions } from './host-json.ts';
import { keepLocked } from './lock-renewal.ts';
import { type MessageInput, messageInput } from './message-input.ts';
import { errorText, type LogRecord } from './messages.ts';
import type { ServiceBusConnection } from './service-bus-connection.ts';
import { openQueue } from './service-bus-queue.ts';

export interface ServiceBusListener {
  /** No message is received after this. Resolves when those that are worked on have been settled. */
  stop(): Promise<void>;
}

export interface ListenerParts {
  readonly info: ServiceBusFunctionInfo;
  readonly connection: ServiceBusConnection;
  readonly options: ServiceBusOptions;
  /** Runs the function. */
  readonly call: (input: MessageInput) => Promise<unknown>;
  readonly emit: (record: Omit<LogRecord, 'time'>) => void;
}

/** Where in the work on a message something went wrong, as the platform names it. */
type Action = 'Receive' | 'RenewLock' | 'ProcessMessageCallback' | 'Complete' | 'Abandon';

const category = 'Microsoft.Azure.WebJobs.ServiceBus.Listeners.ServiceBusListener';

/**
 * Receives the messages of a queue as the platform's listener does: a call that returns completes its message, one that throws abandons
 * it. A lock that is lost meanwhile does not end the call; its message is then neither completed nor abandoned.
 */
export async function startListener({
  info,
  connection,
  options,
  call,
  emit,
}: ListenerParts): Promise<ServiceBusListener> {
  const { queueName } = info.trigger;
  const autoComplete = info.trigger.autoCompleteMessages ?? options.autoCompleteMessages;
  const queue = await openQueue(connection, queueName);

  const report = (action: Action, error: unknown) => {
    emit({
      level: isTransient(error) ? 'information' : 'error',
      category,
      message: `Message processing error (Action=${action}, EntityPath=${queueName}, Endpoint=${queue.namespace})`,
      error: [codeOf(error), errorText(error)].filter(Boolean).join(': '),
    });
  };

  const workOn = async (message: ServiceBusReceivedMessage) => {
    const lock = { until: message.lockedUntilUtc ?? new Date(), renew: () => queue.renew(message) };
    const stopRenewing = keepLocked(lock, options.maxAutoLockRenewalDuration, (error) =>
      report('RenewLock', error),
    );
    let action: Action = 'ProcessMessageCallback';
    try {
      await call(messageInput(message));
      action = 'Complete';
      if (autoComplete) await queue.complete(message);
    } catch (error) {
      report(action, error);
      if (codeOf(error) !== 'MessageLockLost')
        await queue.abandon(message).catch((cause) => report('Abandon', cause));
    } finally {
      stopRenewing();
    }
  };

  const running = new Set<Promise<void>>();
  const room = async () => {
    while (running.size >= options.maxConcurrentCalls) await Promise.race(running);
  };
  const take = async (message: ServiceBusReceivedMessage) => {
    await room();
    const work = workOn(message).finally(() => running.delete(work));
    running.add(work);
    await room();
  };
  let isStopping = false;
  const onReceiveError = (error: unknown) => {
    // To be stopped before it has begun is an error to the receiver of the SDK.
    if (!isStopping) report('Receive', error);
  };
  const stopReceiving = queue.receive(take, onReceiveError, options.prefetchCount);

  return {
    async stop() {
      isStopping = true;
      await stopReceiving();
      await Promise.all(running);
      await queue.close();
    },
  };
}

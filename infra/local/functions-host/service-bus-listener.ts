import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { ServiceBusFunctionInfo } from './function-info.ts';
import type { ServiceBusOptions } from './host-json.ts';
import { keepLocked } from './lock-renewal.ts';
import { type MessageInput, messageInput } from './message-input.ts';
import { errorText, type LogRecord } from './messages.ts';
import { connect, type ServiceBusConnection } from './service-bus-connection.ts';

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
 * Receives the messages of a queue as the platform's listener does, in peek-lock: a call that returns completes its message, one that
 * throws abandons it. A lock that is lost meanwhile does not end the call; its message is then neither completed nor abandoned.
 */
export async function startListener(parts: ListenerParts): Promise<ServiceBusListener> {
  const { queueName } = parts.info.trigger;
  const { maxConcurrentCalls, prefetchCount } = parts.options;
  const client = await connect(parts.connection);
  // A client of its own has to settle by lock token. The one that received waits in vain for an answer when its link was renewed meanwhile.
  const settling = await connect(parts.connection);
  const settler = settling.createReceiver(queueName);
  const receiver = client.createReceiver(queueName, {
    skipParsingBodyAsJson: true,
    maxAutoLockRenewalDurationInMs: 0,
  });
  const report = (action: Action, error: unknown) => {
    parts.emit({
      level: isTransient(error) ? 'information' : 'error',
      category,
      message: `Message processing error (Action=${action}, EntityPath=${queueName}, Endpoint=${client.fullyQualifiedNamespace})`,
      error: [codeOf(error), errorText(error)].filter(Boolean).join(': '),
    });
  };

  const calls = new Set<Promise<void>>();
  const room = async () => {
    while (calls.size >= maxConcurrentCalls) await Promise.race(calls);
  };
  const subscription = receiver.subscribe(
    {
      async processMessage(message) {
        await room();
        const call = handle(settler, message, parts, report).finally(() => calls.delete(call));
        calls.add(call);
        // The client asks for another message when this returns.
        await room();
      },
      async processError({ error }) {
        report('Receive', error);
      },
    },
    { autoCompleteMessages: false, maxConcurrentCalls: 1 + prefetchCount },
  );

  return {
    async stop() {
      await subscription.close();
      await Promise.all(calls);
      await Promise.all([client.close(), settling.close()]);
    },
  };
}

async function handle(
  settler: ServiceBusReceiver,
  message: ServiceBusReceivedMessage,
  { info, options, call }: ListenerParts,
  report: (action: Action, error: unknown) => void,
): Promise<void> {
  const lock = {
    until: message.lockedUntilUtc ?? new Date(),
    renew: () => settler.renewMessageLock(message),
  };
  const stopRenewing = keepLocked(lock, options.maxAutoLockRenewalDuration, (error) =>
    report('RenewLock', error),
  );
  let action: Action = 'ProcessMessageCallback';
  try {
    await call(messageInput(message));
    action = 'Complete';
    if (info.trigger.autoCompleteMessages ?? options.autoCompleteMessages)
      await settler.completeMessage(message);
  } catch (error) {
    report(action, error);
    if (codeOf(error) !== 'MessageLockLost')
      await settler.abandonMessage(message).catch((cause) => report('Abandon', cause));
  } finally {
    stopRenewing();
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Of a service that is away or busy, and will be back. */
function isTransient(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}

import type { TriggerBody } from './run-notice.ts';
import type { Call } from './workflow/perform-action.ts';

/** A message on a subscription without sessions. */
export interface QueuedMessage {
  readonly body: string;
  readonly sessionId: string;
  deliveryCount: number;
  /** Nobody gets it before; its lock then. */
  lockedUntil: number;
  deadLetterReason?: string;
}

const lockMs = 5 * 60_000;

/** A subscription as Service Bus keeps one, as far as the consumers settle messages; its clock is turned by hand. */
export class Subscription {
  now: number;
  readonly waiting: QueuedMessage[] = [];
  readonly deadLetters: QueuedMessage[] = [];
  readonly maxDeliveryCount: number;

  constructor(now: Date, maxDeliveryCount: number) {
    this.now = now.getTime();
    this.maxDeliveryCount = maxDeliveryCount;
  }

  send(body: string, sessionId: string): void {
    this.waiting.push({ body, sessionId, deliveryCount: 0, lockedUntil: 0 });
  }

  /** Locks the first message that nobody has. */
  receive(): QueuedMessage | undefined {
    const message = this.waiting.find(({ lockedUntil }) => lockedUntil <= this.now);
    if (!message) return undefined;
    message.deliveryCount += 1;
    if (message.deliveryCount > this.maxDeliveryCount) {
      this.#deadLetter(message, 'MaxDeliveryCountExceeded');
      return this.receive();
    }
    message.lockedUntil = this.now + lockMs;
    return message;
  }

  /** @returns undefined where the call settles nothing */
  settle(message: QueuedMessage, call: Call): { readonly status: number } | undefined {
    const verb = /\/messages\/(complete|abandon|deadletter)$/.exec(call.uri)?.[1];
    if (verb === undefined) return undefined;
    if (verb === 'abandon') message.lockedUntil = 0;
    if (verb === 'complete') this.#remove(message);
    if (verb === 'deadletter') this.#deadLetter(message, call.queries.deadLetterReason ?? '');
    return { status: 200 };
  }

  #deadLetter(message: QueuedMessage, reason: string): void {
    this.#remove(message);
    this.deadLetters.push({ ...message, deadLetterReason: reason });
  }

  #remove(message: QueuedMessage): void {
    this.waiting.splice(this.waiting.indexOf(message), 1);
  }
}

/** As the Service Bus connector hands a message of a session to a workflow. */
export function triggerBodyOf({ body, sessionId }: QueuedMessage): TriggerBody {
  return {
    ContentData: Buffer.from(body).toString('base64'),
    ContentType: 'application/cloudevents+json; charset=utf-8',
    LockToken: 'lock-1',
    SessionId: sessionId,
  };
}

import type { Message } from 'rhea';
import { DuplicateWindow } from './duplicate-window.ts';
import { Faults } from './faults.ts';
import { Queue, type QueueSettings } from './queue.ts';
import type { WireMessage } from './wire-message.ts';

export interface DuplicateDetectionOptions {
  readonly requiresDuplicateDetection?: boolean;
  /** Ten minutes when nothing is said, as in the service. */
  readonly duplicateDetectionWindowMs?: number;
}

export interface SubscriptionOptions {
  readonly requiresSession?: boolean;
  /** Failed deliveries after which a message is dead-lettered; 10 when nothing is said, as in the service. */
  readonly maxDeliveryCount?: number;
}

export type QueueOptions = SubscriptionOptions & DuplicateDetectionOptions;

export interface TopicOptions extends DuplicateDetectionOptions {
  readonly subscriptions: Readonly<Record<string, SubscriptionOptions>>;
}

/** What a namespace holds, each by its name. */
export interface BusEntities {
  readonly queues?: Readonly<Record<string, QueueOptions>>;
  readonly topics?: Readonly<Record<string, TopicOptions>>;
}

export type BusQueue = Queue<Message>;

/** What can be sent to: a queue, or a topic with the queues of its subscriptions. */
export interface Destination {
  readonly path: string;
  readonly queues: readonly BusQueue[];
  /** A queue refuses a message that lacks a session id; a topic lets its subscriptions see to that. */
  readonly requiresSession: boolean;
  readonly duplicates: DuplicateWindow | undefined;
  readonly faults: Faults;
  /** All messages that were acknowledged to senders, oldest first. */
  readonly accepted: WireMessage[];
}

/** Finds entities by path. As in the service, upper and lower case are the same. */
export interface Namespace {
  destination(path: string): Destination | undefined;
  queue(path: string): BusQueue | undefined;
  queues(): Iterable<BusQueue>;
}

export function buildNamespace({ queues = {}, topics = {} }: BusEntities): Namespace {
  const destinations = new Map<string, Destination>();
  const allQueues = new Map<string, BusQueue>();

  const addQueue = (path: string, options: SubscriptionOptions): BusQueue => {
    const never: QueueSettings = { requiresSession: false, maxDeliveryCount: Number.POSITIVE_INFINITY };
    const deadLetters = new Queue<Message>(`${path}/$DeadLetterQueue`, never, undefined);
    const { requiresSession = false, maxDeliveryCount = 10 } = options;
    const queue = new Queue<Message>(path, { requiresSession, maxDeliveryCount }, deadLetters);
    for (const added of [queue, deadLetters]) allQueues.set(added.path.toLowerCase(), added);
    return queue;
  };
  const addDestination = (
    path: string,
    options: DuplicateDetectionOptions,
    its: readonly BusQueue[],
    session: boolean,
  ) =>
    destinations.set(path.toLowerCase(), {
      path,
      queues: its,
      requiresSession: session,
      duplicates: duplicateWindow(options),
      faults: new Faults(),
      accepted: [],
    });

  for (const [name, options] of Object.entries(queues)) {
    addDestination(name, options, [addQueue(name, options)], options.requiresSession ?? false);
  }
  for (const [name, options] of Object.entries(topics)) {
    const subscriptions = Object.entries(options.subscriptions).map(([subscription, its]) =>
      addQueue(`${name}/Subscriptions/${subscription}`, its),
    );
    addDestination(name, options, subscriptions, false);
  }
  return {
    destination: (path) => destinations.get(path.toLowerCase()),
    queue: (path) => allQueues.get(path.toLowerCase()),
    queues: () => allQueues.values(),
  };
}

function duplicateWindow(options: DuplicateDetectionOptions): DuplicateWindow | undefined {
  if (options.requiresDuplicateDetection !== true) return undefined;
  return new DuplicateWindow(options.duplicateDetectionWindowMs ?? 10 * 60_000);
}

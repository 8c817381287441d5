import type { Message } from 'rhea';
import type {
  BusEntities,
  EntityStatus,
  QueueOptions,
  SubscriptionOptions,
  TopicOptions,
} from './entities.ts';
import { Queue } from './queue/queue.ts';
import { Rules } from './rules/rules.ts';
import { DuplicateWindow } from './sending/duplicate-window.ts';
import { SendFaults } from './sending/faults.ts';
import type { WireMessage } from './wire-message.ts';

export type BusQueue = Queue<Message>;

/** Where a message goes: the queue itself, or those of the topic's subscriptions whose rules take it. */
interface Route {
  readonly queue: BusQueue;
  /** Undefined takes everything. */
  readonly rules: Rules | undefined;
}

/** A place to send to: a queue, or a topic with the queues of its subscriptions. */
export interface Destination {
  readonly path: string;
  readonly routes: readonly Route[];
  /** A queue refuses a message that lacks a session id; a topic lets its subscriptions see to that. */
  readonly requiresSession: boolean;
  readonly partitioned: boolean;
  readonly duplicates: DuplicateWindow | undefined;
  readonly faults: SendFaults;
  /** All messages that were acknowledged to senders, oldest first. */
  readonly accepted: WireMessage[];
}

/** Finds entities by path. As in the service, upper and lower case are the same. */
export interface Namespace {
  destination(path: string): Destination | undefined;
  queue(path: string): BusQueue | undefined;
  /** Finds the rules of a subscription. */
  rules(path: string): Rules | undefined;
  queues(): Iterable<BusQueue>;
  /** Of a queue, topic or subscription. A dead-letter queue is as its queue is. */
  status(path: string): EntityStatus;
  /** @throws when there is no queue, topic or subscription of that path */
  setStatus(path: string, status: EntityStatus): void;
}

/** @throws BusRefusal for a rule that the broker does not know */
export function buildNamespace({ queues = {}, topics = {} }: BusEntities): Namespace {
  const destinations = new Map<string, Destination>();
  const allQueues = new Map<string, BusQueue>();
  const allRules = new Map<string, Rules>();
  const statuses = new Map<string, EntityStatus>();

  const addQueue = (path: string, options: SubscriptionOptions, topic?: TopicOptions): BusQueue => {
    const queue = buildQueue(path, options, topic);
    for (const added of [queue, queue.deadLetters ?? queue]) allQueues.set(added.path.toLowerCase(), added);
    statuses.set(path.toLowerCase(), options.status ?? 'Active');
    return queue;
  };
  const addDestination = (
    path: string,
    options: QueueOptions | TopicOptions,
    routes: readonly Route[],
    requiresSession: boolean,
  ): void => {
    statuses.set(path.toLowerCase(), options.status ?? 'Active');
    destinations.set(path.toLowerCase(), {
      path,
      routes,
      requiresSession,
      partitioned: options.enablePartitioning ?? false,
      duplicates: options.requiresDuplicateDetection
        ? new DuplicateWindow(options.duplicateDetectionWindowMs ?? 10 * 60_000)
        : undefined,
      faults: new SendFaults(),
      accepted: [],
    });
  };

  for (const [name, options] of Object.entries(queues)) {
    const route = { queue: addQueue(name, options), rules: undefined };
    addDestination(name, options, [route], options.requiresSession ?? false);
  }
  for (const [name, options] of Object.entries(topics)) {
    const routes = Object.entries(options.subscriptions).map(([subscription, its]) => {
      const path = `${name}/Subscriptions/${subscription}`;
      const rules = new Rules(path, its.rules);
      allRules.set(path.toLowerCase(), rules);
      return { queue: addQueue(path, its, options), rules };
    });
    addDestination(name, options, routes, false);
  }
  return {
    destination: (path) => destinations.get(path.toLowerCase()),
    queue: (path) => allQueues.get(path.toLowerCase()),
    rules: (path) => allRules.get(path.toLowerCase()),
    queues: () => allQueues.values(),
    status: (path) => statuses.get(path.toLowerCase().replace(/\/\$deadletterqueue$/, '')) ?? 'Active',
    setStatus: (path, status) => {
      if (!statuses.has(path.toLowerCase())) throw new Error(`The bus has no entity '${path}'.`);
      statuses.set(path.toLowerCase(), status);
    },
  };
}

/** A queue or subscription with its dead-letter queue. */
function buildQueue(path: string, options: SubscriptionOptions, topic?: TopicOptions): BusQueue {
  const lives = [options.defaultMessageTimeToLiveMs, topic?.defaultMessageTimeToLiveMs];
  const known = lives.filter((life) => life !== undefined);
  const { lockDurationMs = 60_000 } = options;
  const deadLetters = new Queue<Message>(
    `${path}/$DeadLetterQueue`,
    {
      requiresSession: false,
      lockDurationMs,
      maxDeliveryCount: Number.POSITIVE_INFINITY,
      defaultTimeToLiveMs: undefined,
      deadLetterExpired: false,
    },
    undefined,
  );
  const settings = {
    requiresSession: options.requiresSession ?? false,
    lockDurationMs,
    maxDeliveryCount: options.maxDeliveryCount ?? 10,
    defaultTimeToLiveMs: known.length === 0 ? undefined : Math.min(...known),
    deadLetterExpired: options.deadLetteringOnMessageExpiration ?? false,
  };
  return new Queue<Message>(path, settings, deadLetters);
}

import type { RuleFilter } from './rules/rule-filter.ts';

/** `SendDisabled` and `ReceiveDisabled` close one direction, `Disabled` both. */
export type EntityStatus = 'Active' | 'Disabled' | 'SendDisabled' | 'ReceiveDisabled';

interface ExpiryOptions {
  /** The most that any message is given; the smaller of this and the message's own counts. A message never expires when nothing is said. */
  readonly defaultMessageTimeToLiveMs?: number;
}

interface ReceivingOptions extends ExpiryOptions {
  readonly requiresSession?: boolean;
  /** How long a message, or a session, is locked for its receiver; a minute when nothing is said, as in the service. */
  readonly lockDurationMs?: number;
  /** Failed deliveries after which a message is dead-lettered; 10 when nothing is said, as in the service. */
  readonly maxDeliveryCount?: number;
  /** Whether a message whose time is over goes to the dead-letter queue; otherwise it is gone. */
  readonly deadLetteringOnMessageExpiration?: boolean;
  readonly status?: EntityStatus;
}

interface SendingOptions extends ExpiryOptions {
  readonly requiresDuplicateDetection?: boolean;
  /** Ten minutes when nothing is said, as in the service. */
  readonly duplicateDetectionWindowMs?: number;
  /** The order within a partition is not played, only what a partitioned entity refuses. */
  readonly enablePartitioning?: boolean;
  readonly status?: EntityStatus;
}

export interface SubscriptionOptions extends ReceivingOptions {
  /** By name. With none given there is the one that takes everything; with an empty object there is none. */
  readonly rules?: Readonly<Record<string, RuleFilter>>;
}

export type QueueOptions = ReceivingOptions & SendingOptions;

export interface TopicOptions extends SendingOptions {
  readonly subscriptions: Readonly<Record<string, SubscriptionOptions>>;
}

/** The queues and topics of a namespace, each by its name. */
export interface BusEntities {
  readonly queues?: Readonly<Record<string, QueueOptions>>;
  readonly topics?: Readonly<Record<string, TopicOptions>>;
}

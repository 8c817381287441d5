import type { SessionLease } from './session-locks.ts';

/** A message as a queue sees it: what it goes by, and something that it only passes on. */
export interface Envelope<C> {
  readonly messageId: string | undefined;
  readonly sessionId: string | undefined;
  /** Milliseconds that the sender gives the message; undefined: it never expires. */
  readonly timeToLiveMs?: number;
  readonly content: C;
}

interface MessageLock {
  /** A UUID. */
  readonly token: string;
  until: number;
  /** In a session the lock lives as long as the lease. */
  readonly lease: SessionLease | undefined;
}

/** Application properties that abandoning or dead-lettering adds. */
export type AddedProperties = Readonly<Record<string, unknown>>;

export interface QueuedMessage<C> extends Envelope<C> {
  readonly sequenceNumber: number;
  readonly enqueuedAt: number;
  /** Milliseconds since the epoch; undefined is never. */
  readonly expiresAt: number | undefined;
  /** Deliveries that failed before this one: abandoned, or the lock expired. */
  deliveryCount: number;
  properties: AddedProperties;
  lock: MessageLock | undefined;
}

import { randomUUID } from 'node:crypto';
import type { AddedProperties, Envelope, QueuedMessage } from './queued-message.ts';
import type { SessionLease } from './session-locks.ts';

/** The messages of one queue, in their order, and which of them are locked. Expiry and failed deliveries are the queue's business. */
export class StoredMessages<C> {
  /** By sequence number, which is also the order of insertion. */
  readonly #messages = new Map<number, QueuedMessage<C>>();
  readonly #locked = new Map<string, QueuedMessage<C>>();
  /** Those that expire at some time. */
  readonly #mortal = new Set<QueuedMessage<C>>();
  #lastSequenceNumber = 0;

  add(
    { messageId, sessionId, content, timeToLiveMs }: Envelope<C>,
    enqueuedAt: number,
    properties: AddedProperties,
  ): void {
    const sequenceNumber = ++this.#lastSequenceNumber;
    const message: QueuedMessage<C> = {
      messageId,
      sessionId,
      content,
      ...(timeToLiveMs !== undefined && { timeToLiveMs }),
      sequenceNumber,
      enqueuedAt,
      expiresAt: timeToLiveMs === undefined ? undefined : enqueuedAt + timeToLiveMs,
      deliveryCount: 0,
      properties,
      lock: undefined,
    };
    this.#messages.set(sequenceNumber, message);
    if (message.expiresAt !== undefined) this.#mortal.add(message);
  }

  all(): readonly QueuedMessage<C>[] {
    return [...this.#messages.values()];
  }

  /** The oldest that nobody has locked, of one session where one is named. */
  firstFree(sessionId: string | undefined): QueuedMessage<C> | undefined {
    for (const message of this.#messages.values()) {
      if (message.lock === undefined && (sessionId === undefined || message.sessionId === sessionId))
        return message;
    }
    return undefined;
  }

  lock(message: QueuedMessage<C>, until: number, lease: SessionLease | undefined): void {
    message.lock = { token: randomUUID(), until, lease };
    this.#locked.set(message.lock.token, message);
  }

  unlock(message: QueuedMessage<C>): void {
    if (message.lock !== undefined) this.#locked.delete(message.lock.token);
    message.lock = undefined;
  }

  remove(message: QueuedMessage<C>): void {
    this.unlock(message);
    this.#messages.delete(message.sequenceNumber);
    this.#mortal.delete(message);
  }

  lockedAs(token: string): QueuedMessage<C> | undefined {
    return this.#locked.get(token);
  }

  lockedUnder(lease: SessionLease): readonly QueuedMessage<C>[] {
    return [...this.#locked.values()].filter(({ lock }) => lock?.lease === lease);
  }

  /** Those outside of sessions whose lock has run out. */
  withLapsedLock(now: number): readonly QueuedMessage<C>[] {
    return [...this.#locked.values()].filter(({ lock }) => lock && !lock.lease && lock.until <= now);
  }

  /** Those whose time to live is over. A locked one lives on until its lock ends, as in the service. */
  expired(now: number): readonly QueuedMessage<C>[] {
    return [...this.#mortal].filter(
      ({ expiresAt, lock }) => lock === undefined && expiresAt !== undefined && expiresAt <= now,
    );
  }
}

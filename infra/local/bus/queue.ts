import { randomUUID } from 'node:crypto';
import { messageLockLost, notAllowed, sessionLockLost } from './errors.ts';
import { type SessionLease, SessionLocks } from './session-locks.ts';

/** The lock duration that the service gives an entity when nothing is asked for. */
const LOCK_MS = 60_000;

/** A message as a queue sees it: two ids, and something that it only passes on. */
export interface Envelope<C> {
  readonly messageId: string | undefined;
  readonly sessionId: string | undefined;
  readonly content: C;
}

interface Lock {
  /** A UUID. */
  readonly token: string;
  until: number;
  /** In a session the lock lives as long as the lease. */
  readonly lease: SessionLease | undefined;
}

export interface QueuedMessage<C> extends Envelope<C> {
  readonly sequenceNumber: number;
  readonly enqueuedAt: number;
  /** Deliveries that failed before this one: abandoned, or the lock expired. */
  deliveryCount: number;
  /** Application properties that abandoning or dead-lettering added. */
  properties: Readonly<Record<string, unknown>>;
  lock: Lock | undefined;
}

export interface QueueSettings {
  readonly requiresSession: boolean;
  /** Failed deliveries after which a message is dead-lettered. */
  readonly maxDeliveryCount: number;
}

/**
 * The state of a queue, of a subscription, or of the dead-letter queue of either: messages in order, locks, sessions. It knows
 * neither AMQP nor the time, which comes in as milliseconds since the epoch.
 */
export class Queue<C> {
  readonly path: string;
  readonly requiresSession: boolean;
  /** Undefined for a dead-letter queue, which has none of its own. */
  readonly deadLetters: Queue<C> | undefined;
  readonly #maxDeliveryCount: number;
  readonly #sessions = new SessionLocks();
  /** By sequence number, which is also the order of insertion. */
  readonly #messages = new Map<number, QueuedMessage<C>>();
  readonly #locked = new Map<string, QueuedMessage<C>>();
  readonly #listeners = new Set<() => void>();
  #lastSequenceNumber = 0;

  constructor(path: string, settings: QueueSettings, deadLetters: Queue<C> | undefined) {
    this.path = path;
    this.requiresSession = settings.requiresSession;
    this.#maxDeliveryCount = settings.maxDeliveryCount;
    this.deadLetters = deadLetters;
  }

  /** Calls the listener whenever a message or a session may have become free. Returns the way to stop it. */
  onAvailable(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A subscription that requires sessions cannot refuse a message without a session id, so it dead-letters it. */
  enqueue(envelope: Envelope<C>, now: number, properties: Readonly<Record<string, unknown>> = {}): void {
    if (this.requiresSession && envelope.sessionId === undefined) {
      this.#bury(envelope, now, {
        DeadLetterReason: 'Session ID is null.',
        DeadLetterErrorDescription:
          "Session enabled entity doesn't allow a message whose session identifier is null.",
      });
      return;
    }
    const sequenceNumber = ++this.#lastSequenceNumber;
    const { messageId, sessionId, content } = envelope;
    this.#messages.set(sequenceNumber, {
      messageId,
      sessionId,
      content,
      sequenceNumber,
      enqueuedAt: now,
      deliveryCount: 0,
      properties,
      lock: undefined,
    });
    this.#announce();
  }

  /** The first free message (of the session, where a lease is given), locked for the caller. */
  take(now: number, lease?: SessionLease): QueuedMessage<C> | undefined {
    if (lease !== undefined && !this.#sessions.isValid(lease, now)) return undefined;
    for (const message of this.#messages.values()) {
      if (message.lock !== undefined || (lease !== undefined && message.sessionId !== lease.sessionId))
        continue;
      message.lock = { token: randomUUID(), until: lease?.until ?? now + LOCK_MS, lease };
      this.#locked.set(message.lock.token, message);
      return message;
    }
    return undefined;
  }

  /** @throws Refusal when the lock is gone; so do the other three that take a lock token. */
  complete(token: string, now: number): void {
    this.#remove(this.#owned(token, now));
  }

  abandon(token: string, now: number, changes: Readonly<Record<string, unknown>> = {}): void {
    const message = this.#owned(token, now);
    message.properties = { ...message.properties, ...changes };
    this.#unlock(message);
    this.#countFailure(message, now);
    this.#announce();
  }

  /** `properties` carries `DeadLetterReason` and `DeadLetterErrorDescription`, where the receiver gave them. */
  deadLetter(token: string, now: number, properties: Readonly<Record<string, unknown>>): void {
    const message = this.#owned(token, now);
    if (this.deadLetters === undefined) throw notAllowed('A dead-lettered message cannot be dead-lettered.');
    this.#remove(message);
    this.#bury(message, now, { ...message.properties, ...properties });
  }

  /** The new end of the lock. */
  renew(token: string, now: number): number {
    const { lock } = this.#owned(token, now);
    if (lock === undefined) throw messageLockLost();
    if (lock.lease !== undefined) return this.renewSession(lock.lease.sessionId, now);
    lock.until = now + LOCK_MS;
    return lock.until;
  }

  /** Messages from a sequence number on, locked or not, without touching them. */
  peek(from: number, count: number, sessionId?: string): readonly QueuedMessage<C>[] {
    return [...this.#messages.values()]
      .filter((message) => message.sequenceNumber >= from)
      .filter((message) => sessionId === undefined || message.sessionId === sessionId)
      .slice(0, count);
  }

  /** Undefined while somebody else holds the session. A session needs no message to be accepted by its name. */
  acceptSession(sessionId: string, now: number, onLost: () => void): SessionLease | undefined {
    return this.#sessions.acquire(sessionId, now + LOCK_MS, onLost);
  }

  /** The session of the oldest message that nobody holds, or undefined when there is none. */
  acceptNextSession(now: number, onLost: () => void): SessionLease | undefined {
    for (const { sessionId } of this.#messages.values()) {
      if (sessionId !== undefined && !this.#sessions.isHeld(sessionId))
        return this.acceptSession(sessionId, now, onLost);
    }
    return undefined;
  }

  /** @throws Refusal when nobody holds the session. */
  renewSession(sessionId: string, now: number): number {
    const until = this.#sessions.renew(sessionId, now, now + LOCK_MS);
    if (until === undefined) throw sessionLockLost(sessionId);
    return until;
  }

  /** A session that is closed in good order gives its unsettled messages back without counting a failure. */
  releaseSession(lease: SessionLease): void {
    if (!this.#sessions.release(lease)) return;
    for (const message of this.#lockedUnder(lease)) this.#unlock(message);
    this.#announce();
  }

  sessionState(sessionId: string): Buffer | undefined {
    return this.#sessions.state(sessionId);
  }

  setSessionState(sessionId: string, state: Buffer | undefined): void {
    this.#sessions.setState(sessionId, state);
  }

  /** Gives back what expired locks hold. To be called now and then. */
  sweep(now: number): void {
    const lost = this.#sessions.expire(now);
    const messages = [
      ...lost.flatMap(({ lease }) => this.#lockedUnder(lease)),
      ...[...this.#locked.values()].filter(
        ({ lock }) => lock !== undefined && !lock.lease && lock.until <= now,
      ),
    ];
    for (const message of messages) {
      this.#unlock(message);
      this.#countFailure(message, now);
    }
    for (const { onLost } of lost) onLost();
    if (lost.length + messages.length > 0) this.#announce();
  }

  #owned(token: string, now: number): QueuedMessage<C> {
    const message = this.#locked.get(token);
    if (message?.lock === undefined) throw messageLockLost();
    const { lease, until } = message.lock;
    if (lease !== undefined && !this.#sessions.isValid(lease, now)) throw sessionLockLost(lease.sessionId);
    if (lease === undefined && until <= now) throw messageLockLost();
    return message;
  }

  #lockedUnder(lease: SessionLease): readonly QueuedMessage<C>[] {
    return [...this.#locked.values()].filter(({ lock }) => lock?.lease === lease);
  }

  #unlock(message: QueuedMessage<C>): void {
    if (message.lock !== undefined) this.#locked.delete(message.lock.token);
    message.lock = undefined;
  }

  #remove(message: QueuedMessage<C>): void {
    this.#unlock(message);
    this.#messages.delete(message.sequenceNumber);
  }

  #countFailure(message: QueuedMessage<C>, now: number): void {
    message.deliveryCount += 1;
    if (message.deliveryCount < this.#maxDeliveryCount) return;
    this.#remove(message);
    this.#bury(message, now, {
      ...message.properties,
      DeadLetterReason: 'MaxDeliveryCountExceeded',
      DeadLetterErrorDescription: `Message could not be consumed after ${message.deliveryCount} delivery attempts.`,
    });
  }

  #bury(envelope: Envelope<C>, now: number, properties: Readonly<Record<string, unknown>>): void {
    this.deadLetters?.enqueue(envelope, now, properties);
  }

  #announce(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

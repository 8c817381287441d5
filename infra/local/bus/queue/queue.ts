import { messageLockLost, notAllowed, sessionLockLost } from '../errors.ts';
import { sessionIdMissing, timeToLiveOver, tooManyDeliveries } from './dead-letter-reasons.ts';
import type { AddedProperties, Envelope, QueuedMessage } from './queued-message.ts';
import { type SessionLease, SessionLocks } from './session-locks.ts';
import { StoredMessages } from './stored-messages.ts';

export interface QueueSettings {
  readonly requiresSession: boolean;
  readonly lockDurationMs: number;
  /** Failed deliveries after which a message is dead-lettered. */
  readonly maxDeliveryCount: number;
  /** The most that any message is given, whatever its sender says; undefined: it never expires. */
  readonly defaultTimeToLiveMs: number | undefined;
  /** Otherwise an expired message is simply gone. */
  readonly deadLetterExpired: boolean;
}

/**
 * The state of a queue, of a subscription, or of the dead-letter queue of either: messages in order, locks, sessions. It knows
 * neither AMQP nor the time, which comes in as milliseconds since the epoch.
 */
export class Queue<C> {
  readonly path: string;
  /** Undefined for a dead-letter queue, which has none of its own. */
  readonly deadLetters: Queue<C> | undefined;
  /** The state that consumers keep with a session, by its id. */
  readonly sessionStates = new Map<string, Buffer>();
  readonly #settings: QueueSettings;
  readonly #sessions = new SessionLocks();
  readonly #messages = new StoredMessages<C>();
  readonly #listeners = new Set<() => void>();

  constructor(path: string, settings: QueueSettings, deadLetters: Queue<C> | undefined) {
    this.path = path;
    this.#settings = settings;
    this.deadLetters = deadLetters;
  }

  get requiresSession(): boolean {
    return this.#settings.requiresSession;
  }

  /** Calls the listener whenever a message or a session may have become free. Returns the way to stop it. */
  onAvailable(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A subscription that requires sessions cannot refuse a message without a session id, so it dead-letters it. */
  enqueue(envelope: Envelope<C>, now: number): void {
    if (this.requiresSession && envelope.sessionId === undefined) {
      this.#bury(envelope, now, sessionIdMissing);
      return;
    }
    const { timeToLiveMs: asked, ...rest } = envelope;
    const ttl = Math.min(asked ?? Infinity, this.#settings.defaultTimeToLiveMs ?? Infinity);
    this.#messages.add(ttl === Infinity ? rest : { ...rest, timeToLiveMs: ttl }, now, {});
    this.#announce();
  }

  /** Takes a message that another queue has given up; `properties` says why. */
  receiveDead(envelope: Envelope<C>, now: number, properties: AddedProperties): void {
    this.#messages.add(envelope, now, properties);
    this.#announce();
  }

  /** The first free message (of the session, where a lease is given), locked for the caller. */
  take(now: number, lease?: SessionLease): QueuedMessage<C> | undefined {
    if (lease !== undefined && !this.#sessions.isValid(lease, now)) return undefined;
    this.#expire(now);
    const message = this.#messages.firstFree(lease?.sessionId);
    if (message !== undefined)
      this.#messages.lock(message, lease?.until ?? now + this.#settings.lockDurationMs, lease);
    return message;
  }

  /** @throws BusRefusal when the lock is gone; so do the other three that take a lock token. */
  complete(token: string, now: number): void {
    this.#messages.remove(this.#owned(token, now));
  }

  abandon(token: string, now: number, changes: AddedProperties = {}): void {
    const message = this.#owned(token, now);
    message.properties = { ...message.properties, ...changes };
    this.#failDelivery(message, now);
    this.#announce();
  }

  /** `properties` carries `DeadLetterReason` and `DeadLetterErrorDescription`, where the receiver gave them. */
  deadLetter(token: string, now: number, properties: AddedProperties): void {
    const message = this.#owned(token, now);
    if (this.deadLetters === undefined) throw notAllowed('A dead-lettered message cannot be dead-lettered.');
    this.#messages.remove(message);
    this.#bury(message, now, { ...message.properties, ...properties });
  }

  /** The new end of the lock. */
  renew(token: string, now: number): number {
    const { lock } = this.#owned(token, now);
    if (lock === undefined) throw messageLockLost();
    if (lock.lease !== undefined) return this.renewSession(lock.lease.sessionId, now);
    lock.until = now + this.#settings.lockDurationMs;
    return lock.until;
  }

  /** Messages from a sequence number on, locked or not, without touching them. */
  peek(now: number, from: number, count: number, sessionId?: string): readonly QueuedMessage<C>[] {
    this.#expire(now);
    return this.#messages
      .all()
      .filter((message) => message.sequenceNumber >= from)
      .filter((message) => sessionId === undefined || message.sessionId === sessionId)
      .slice(0, count);
  }

  /** Undefined while somebody else holds the session. A session needs no message to be accepted by its name. */
  acceptSession(sessionId: string, now: number, onLost: () => void): SessionLease | undefined {
    return this.#sessions.acquire(sessionId, now + this.#settings.lockDurationMs, onLost);
  }

  /** The session of the oldest message that nobody holds, or undefined when there is none. */
  acceptNextSession(now: number, onLost: () => void): SessionLease | undefined {
    this.#expire(now);
    for (const { sessionId } of this.#messages.all()) {
      if (sessionId !== undefined && !this.#sessions.isHeld(sessionId))
        return this.acceptSession(sessionId, now, onLost);
    }
    return undefined;
  }

  /** @throws BusRefusal when nobody holds the session. */
  renewSession(sessionId: string, now: number): number {
    const until = this.#sessions.renew(sessionId, now, now + this.#settings.lockDurationMs);
    if (until === undefined) throw sessionLockLost(sessionId);
    return until;
  }

  /** A session that is closed in good order gives its unsettled messages back without counting a failure. */
  releaseSession(lease: SessionLease): void {
    if (!this.#sessions.release(lease)) return;
    for (const message of this.#messages.lockedUnder(lease)) this.#messages.unlock(message);
    this.#announce();
  }

  /** How many messages there are, locked or not, and whether or not their time is over. */
  get size(): number {
    return this.#messages.all().length;
  }

  /** Ends the lock of each message outside of sessions, as the service may at any time; its holder finds out by itself. */
  loseLocks(now: number): void {
    for (const message of this.#messages.withLapsedLock(Infinity)) this.#failDelivery(message, now);
    this.#announce();
  }

  /**
   * Gives back what expired locks hold and, where somebody listens, ends what has lived its time: the service, too, leaves that where it
   * is while nobody does. To be called now and then.
   */
  sweep(now: number): void {
    const lost = this.#sessions.expire(now);
    const messages = [
      ...lost.flatMap(({ lease }) => this.#messages.lockedUnder(lease)),
      ...this.#messages.withLapsedLock(now),
    ];
    for (const message of messages) this.#failDelivery(message, now);
    for (const { onLost } of lost) onLost();
    if (lost.length + messages.length > 0) this.#announce();
    if (this.#listeners.size > 0) this.#expire(now);
  }

  #owned(token: string, now: number): QueuedMessage<C> {
    const message = this.#messages.lockedAs(token);
    if (message?.lock === undefined) throw messageLockLost();
    const { lease, until } = message.lock;
    if (lease !== undefined && !this.#sessions.isValid(lease, now)) throw sessionLockLost(lease.sessionId);
    if (lease === undefined && until <= now) throw messageLockLost();
    return message;
  }

  #failDelivery(message: QueuedMessage<C>, now: number): void {
    this.#messages.unlock(message);
    message.deliveryCount += 1;
    if (message.deliveryCount < this.#settings.maxDeliveryCount) return;
    this.#messages.remove(message);
    this.#bury(message, now, { ...message.properties, ...tooManyDeliveries(message.deliveryCount) });
  }

  #expire(now: number): void {
    for (const message of this.#messages.expired(now)) {
      this.#messages.remove(message);
      if (this.#settings.deadLetterExpired)
        this.#bury(message, now, { ...message.properties, ...timeToLiveOver });
    }
  }

  /** Dead letters never expire, whatever their sender asked for. */
  #bury({ messageId, sessionId, content }: Envelope<C>, now: number, properties: AddedProperties): void {
    this.deadLetters?.receiveDead({ messageId, sessionId, content }, now, properties);
  }

  #announce(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

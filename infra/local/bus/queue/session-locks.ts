/** A receiver's hold on a session. Its identity is the proof of ownership. */
export interface SessionLease {
  readonly sessionId: string;
  /** Milliseconds since the epoch; the lease is worth nothing from then on. */
  until: number;
}

interface Held {
  readonly lease: SessionLease;
  readonly onLost: () => void;
}

/** Who holds which session of one queue. */
export class SessionLocks {
  readonly #held = new Map<string, Held>();

  /** Undefined while somebody else holds the session. `onLost` runs when the lease expires, not when it is released. */
  acquire(sessionId: string, until: number, onLost: () => void): SessionLease | undefined {
    if (this.#held.has(sessionId)) return undefined;
    const lease = { sessionId, until };
    this.#held.set(sessionId, { lease, onLost });
    return lease;
  }

  isHeld(sessionId: string): boolean {
    return this.#held.has(sessionId);
  }

  isValid(lease: SessionLease, now: number): boolean {
    return this.#held.get(lease.sessionId)?.lease === lease && lease.until > now;
  }

  /** The new end of the lease, or undefined when nobody holds the session. */
  renew(sessionId: string, now: number, until: number): number | undefined {
    const lease = this.#held.get(sessionId)?.lease;
    if (lease === undefined || !this.isValid(lease, now)) return undefined;
    lease.until = until;
    return until;
  }

  /** False when the lease was lost before. */
  release(lease: SessionLease): boolean {
    if (this.#held.get(lease.sessionId)?.lease !== lease) return false;
    return this.#held.delete(lease.sessionId);
  }

  /** Takes away the leases that have run out and returns them. The caller tells the holders. */
  expire(now: number): readonly Held[] {
    const lost = [...this.#held.values()].filter(({ lease }) => lease.until <= now);
    for (const { lease } of lost) this.#held.delete(lease.sessionId);
    return lost;
  }
}

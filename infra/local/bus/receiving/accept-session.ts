import type { Sender } from 'rhea';
import { noSessionInTime, sessionCannotBeLocked, sessionLockLost, wireError } from '../errors.ts';
import type { Undo } from '../link-endings.ts';
import type { BusQueue } from '../namespace.ts';
import type { SessionLease } from '../queue/session-locks.ts';
import { holdAttach } from '../rhea-internals.ts';

export interface SessionRequest {
  readonly sender: Sender;
  readonly queue: BusQueue;
  /** Undefined asks for whatever session has messages. */
  readonly sessionId: string | undefined;
  /** How long to wait for such a session, in milliseconds of real time, as the client asks. */
  readonly timeoutMs: number;
  readonly clock: () => number;
  /** Runs once the session is the client's; the answer to the attach is written after it. */
  readonly onAccepted: (lease: SessionLease) => void;
}

/**
 * Locks a session for a client's receiver. A session that is asked for by name is had at once or not at all; for the next one
 * the service keeps the attach unanswered until there is one. A refusal is an attach without a source, then a detach.
 * Returns what is to be done when the link ends before.
 */
export function acceptSession({
  sender,
  queue,
  sessionId,
  timeoutMs,
  clock,
  onAccepted,
}: SessionRequest): Undo {
  const lost = (): void => {
    if (lease !== undefined) sender.close({ ...wireError(sessionLockLost(lease.sessionId)) });
  };
  const acquire = (): SessionLease | undefined =>
    sessionId === undefined
      ? queue.acceptNextSession(clock(), lost)
      : queue.acceptSession(sessionId, clock(), lost);

  let lease = acquire();
  if (lease !== undefined) {
    onAccepted(lease);
    return () => {};
  }
  if (sessionId !== undefined) {
    sender.close({ ...wireError(sessionCannotBeLocked(sessionId)) });
    return () => {};
  }

  let waiting = true;
  const answerAttach = holdAttach(sender);
  const stopWaiting = (): void => {
    waiting = false;
    clearTimeout(timer);
    stopListening();
  };
  const stopListening = queue.onAvailable(() => {
    lease = acquire();
    if (lease === undefined) return;
    stopWaiting();
    onAccepted(lease);
    answerAttach();
  });
  const timer = setTimeout(() => {
    stopWaiting();
    answerAttach();
    sender.close({ ...wireError(noSessionInTime()) });
  }, timeoutMs).unref();
  return (how) => {
    if (!waiting) return;
    stopWaiting();
    // A client that detaches before the answer must still see it: a detach without an attach breaks its connection.
    if (how === 'detached') answerAttach();
  };
}

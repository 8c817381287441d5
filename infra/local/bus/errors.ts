/** A request that the broker turns down; the condition is what the client sees on the wire. */
export class Refusal extends Error {
  readonly condition: string;

  constructor(condition: string, description: string) {
    super(description);
    this.name = 'Refusal';
    this.condition = condition;
  }
}

/** The fields of an AMQP error, as rhea takes them. */
export interface WireError {
  readonly condition: string;
  readonly description: string;
}

/** What an exception looks like on the wire. Anything but a `Refusal` is a fault of the broker itself. */
export function wireError(error: unknown): WireError {
  if (error instanceof Refusal) return { condition: error.condition, description: error.message };
  return { condition: 'amqp:internal-error', description: String(error) };
}

export const entityNotFound = (path: string): Refusal =>
  new Refusal('amqp:not-found', `The messaging entity '${path}' could not be found.`);

export const unauthorized = (path: string): Refusal =>
  new Refusal('amqp:unauthorized-access', `Unauthorized access: no valid token was put for '${path}'.`);

export const notAllowed = (description: string): Refusal => new Refusal('amqp:not-allowed', description);

export const notImplemented = (what: string): Refusal =>
  new Refusal('amqp:not-implemented', `This broker does not do ${what}.`);

export const messageTooLarge = (size: number, limit: number): Refusal =>
  new Refusal(
    'amqp:link:message-size-exceeded',
    `The received message (size:${size} bytes) exceeds the limit (${limit} bytes) currently allowed on the link.`,
  );

export const messageLockLost = (): Refusal =>
  new Refusal(
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
  );

export const sessionLockLost = (sessionId: string): Refusal =>
  new Refusal(
    'com.microsoft:session-lock-lost',
    `The session lock has expired on the session '${sessionId}'.`,
  );

export const sessionCannotBeLocked = (sessionId: string): Refusal =>
  new Refusal(
    'com.microsoft:session-cannot-be-locked',
    `The requested session '${sessionId}' cannot be accepted. It may be locked by another receiver.`,
  );

export const noSessionInTime = (): Refusal =>
  new Refusal('com.microsoft:timeout', 'No session with messages became available in the time allowed.');

import { busHost } from './paths.ts';

/** A request that the broker turns down; the condition is what the client sees on the wire. */
export class BusRefusal extends Error {
  readonly condition: string;

  constructor(condition: string, description: string) {
    super(description);
    this.name = 'BusRefusal';
    this.condition = condition;
  }
}

/** The fields of an AMQP error, as rhea takes them. */
export interface WireError {
  readonly condition: string;
  readonly description: string;
}

/** What an exception looks like on the wire. Anything but a `BusRefusal` is a fault of the broker itself. */
export function wireError(error: unknown): WireError {
  if (error instanceof BusRefusal) return { condition: error.condition, description: error.message };
  return { condition: 'amqp:internal-error', description: String(error) };
}

export const entityNotFound = (path: string): BusRefusal =>
  new BusRefusal('amqp:not-found', `The messaging entity '${path}' could not be found.`);

export type Claim = 'Send' | 'Listen';

/** What the service says when a token is missing, does not cover the entity, or its owner has no role there. */
export const unauthorized = (claim: Claim, path: string): BusRefusal =>
  new BusRefusal('amqp:unauthorized-access', claimRequired(claim, path));

/**
 * How an open link ends when its token has expired. Condition and words are those of logs in azure-sdk-for-python#23487 and
 * azure-sdk-for-net#11619; the documentation has none.
 */
export const tokenNotRenewed = (link: string, claim: Claim, path: string): BusRefusal =>
  new BusRefusal(
    'amqp:link:detach-forced',
    `The link '${link}' is force detached. Code: RenewToken. Details: ${claimRequired(claim, path)}`,
  );

const claimRequired = (claim: Claim, path: string): string =>
  `Unauthorized access. '${claim}' claim(s) are required to perform this operation. Resource: 'sb://${busHost}/${path.toLowerCase()}'.`;

export const entityDisabled = (path: string): BusRefusal =>
  new BusRefusal('com.microsoft:entity-disabled', `The messaging entity '${path}' is currently disabled.`);

export const alreadyExists = (path: string): BusRefusal =>
  new BusRefusal('com.microsoft:entity-already-exists', `The messaging entity '${path}' already exists.`);

export const argumentError = (description: string): BusRefusal =>
  new BusRefusal('com.microsoft:argument-error', description);

export const notAllowed = (description: string): BusRefusal =>
  new BusRefusal('amqp:not-allowed', description);

export const notImplemented = (what: string): BusRefusal =>
  new BusRefusal('amqp:not-implemented', `This broker does not do ${what}.`);

export const messageTooLarge = (size: number, limit: number): BusRefusal =>
  new BusRefusal(
    'amqp:link:message-size-exceeded',
    `The received message (size:${size} bytes) exceeds the limit (${limit} bytes) currently allowed on the link.`,
  );

export const messageLockLost = (): BusRefusal =>
  new BusRefusal(
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
  );

export const sessionLockLost = (sessionId: string): BusRefusal =>
  new BusRefusal(
    'com.microsoft:session-lock-lost',
    `The session lock has expired on the session '${sessionId}'.`,
  );

export const sessionCannotBeLocked = (sessionId: string): BusRefusal =>
  new BusRefusal(
    'com.microsoft:session-cannot-be-locked',
    `The requested session '${sessionId}' cannot be accepted. It may be locked by another receiver.`,
  );

export const noSessionInTime = (): BusRefusal =>
  new BusRefusal('com.microsoft:timeout', 'No session with messages became available in the time allowed.');

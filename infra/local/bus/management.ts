import rhea, { type Message } from 'rhea';
import { messageLockLost, notAllowed, notImplemented, wireError } from './errors.ts';
import type { BusQueue } from './namespace.ts';
import { outgoingMessage } from './receiving/outgoing-message.ts';
import type { NodeAnswer } from './request-node.ts';
import { ruleOperations } from './rules/rule-operations.ts';
import type { Rules } from './rules/rules.ts';

type Fields = Readonly<Record<string, unknown>>;
/** Returns the body of the answer; undefined stands for "nothing found" (204). */
type Operation = (queue: BusQueue, fields: Fields, now: number) => unknown;

const timestampCode = 0x83;

const managementOperations: Readonly<Record<string, Operation>> = {
  'com.microsoft:peek-message': (queue, fields, now) => {
    const from = Number(fields['from-sequence-number']);
    const messages = queue.peek(
      now,
      from,
      Number(fields['message-count']),
      optionalText(fields['session-id']),
    );
    if (messages.length === 0) return undefined;
    return {
      messages: messages.map((message) => ({ message: rhea.message.encode(outgoingMessage(message)) })),
    };
  },
  'com.microsoft:renew-lock': (queue, fields, now) => {
    const expirations = lockTokens(fields).map((token) => queue.renew(token, now));
    return { expirations: rhea.types.wrap_array(expirations, timestampCode, undefined) };
  },
  'com.microsoft:renew-session-lock': (queue, fields, now) => ({
    expiration: new Date(queue.renewSession(text(fields['session-id']), now)),
  }),
  'com.microsoft:get-session-state': (queue, fields) => ({
    'session-state': queue.sessionStates.get(text(fields['session-id'])) ?? null,
  }),
  'com.microsoft:set-session-state': (queue, fields) => {
    const state = fields['session-state'];
    const sessionId = text(fields['session-id']);
    if (Buffer.isBuffer(state)) queue.sessionStates.set(sessionId, state);
    else queue.sessionStates.delete(sessionId);
    return {};
  },
  /** How a client settles a message whose link is gone while the lock still holds. */
  'com.microsoft:update-disposition': (queue, fields, now) => {
    for (const token of lockTokens(fields)) updateDisposition(queue, token, fields, now);
    return {};
  },
};

/** What stands behind a `$management` node: both undefined for a topic's, which knows none of the operations. */
export interface Managed {
  readonly queue: BusQueue | undefined;
  /** Of a subscription. */
  readonly rules: Rules | undefined;
}

/** Answers a request to the `$management` node of a queue, a subscription, a topic or a dead-letter queue. */
export function manage(managed: Managed, request: Message, now: number): NodeAnswer {
  try {
    const body = perform(managed, request, now);
    return body === undefined
      ? { status: 204, description: 'No Content' }
      : { status: 200, description: 'OK', body };
  } catch (error) {
    const { condition, description } = wireError(error);
    return { status: statusCodes[condition] ?? 500, description, condition };
  }
}

function perform({ queue, rules }: Managed, request: Message, now: number): unknown {
  const name = String(request.application_properties?.operation);
  const fields: Fields = { ...request.body };
  const operation = managementOperations[name];
  if (queue !== undefined && operation !== undefined) return operation(queue, fields, now);
  const ruleOperation = ruleOperations[name];
  if (rules !== undefined && ruleOperation !== undefined) return ruleOperation(rules, fields);
  throw notImplemented(`the operation '${name}' here`);
}

const statusCodes: Readonly<Record<string, number>> = {
  'amqp:not-allowed': 400,
  'amqp:not-found': 404,
  'amqp:not-implemented': 501,
  'com.microsoft:argument-error': 400,
  'com.microsoft:entity-already-exists': 409,
  'com.microsoft:message-lock-lost': 410,
  'com.microsoft:session-lock-lost': 410,
};

function updateDisposition(queue: BusQueue, token: string, fields: Fields, now: number): void {
  const {
    'properties-to-modify': changes,
    'deadletter-reason': reason,
    'deadletter-description': description,
  } = fields;
  const properties = { ...(typeof changes === 'object' ? changes : undefined) };
  const status = fields['disposition-status'];
  if (status === 'completed') queue.complete(token, now);
  else if (status === 'abandoned') queue.abandon(token, now, properties);
  else if (status === 'suspended') {
    queue.deadLetter(token, now, {
      ...properties,
      ...(reason != null && { DeadLetterReason: reason }),
      ...(description != null && { DeadLetterErrorDescription: description }),
    });
  } else throw notImplemented('deferred messages');
}

function lockTokens(fields: Fields): readonly string[] {
  const tokens = fields['lock-tokens'];
  if (!Array.isArray(tokens)) throw messageLockLost();
  return tokens.map((token: unknown) => {
    if (!Buffer.isBuffer(token)) throw messageLockLost();
    return rhea.uuid_to_string(token);
  });
}

const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function text(value: unknown): string {
  if (typeof value !== 'string') throw notAllowed('The request names no session.');
  return value;
}

import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import type { TypedData } from './functions-core.ts';

/** A message on its way to the worker. */
export interface MessageInput {
  readonly input: TypedData;
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
}

type Facts = Partial<
  Omit<ServiceBusReceivedMessage, 'body' | 'deliveryCount' | 'sequenceNumber' | 'lockToken'>
> & {
  readonly deliveryCount: number;
  readonly sequenceNumber: number;
  readonly lockToken: string;
};

/**
 * A message as the host's Service Bus extension 5 hands it over: the body as text, and the names and the forms of
 * ServiceBusTriggerBindingStrategy in azure-sdk-for-net. The library makes a value of every text that is JSON, of an id, too.
 *
 * @throws when the body is no bytes and no text
 */
export function messageInput(message: ServiceBusReceivedMessage): MessageInput {
  const body: unknown = message.body;
  if (typeof body !== 'string' && !Buffer.isBuffer(body))
    throw new Error('The local host hands over no body but of bytes or text.');
  const facts = {
    ...message,
    // The client counts the deliveries before this one, .NET's counts this one, too.
    deliveryCount: (message.deliveryCount ?? 0) + 1,
    sequenceNumber: Number(message.sequenceNumber ?? -1),
    lockToken: message.lockToken ?? '',
  };
  return inputOf(String(body), facts);
}

/** A message that never was in a queue, for a run by hand. */
export function inputByHand(body: string): MessageInput {
  const start = new Date('0001-01-01T00:00:00Z');
  const lockToken = '00000000-0000-0000-0000-000000000000';
  const facts = {
    deliveryCount: 0,
    sequenceNumber: -1,
    lockToken,
    enqueuedTimeUtc: start,
    expiresAtUtc: start,
  };
  return inputOf(body, facts);
}

/**
 * Members of a JSON body stand among the metadata, as text, and hide what has their name there, whatever its case
 * (azure-functions-host#7119).
 */
function inputOf(body: string, facts: Facts): MessageInput {
  const members = membersOf(body);
  const hidden = Object.keys(members).map((name) => name.toLowerCase());
  const seen = Object.entries(metadata(facts)).filter(([name]) => !hidden.includes(name.toLowerCase()));
  return { input: { string: body }, triggerMetadata: { ...Object.fromEntries(seen), ...members } };
}

function membersOf(body: string): Record<string, TypedData> {
  const members = Object.entries(jsonObject.safeParse(parseJson(body)).data ?? {});
  const plain = members.filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(plain.map(([name, value]) => [name, { string: String(value) }]));
}

const jsonObject = z.record(z.string(), z.unknown());

function metadata(message: Facts): Record<string, TypedData> {
  const { enqueuedTimeUtc, expiresAtUtc, applicationProperties = {} } = message;
  const texts = {
    DeadLetterSource: message.deadLetterSource,
    LockToken: message.lockToken,
    MessageId: message.messageId,
    ContentType: message.contentType,
    ReplyTo: message.replyTo,
    To: message.to,
    Subject: message.subject,
    Label: message.subject,
    CorrelationId: message.correlationId,
    SessionId: message.sessionId,
    ReplyToSessionId: message.replyToSessionId,
    PartitionKey: message.partitionKey,
  };
  const found = Object.entries(texts).filter(([, text]) => text !== undefined);
  return {
    DeliveryCount: json(message.deliveryCount),
    SequenceNumber: { int: message.sequenceNumber },
    ExpiresAtUtc: json(withoutZone(expiresAtUtc)),
    ExpiresAt: json(`${withoutZone(expiresAtUtc)}+00:00`),
    EnqueuedTimeUtc: json(withoutZone(enqueuedTimeUtc)),
    EnqueuedTime: json(`${withoutZone(enqueuedTimeUtc)}+00:00`),
    ApplicationProperties: json(applicationProperties),
    UserProperties: json(applicationProperties),
    ...Object.fromEntries(found.map(([name, text]) => [name, { string: String(text) }])),
  };
}

/** The last moment that .NET has stands for never; the client counts on. */
const never = '9999-12-31T23:59:59.9999999';
const lastYear = 9999;

/**
 * UTC without a `Z`, as the platform writes it (azure-functions-nodejs-library#351): who reads it as local time is wrong by the zone of
 * the machine. Zeros at the end of a fraction are left out.
 */
function withoutZone(time: Date | undefined): string {
  return time === undefined || time.getUTCFullYear() > lastYear
    ? never
    : time.toISOString().replace(/\.?0*Z$/, '');
}

function json(value: unknown): TypedData {
  return { json: JSON.stringify(value) };
}

import rhea, { type Message } from 'rhea';

type BodyKind = 'data' | 'value' | 'sequence';

/** A message as a sender put it on the wire, section by section. */
export interface WireMessage {
  readonly bodyKind: BodyKind;
  /** For `data` the bytes themselves, for the other two kinds the section as AMQP encodes it. */
  readonly body: Buffer;
  readonly properties: WireProperties;
  readonly applicationProperties: Readonly<Record<string, unknown>>;
  /** True when duplicate detection dropped it after the sender had its acknowledgement. */
  readonly duplicate: boolean;
  /** When it was accepted: milliseconds since the epoch. */
  readonly acceptedAt: number;
}

/** Those of AMQP's properties that the sender set. An id that is a UUID on the wire is a Buffer here. */
interface WireProperties {
  readonly messageId?: string | number | Buffer;
  readonly correlationId?: string | number | Buffer;
  readonly subject?: string;
  readonly contentType?: string;
  /** The session id. */
  readonly groupId?: string;
  readonly to?: string;
}

export function wireMessage(message: Message, duplicate: boolean, acceptedAt: number): WireMessage {
  return {
    ...wireBody(message.body),
    properties: {
      ...(message.message_id !== undefined && { messageId: message.message_id }),
      ...(message.correlation_id !== undefined && { correlationId: message.correlation_id }),
      ...(message.subject !== undefined && { subject: message.subject }),
      ...(message.content_type !== undefined && { contentType: message.content_type }),
      ...(message.group_id !== undefined && { groupId: message.group_id }),
      ...(message.to !== undefined && { to: message.to }),
    },
    applicationProperties: { ...message.application_properties },
    duplicate,
    acceptedAt,
  };
}

const dataSectionCode = 0x75;

/** rhea decodes data and sequences to a section object, a value to the value itself. */
interface Section {
  readonly typecode: number;
  readonly content: unknown;
  readonly collect_sections: () => unknown;
}

function isSection(body: unknown): body is Section {
  return typeof body === 'object' && body !== null && 'collect_sections' in body && 'typecode' in body;
}

function wireBody(body: unknown): Pick<WireMessage, 'bodyKind' | 'body'> {
  if (!isSection(body)) return { bodyKind: 'value', body: encodedBody(body) };
  if (body.typecode !== dataSectionCode) return { bodyKind: 'sequence', body: encodedBody(body) };
  return { bodyKind: 'data', body: Buffer.concat(dataSections(body)) };
}

/** The body section alone: what comes before it in an otherwise empty message is always the same. */
function encodedBody(body: unknown): Buffer {
  const emptyBody = 4;
  const prefix = rhea.message.encode({ body: undefined }).length - emptyBody;
  return rhea.message.encode({ body }).subarray(prefix);
}

/** The contents of the data sections of a body, one or many; none when it has another kind of body. */
export function dataSections(body: unknown): readonly Buffer[] {
  if (!isSection(body) || body.typecode !== dataSectionCode) return [];
  const contents: readonly unknown[] = Array.isArray(body.content) ? body.content : [body.content];
  return contents.filter((content) => Buffer.isBuffer(content));
}

import rhea, { type Message } from 'rhea';

/** The names of a property of the message itself: in the JavaScript client, in rhea, in a request to add a rule, and in SQL. */
const propertyNames = {
  correlationId: { field: 'correlation_id', request: 'correlation-id', sql: 'correlationid' },
  messageId: { field: 'message_id', request: 'message-id', sql: 'messageid' },
  to: { field: 'to', request: 'to', sql: 'to' },
  replyTo: { field: 'reply_to', request: 'reply-to', sql: 'replyto' },
  subject: { field: 'subject', request: 'label', sql: 'label' },
  sessionId: { field: 'group_id', request: 'session-id', sql: 'sessionid' },
  replyToSessionId: { field: 'reply_to_group_id', request: 'reply-to-session-id', sql: 'replytosessionid' },
  contentType: { field: 'content_type', request: 'content-type', sql: 'contenttype' },
} as const satisfies Record<string, { field: keyof Message; request: string; sql: string }>;

export type SystemProperty = keyof typeof propertyNames;

/** In the order in which the service lists them. */
export const systemProperties = Object.keys(propertyNames).filter(
  (name): name is SystemProperty => name in propertyNames,
);

export const requestName = (property: SystemProperty): string => propertyNames[property].request;

/** The property that SQL means by `sys.{name}`, in whatever case. */
export const propertyInSql = (name: string): SystemProperty | undefined =>
  systemProperties.find((property) => propertyNames[property].sql === name.toLowerCase());

/** The text of a property; undefined where the message has none. Ids may be numbers or UUIDs on the wire. */
export function systemProperty(message: Message, property: SystemProperty): string | undefined {
  const value: unknown = message[propertyNames[property].field];
  if (Buffer.isBuffer(value)) return rhea.uuid_to_string(value);
  return value === undefined || value === null ? undefined : String(value);
}

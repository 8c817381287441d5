import rhea, { type Message } from 'rhea';
import { argumentError, notImplemented } from '../errors.ts';

type Scalar = string | number | boolean | Date;

/** Named as the JavaScript client names them. All that are given must be equal. */
export interface CorrelationFilter {
  readonly applicationProperties?: Readonly<Record<string, Scalar>>;
  readonly contentType?: string;
  readonly correlationId?: string;
  readonly messageId?: string;
  readonly replyTo?: string;
  readonly replyToSessionId?: string;
  readonly sessionId?: string;
  readonly subject?: string;
  readonly to?: string;
}

/** The filters that take everything or nothing, as the JavaScript client writes them: no other SQL is understood. */
export interface ConstantFilter {
  readonly sqlExpression: '1=1' | '1=0';
}

export type RuleFilter = CorrelationFilter | ConstantFilter;

/** What a rule filter is called on the message, as rhea names it. */
const SYSTEM_PROPERTIES = {
  correlationId: 'correlation_id',
  messageId: 'message_id',
  to: 'to',
  replyTo: 'reply_to',
  subject: 'subject',
  sessionId: 'group_id',
  replyToSessionId: 'reply_to_group_id',
  contentType: 'content_type',
} as const satisfies Record<string, keyof Message>;

export type SystemProperty = keyof typeof SYSTEM_PROPERTIES;

/** In the order in which the service lists them. */
export const systemProperties = Object.keys(SYSTEM_PROPERTIES).filter(
  (name): name is SystemProperty => name in SYSTEM_PROPERTIES,
);

export const isConstant = (filter: RuleFilter): filter is ConstantFilter => 'sqlExpression' in filter;

/** @throws Refusal for any SQL but the two constants */
export function constantFilter(sqlExpression: string): ConstantFilter {
  if (sqlExpression === '1=1' || sqlExpression === '1=0') return { sqlExpression };
  throw notImplemented(`SQL filters, only '1=1' and '1=0', and not '${sqlExpression}'`);
}

/** @throws Refusal for a filter that says nothing, and for SQL */
export function checkFilter(filter: RuleFilter): void {
  if (isConstant(filter)) {
    constantFilter(filter.sqlExpression);
    return;
  }
  const { applicationProperties = {} } = filter;
  const given = systemProperties.some((name) => filter[name] !== undefined);
  if (!given && Object.keys(applicationProperties).length === 0)
    throw argumentError('A correlation filter must have at least one property.');
}

/**
 * Strings are equal when their case is, too. A string never equals a number. Numbers are compared by their value; whether the
 * service tells an int from a long or a double is not documented.
 */
export function matches(filter: RuleFilter, message: Message): boolean {
  if (isConstant(filter)) return filter.sqlExpression === '1=1';
  const { applicationProperties = {} } = filter;
  return (
    systemProperties.every(
      (name) => filter[name] === undefined || filter[name] === idText(message[SYSTEM_PROPERTIES[name]]),
    ) &&
    Object.entries(applicationProperties).every(([name, value]) =>
      isSame(value, message.application_properties?.[name]),
    )
  );
}

/** Ids may be numbers or UUIDs on the wire. */
function idText(value: unknown): string | undefined {
  if (Buffer.isBuffer(value)) return rhea.uuid_to_string(value);
  return value === undefined || value === null ? undefined : String(value);
}

function isSame(wanted: Scalar, found: unknown): boolean {
  if (wanted instanceof Date) return found instanceof Date && found.getTime() === wanted.getTime();
  return wanted === found;
}

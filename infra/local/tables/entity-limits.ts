/** An entity as it comes over the wire: values, and beside them their types as `NAME@odata.type`. */
export type WireEntity = Readonly<Record<string, unknown>>;

export interface LimitBroken {
  readonly code: 'OutOfRangeInput' | 'InvalidInput' | 'EntityTooLarge' | 'TooManyProperties';
  readonly message: string;
}

const mostBytes = 1024 * 1024;
const mostProperties = 252;
const keys = ['PartitionKey', 'RowKey'];

/**
 * The first limit of the service that this entity breaks, among those that Azurite does not know: dates from 1601 on, 252
 * properties, 1 MiB as the service counts it. That these dates are refused is documented; that the code for it is
 * OutOfRangeInput is what clients report.
 */
export function brokenLimit(entity: WireEntity): LimitBroken | undefined {
  const properties = Object.entries(entity).filter(
    ([name, value]) => value !== null && name !== 'Timestamp' && !isAnnotation(name),
  );
  for (const [name, value] of properties) {
    if (typeOf(entity, name) !== 'Edm.DateTime') continue;
    const broken = brokenDate(String(value));
    if (broken) return broken;
  }
  if (properties.filter(([name]) => !keys.includes(name)).length > mostProperties) return tooManyProperties;
  const bytes = properties.reduce(
    (sum, [name, value]) => sum + sizeOf(name, value, typeOf(entity, name)),
    // Of the entity itself, with which its keys count without name and overhead.
    4,
  );
  return bytes > mostBytes ? entityTooLarge : undefined;
}

function isAnnotation(name: string): boolean {
  return name.includes('@') || name.startsWith('odata.');
}

function typeOf(entity: WireEntity, name: string): unknown {
  return entity[`${name}@odata.type`];
}

/** A date without a zone is taken as UTC. */
function brokenDate(text: string): LimitBroken | undefined {
  const date = new Date(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  if (Number.isNaN(date.getTime())) return invalidInput;
  const year = date.getUTCFullYear();
  return year < 1601 || year > 9999 ? outOfRangeInput : undefined;
}

/** The published formula: two bytes a unit of text, 8 of overhead a property, 4 for a length. */
function sizeOf(name: string, value: unknown, type: unknown): number {
  const text = typeof value === 'string' ? value : '';
  if (keys.includes(name)) return text.length * 2;
  const overhead = 8 + name.length * 2;
  if (type === 'Edm.Binary') return overhead + 4 + Buffer.byteLength(text, 'base64');
  if (type === 'Edm.Guid') return overhead + 16;
  if (type === 'Edm.DateTime' || type === 'Edm.Int64' || type === 'Edm.Double') return overhead + 8;
  if (typeof value === 'boolean') return overhead + 1;
  if (typeof value === 'number') return overhead + (Number.isInteger(value) ? 4 : 8);
  return overhead + 4 + text.length * 2;
}

const outOfRangeInput: LimitBroken = {
  code: 'OutOfRangeInput',
  message: 'One of the request inputs is out of range.',
};
const invalidInput: LimitBroken = {
  code: 'InvalidInput',
  message: 'One of the request inputs is not valid.',
};
const entityTooLarge: LimitBroken = {
  code: 'EntityTooLarge',
  message: 'The entity is larger than the maximum allowed size (1MB).',
};
const tooManyProperties: LimitBroken = {
  code: 'TooManyProperties',
  message:
    'The entity contains more properties than allowed. Each entity can include up to 252 properties to store data. Each entity also has 3 system properties.',
};

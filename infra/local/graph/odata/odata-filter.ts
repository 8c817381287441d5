import { FilterError, FilterTokenReader } from './odata-token-reader.ts';

/** What a filter can say of one property. Texts are compared without case, as Graph does. */
export type FilterProperty<T> =
  | { readonly type: 'text' | 'guid'; read(item: T): string; readonly startsWith?: true }
  | { readonly type: 'boolean'; read(item: T): boolean }
  | { readonly type: 'texts'; read(item: T): readonly string[] };

export interface FilterSchema<T> {
  /** As Graph names it in its errors: `ServicePrincipal`. */
  readonly resource: string;
  /** By name in lower case. */
  readonly properties: ReadonlyMap<string, FilterProperty<T>>;
}

export interface Filter<T> {
  matches(item: T): boolean;
  /** An operator in it that Graph serves as an advanced query only. */
  readonly advanced: string | undefined;
}

type Test<T> = (item: T) => boolean;

/**
 * Reads an OData filter: `eq`, `ne`, `in`, `startsWith`, `any`, `not`, `and`, `or` and parentheses, on the properties of
 * the schema. `or` binds weakest, `not` strongest.
 * @throws FilterError for anything else.
 */
export function readFilter<T>(text: string, schema: FilterSchema<T>): Filter<T> {
  const reader = new FilterTokenReader(text);
  const matches = readOr(reader, schema);
  reader.end();
  return { matches, advanced: reader.advanced };
}

function readOr<T>(reader: FilterTokenReader, schema: FilterSchema<T>): Test<T> {
  const tests = [readAnd(reader, schema)];
  while (reader.takes('or')) tests.push(readAnd(reader, schema));
  return (item) => tests.some((test) => test(item));
}

function readAnd<T>(reader: FilterTokenReader, schema: FilterSchema<T>): Test<T> {
  const tests = [readUnary(reader, schema)];
  while (reader.takes('and')) tests.push(readUnary(reader, schema));
  return (item) => tests.every((test) => test(item));
}

function readUnary<T>(reader: FilterTokenReader, schema: FilterSchema<T>): Test<T> {
  if (reader.takes('not')) {
    reader.advanced ??= 'not';
    const test = readUnary(reader, schema);
    return (item) => !test(item);
  }
  if (reader.takes('(')) {
    const test = readOr(reader, schema);
    reader.need(')');
    return test;
  }
  return reader.takes('startswith') ? readStartsWith(reader, schema) : readComparison(reader, schema);
}

function readStartsWith<T>(reader: FilterTokenReader, schema: FilterSchema<T>): Test<T> {
  reader.need('(');
  const { name, property } = readProperty(reader, schema);
  reader.need(',');
  if (property.type !== 'text' || !property.startsWith) throw unsupported(name, schema);
  const start = String(reader.literal('text'));
  reader.need(')');
  return (item) => property.read(item).toLowerCase().startsWith(start);
}

function readComparison<T>(reader: FilterTokenReader, schema: FilterSchema<T>): Test<T> {
  const { name, property } = readProperty(reader, schema);
  if (property.type === 'texts') {
    if (!reader.takes('/') || !reader.takes('any')) throw unsupported(name, schema);
    return readAny(reader, schema, property);
  }
  const read = (item: T) => {
    const value = property.read(item);
    return typeof value === 'string' ? value.toLowerCase() : value;
  };
  if (reader.takes('in')) {
    reader.need('(');
    const values = new Set([reader.literal(property.type)]);
    while (reader.takes(',')) values.add(reader.literal(property.type));
    reader.need(')');
    return (item) => values.has(read(item));
  }
  const negative = reader.takes('ne');
  if (negative) reader.advanced ??= 'ne';
  else if (!reader.takes('eq')) throw unsupported(name, schema);
  const value = reader.literal(property.type);
  return (item) => (read(item) === value) !== negative;
}

/** `tags/any(t:t eq 'x')`: inside the parentheses the variable is the only property. */
function readAny<T>(
  reader: FilterTokenReader,
  schema: FilterSchema<T>,
  property: { read(item: T): readonly string[] },
): Test<T> {
  reader.need('(');
  const variable = reader.name().toLowerCase();
  reader.need(':');
  const test = readOr<string>(reader, {
    resource: schema.resource,
    properties: new Map([[variable, { type: 'text', read: (text: string) => text, startsWith: true }]]),
  });
  reader.need(')');
  return (item) => property.read(item).some(test);
}

function readProperty<T>(reader: FilterTokenReader, schema: FilterSchema<T>) {
  const name = reader.name();
  const property = schema.properties.get(name.toLowerCase());
  if (!property) throw unsupported(name, schema);
  return { name, property };
}

const unsupported = (name: string, { resource }: { resource: string }) =>
  new FilterError(
    'unsupported',
    `Unsupported or invalid query filter clause specified for property '${name}' of resource '${resource}'.`,
  );

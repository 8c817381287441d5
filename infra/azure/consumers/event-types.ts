import { eventSchemas } from '../../contract/event-schemas.ts';
import { type JsonSchema, mapMembers } from '../../contract/json-schema.ts';

const head = `// Written by \`npm run consumers\` from the published schemas of the events. Do not edit: copy it anew instead.
`;

/** Types of TypeScript for every event, from the JSON Schemas that are published: a text without imports, to be copied. */
export function eventTypesText(): string {
  const schemas = eventSchemas();
  const attributes = sharedMembers(schemas.map(({ event }) => event));
  const data = sharedMembers(schemas.map((each) => each.data));
  const definitions = Object.assign({}, ...schemas.map((each) => definitionsOf(each.data)));
  return [
    head,
    '/** The attributes of every event. */',
    `interface EventAttributes ${members(attributes)}\n`,
    '/** The data of every event. */',
    `interface JobData ${members(data)}\n`,
    ...Object.entries(mapMembers<JsonSchema, string>(definitions, (schema) => typeOf(schema))).map(
      ([name, text]) => `type ${name} = ${text};\n`,
    ),
    ...schemas.flatMap(({ name, title, event, data: own }) => [
      comment(title),
      `interface ${name} extends EventAttributes ${members(without(event, attributes, 'data'), [
        `readonly data: JobData & ${members(without(own, data))};`,
      ])}\n`,
    ]),
    `export type ProvisioningEvent = ${schemas.map(({ name }) => name).join(' | ')};\n`,
    '/** The schema of the data that these types are of, by the type of the event. */',
    `export const dataSchemas = {\n${schemas
      .map(({ type, data: { $id } }) => `${literal(type)}: ${literal($id)},`)
      .join('\n')}\n} as const satisfies Record<ProvisioningEvent['type'], string>;\n`,
  ].join('\n');
}

/** The members that all of these objects have in the very same words. */
function sharedMembers([first = {}, ...others]: readonly JsonSchema[]): JsonSchema {
  const isShared = (name: string) =>
    others.every(
      ({ properties = {}, required = [] }) =>
        JSON.stringify(properties[name]) === JSON.stringify(first.properties?.[name]) &&
        required.includes(name) === first.required?.includes(name),
    );
  const shared = Object.entries(first.properties ?? {}).filter(([name]) => isShared(name));
  return { properties: Object.fromEntries(shared), required: first.required ?? [] };
}

function without({ properties = {}, required = [] }: JsonSchema, shared: JsonSchema, ...more: string[]) {
  const own = Object.entries(properties).filter(
    ([name]) => !(name in (shared.properties ?? {})) && !more.includes(name),
  );
  return { properties: Object.fromEntries(own), required };
}

function members({ properties = {}, required = [] }: JsonSchema, more: readonly string[] = []): string {
  const lines = Object.entries(properties).flatMap(([name, schema]) => [
    ...(schema.description === undefined ? [] : [comment(schema.description)]),
    `readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  ]);
  return `{\n${[...lines, ...more].join('\n')}\n}`;
}

/** @throws where the schema says what is not known here: the types would say less than it does */
function typeOf(schema: JsonSchema): string {
  const { type, properties, items, anyOf, $ref } = schema;
  if ($ref !== undefined) return $ref.replace('#/$defs/', '');
  if (anyOf) return anyOf.map(typeOf).join(' | ');
  if ('const' in schema) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  if (properties && type === 'object') return members(schema);
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one })).join(' | ');
  if (items) return `readonly (${typeOf(items)})[]`;
  switch (type) {
    case 'integer':
      return 'number';
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return type;
    case 'object':
      return 'Readonly<Record<string, unknown>>';
    case undefined:
      return 'unknown';
    default:
      throw new Error(`No type is known for the schema ${JSON.stringify(schema)}.`);
  }
}

function definitionsOf({ $defs }: JsonSchema): object {
  return typeof $defs === 'object' && $defs !== null ? $defs : {};
}

function comment(text: string): string {
  return `/** ${text.replaceAll('*/', '* /')} */`;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : JSON.stringify(value);
}

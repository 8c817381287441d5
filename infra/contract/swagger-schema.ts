import { type JsonSchema, mapMembers } from './json-schema.ts';
import { mergedObjects } from './merged-objects.ts';
import { isShownFirst, labelOf } from './shown-members.ts';

const copied = ['format', 'minimum', 'maximum', 'minLength', 'maxLength', 'maxItems', 'minItems', 'pattern'];

/**
 * A schema of JSON Schema 2020-12 in the words of OpenAPI 2.0, as importers of custom connectors take it: no choice of
 * schemas, one type, `x-nullable`, a title and a visibility for each member.
 *
 * @param named the schemas that it may refer to
 */
export function swaggerSchema(schema: JsonSchema, named: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const inside = (one: JsonSchema) => swaggerSchema(one, named);
  if (schema.$ref !== undefined) return { $ref: schema.$ref };
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) {
    const { anyOf: _, oneOf: __, ...rest } = schema;
    const others = choice.filter(({ type }) => type !== 'null').map((one) => dereferenced(one, named));
    const chosen = inside({ ...mergedObjects(others), ...rest });
    return others.length < choice.length ? { ...chosen, 'x-nullable': true } : chosen;
  }
  const { type, properties, items, required, examples, description, title } = schema;
  const types = [type ?? []].flat();
  const [only, ...more] = types.filter((one) => one !== 'null');
  const values = schema.const === undefined ? schema.enum : [schema.const];
  return {
    ...(only !== undefined && more.length === 0 && { type: only }),
    ...Object.fromEntries(Object.entries(schema).filter(([keyword]) => copied.includes(keyword))),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(values && { enum: values }),
    ...(examples && { example: examples[0] }),
    ...(items && { items: inside(items) }),
    ...(properties && {
      // Not referred to: what stands beside a reference, such as a title, is not read.
      properties: mapMembers(properties, (member, name) => ({
        ...inside(dereferenced(member, named)),
        'x-ms-summary': member.title ?? labelOf(name),
        'x-ms-visibility': isShownFirst(name) ? 'important' : 'advanced',
      })),
    }),
    ...(required && required.length > 0 && { required }),
    ...(types.includes('null') && { 'x-nullable': true }),
  };
}

function dereferenced(schema: JsonSchema, named: Readonly<Record<string, JsonSchema>>): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const found = named[schema.$ref.replace(/^.*\//, '')];
  if (!found) throw new Error(`No schema is named ${schema.$ref}.`);
  return found;
}

import type { JsonSchema } from './json-schema.ts';

/**
 * One schema that takes whatever any of these takes, for formats without a choice of schemas: of objects the members of all,
 * required where all require them; of texts the values of all; of what has no type in common anything.
 */
export function mergedObjects(schemas: readonly JsonSchema[]): JsonSchema {
  const [first, ...others] = schemas;
  if (!first) return {};
  return others.reduce(merged, first);
}

function merged(a: JsonSchema, b: JsonSchema): JsonSchema {
  if (JSON.stringify(a) === JSON.stringify(b)) return a;
  if (a.type !== b.type || a.type === undefined) return {};
  if (a.type !== 'object') {
    const { const: _, enum: __, title: ___, description: ____, ...rest } = a;
    const [some, more] = [valuesOf(a), valuesOf(b)];
    return { ...rest, ...(some && more && { enum: [...new Set([...some, ...more])] }) };
  }
  const names = [...new Set([...Object.keys(a.properties ?? {}), ...Object.keys(b.properties ?? {})])];
  return {
    type: 'object',
    properties: Object.fromEntries(
      names.map((name) => [name, mergedMember(a.properties?.[name], b.properties?.[name])]),
    ),
    required: (a.required ?? []).filter((name) => b.required?.includes(name)),
  };
}

function mergedMember(a: JsonSchema | undefined, b: JsonSchema | undefined): JsonSchema {
  return a && b ? merged(a, b) : (a ?? b ?? {});
}

function valuesOf(schema: JsonSchema): unknown[] | undefined {
  return schema.const === undefined ? schema.enum : [schema.const];
}

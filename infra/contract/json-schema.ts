import * as z from 'zod';

/** A JSON Schema, as far as the generators look into it. */
export interface JsonSchema {
  type?: string | string[];
  format?: string;
  description?: string;
  title?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  examples?: unknown[];
  $ref?: string;
  [keyword: string]: unknown;
}

/** Keywords that zod adds for itself and no reader needs: a pattern beside a format, the largest integer of JavaScript. */
function plain({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void {
  if (typeof jsonSchema.format === 'string') delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/**
 * The JSON Schema 2020-12 of a schema, open to members that it does not name.
 *
 * Read as input: what is said of output forbids them.
 */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return copied(z.toJSONSchema(schema, { io: 'input', override: plain }));
}

/** Every schema that has an id, by it, referring to each other at `root`. */
export function namedSchemas(root: string): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    io: 'input',
    override: plain,
    uri: (id) => `${root}${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, schema]) => {
        const { $schema: _, $id: __, ...rest } = copied(schema);
        return [id, rest];
      }),
  );
}

/** The schema of a part: a reference where it has an id. */
export function partOf(schema: z.ZodType, root: string): JsonSchema {
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) return { $ref: `${root}${id}` };
  const { $schema: _, ...rest } = jsonSchemaOf(schema);
  return rest;
}

export function mapMembers<T, U>(
  members: Readonly<Record<string, T>>,
  change: (member: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member, name)]));
}

/** Without what is not JSON. */
function copied(schema: object): JsonSchema {
  return JSON.parse(JSON.stringify(schema));
}

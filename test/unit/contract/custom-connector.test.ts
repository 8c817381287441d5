import { expect, test } from 'vitest';
import { z } from 'zod';
import { publishedJson } from '../../support/contract/validator.ts';

/**
 * What the importers of custom connectors want beside a valid document: OpenAPI 2.0, at most 1 MB, no choice of schemas, ids in
 * Pascal case, titles and descriptions of everything that a designer shows, extensions that they know.
 *
 * @see https://learn.microsoft.com/connectors/custom-connectors/faq
 * @see https://learn.microsoft.com/connectors/custom-connectors/coding-standards
 * @see https://github.com/microsoft/PowerPlatformConnectors/blob/dev/schemas/apiDefinition.swagger.schema.json
 */

const described = z.looseObject({
  description: z.string().min(1),
  'x-ms-summary': z.string().min(1),
  'x-ms-visibility': z.enum(['important', 'advanced', 'internal']),
});
const parameter = described.extend({
  name: z.string(),
  in: z.enum(['path', 'query']),
  required: z.boolean(),
  'x-ms-dynamic-values': z
    .strictObject({
      operationId: z.string(),
      parameters: z.record(z.string(), z.unknown()),
      'value-collection': z.string(),
      'value-path': z.string(),
      'value-title': z.string(),
    })
    .optional(),
});
const operation = z.object({
  operationId: z.string().regex(/^([A-Z][a-z]+)+$/),
  summary: z.string().min(1),
  description: z.string().min(1),
  'x-ms-visibility': z.enum(['important', 'advanced', 'internal']),
  parameters: z.array(parameter),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const definition = z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() });
const swagger = z.object({
  swagger: z.literal('2.0'),
  host: z.string().regex(/^[\w.-]+$/),
  basePath: z.literal('/api'),
  schemes: z.tuple([z.literal('https')]),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  definitions: z.record(z.string(), definition),
  securityDefinitions: z.object({
    functionKey: z.object({
      type: z.literal('apiKey'),
      name: z.literal('x-functions-key'),
      in: z.literal('header'),
    }),
  }),
});

const document = publishedJson('swagger.json');
const { paths, definitions } = swagger.parse(document);
const operations = Object.values(paths).flatMap((methods) => Object.values(methods));

/** Each object in the document and the name under which it stands. */
function* objectsIn(value: unknown, name = ''): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [name, { ...value }];
  for (const [member, inner] of Object.entries(value)) yield* objectsIn(inner, member);
}

test('it is small, and says everything in words that importers of OpenAPI 2.0 know', () => {
  expect(JSON.stringify(document).length).toBeLessThan(1_000_000);
  const unknown = [
    'anyOf',
    'oneOf',
    'const',
    '$defs',
    'examples',
    'nullable',
    'prefixItems',
    'patternProperties',
  ];
  for (const [name, object] of objectsIn(document)) {
    if (name === 'properties') continue;
    expect(Object.keys(object).filter((keyword) => unknown.includes(keyword))).toEqual([]);
    if ('type' in object) expect(typeof object.type).toBe('string');
    if ('$ref' in object) expect(Object.keys(object)).toEqual(['$ref']);
  }
  const extensions = new Set([...objectsIn(document)].flatMap(([, object]) => Object.keys(object)));
  expect([...extensions].filter((name) => name.startsWith('x-')).sort()).toEqual([
    ...['x-content-type-options', 'x-ms-dynamic-values', 'x-ms-error-code', 'x-ms-summary'],
    ...['x-ms-visibility', 'x-nullable'],
  ]);
});

test('each member that a designer shows has a title and a visibility', () => {
  const title = described.omit({ description: true });
  for (const [name, object] of objectsIn(document)) {
    if (name !== 'properties') continue;
    for (const member of Object.values(object)) expect(title.safeParse(member).error).toBeUndefined();
  }
});

test('the pickers of a job name an operation, a list and members that are there', () => {
  const pickers = operations.flatMap(({ parameters }) =>
    parameters.flatMap((each) => each['x-ms-dynamic-values'] ?? []),
  );
  expect(new Set(pickers.map((each) => each['value-path']))).toEqual(new Set(['servicePrincipalId', 'key']));
  const listed = operations.find(({ operationId }) => operationId === 'ListJobs');
  for (const picker of pickers) {
    expect(picker.operationId).toBe(listed?.operationId);
    expect(listed?.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(picker.parameters)),
    );
    expect(definitions.JobList?.properties).toHaveProperty(picker['value-collection']);
    for (const member of [picker['value-path'], picker['value-title']]) {
      expect(definitions.JobSummary?.properties).toHaveProperty(member);
    }
  }
});

test('no two operations share an id', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

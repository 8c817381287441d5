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
      parameters: z.record(z.string(), z.union([z.number(), z.strictObject({ parameter: z.string() })])),
      'value-collection': z.string(),
      'value-path': z.string(),
      'value-title': z.string(),
    })
    .optional(),
  'x-ms-dynamic-list': z
    .strictObject({
      operationId: z.string(),
      parameters: z.record(
        z.string(),
        z.union([z.strictObject({ value: z.number() }), z.strictObject({ parameterReference: z.string() })]),
      ),
      itemsPath: z.string(),
      itemValuePath: z.string(),
      itemTitlePath: z.string(),
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
  'x-ms-trigger': z.enum(['single', 'batch']).optional(),
  'x-ms-trigger-hint': z.string().optional(),
  'x-ms-trigger-metadata': z.strictObject({ kind: z.string(), mode: z.string() }).optional(),
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
    ...['x-content-type-options', 'x-ms-dynamic-list', 'x-ms-dynamic-values', 'x-ms-error-code'],
    ...['x-ms-summary', 'x-ms-trigger', 'x-ms-trigger-hint', 'x-ms-trigger-metadata', 'x-ms-visibility'],
    'x-nullable',
  ]);
});

/** Every member of an answer, by its name. */
const members = [...objectsIn(document)].flatMap(([name, object]) =>
  name === 'properties'
    ? Object.entries(object).map(([member, schema]) => ({
        member,
        ...described.omit({ description: true }).parse(schema),
      }))
    : [],
);

test('each member that a designer shows has a label of words in title case, and a visibility', () => {
  expect(members.length).toBeGreaterThan(200);
  const labels = new Set(members.map((each) => each['x-ms-summary']));
  const word = /^(?:[A-Z][a-z]*|ID|URL|CloudEvents|\(?[A-Z][a-z]+\)?|a|an|as|at|by|for|in|of|on|or|the|to)$/;
  for (const label of labels) {
    expect(label).toMatch(/^[A-Z]/);
    expect(label.split(' ').filter((each) => !word.test(each))).toEqual([]);
    // Names without capitals inside, as CloudEvents has them, are not words.
    expect(label).not.toMatch(/[a-z](?:time|type|schema|version)$/);
  }
});

test('what a maker looks for first is not folded away', () => {
  const shown = new Set(
    members.flatMap((each) => (each['x-ms-visibility'] === 'important' ? [each.member] : [])),
  );
  expect([...shown]).toEqual(expect.arrayContaining(['value', 'state', 'conditions', 'reason', 'stale']));
  const folded = members.filter((each) => each['x-ms-visibility'] === 'advanced');
  expect(folded.length).toBeGreaterThan(members.length / 2);
  expect(operations.flatMap(({ parameters }) => parameters.map(({ name }) => name))).toContain('state');
});

test('what only the pages for people take is not offered to makers, and stays in OpenAPI 3', () => {
  const offered = (operationId: string) =>
    operations.find((each) => each.operationId === operationId)?.parameters.map(({ name }) => name);
  expect(offered('GetJob')).toEqual(['servicePrincipalId', 'jobId']);
  expect(offered('ListJobs')).toContain('$skiptoken');
  const openapi = z
    .object({ paths: z.record(z.string(), z.object({ get: z.unknown() }).partial()) })
    .parse(publishedJson('openapi.json'));
  const job = JSON.stringify(openapi.paths['/jobs/{servicePrincipalId}/{jobId}']?.get);
  expect(job).toContain('"$format"');
  expect(job).toContain('"$skiptoken"');
});

/** Each drop-down with the ids of the operations whose parameter has it. */
const pickers = operations.flatMap(({ operationId, parameters }) =>
  parameters.flatMap(({ 'x-ms-dynamic-values': picker }) => (picker ? [{ operationId, picker }] : [])),
);
/** The list that each operation of a picker gives, and the entries of that list. */
const lists: Readonly<Record<string, readonly [string, string]>> = {
  ListJobs: ['JobList', 'JobSummary'],
  ListTenantJobs: ['JobList', 'JobSummary'],
  ListTenants: ['TenantList', 'TenantSummary'],
};

test('the jobs that are offered are those of the service principal that was chosen', () => {
  const chosen = operations.flatMap(({ parameters }) => parameters.filter(({ name }) => name === 'jobId'));
  expect(chosen.length).toBeGreaterThan(0);
  for (const each of chosen) {
    expect(each['x-ms-dynamic-values']).toMatchObject({
      parameters: { servicePrincipalId: { parameter: 'servicePrincipalId' } },
      'value-title': 'label',
    });
    expect(each['x-ms-dynamic-list']).toMatchObject({
      parameters: { servicePrincipalId: { parameterReference: 'servicePrincipalId' } },
      itemTitlePath: 'label',
    });
  }
});

test('each drop-down is described in both ways, alike', () => {
  for (const { parameters } of operations) {
    for (const each of parameters) {
      const [values, list] = [each['x-ms-dynamic-values'], each['x-ms-dynamic-list']];
      expect([list?.operationId, list?.itemsPath, list?.itemValuePath, list?.itemTitlePath]).toEqual([
        ...[values?.operationId, values?.['value-collection']],
        ...[values?.['value-path'], values?.['value-title']],
      ]);
      expect(Object.keys(list?.parameters ?? {})).toEqual(Object.keys(values?.parameters ?? {}));
    }
  }
});

test('the pickers name an operation, a list and members that are there', () => {
  const values = new Set(pickers.map(({ picker }) => picker['value-path']));
  expect(values).toEqual(new Set(['servicePrincipalId', 'key', 'tenantId']));
  for (const { picker } of pickers) {
    const listed = operations.find(({ operationId }) => operationId === picker.operationId);
    expect(listed?.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(picker.parameters)),
    );
    const [list = '', entry = ''] = lists[picker.operationId] ?? [];
    expect(definitions[list]?.properties).toHaveProperty(picker['value-collection']);
    for (const member of [picker['value-path'], picker['value-title']]) {
      expect(definitions[entry]?.properties).toHaveProperty(member);
    }
  }
});

test('what is offered of one of several tenants is that tenant’s own', () => {
  const ofTenants = pickers.filter(
    ({ operationId, picker }) => /Tenant/.test(operationId) && picker['value-path'] !== 'tenantId',
  );
  expect(ofTenants.length).toBeGreaterThan(0);
  for (const { picker } of ofTenants)
    expect(picker).toMatchObject({
      operationId: 'ListTenantJobs',
      parameters: { tenantId: { parameter: 'tenantId' } },
    });
});

test('no two operations share an id', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

/** What has headers and a body of one member that is a list. */
const answered = z.object({
  headers: z.record(z.string(), z.object({ type: z.string() })),
  schema: z.object({ $ref: z.string() }).optional(),
});

/**
 * A trigger is a GET that can be called without a state: its answers give that in `Location`. Of a batch the designer starts one
 * workflow for each entry of the one list in the answer.
 *
 * @see https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions#x-ms-trigger
 * @see https://learn.microsoft.com/connectors/custom-connectors/create-polling-trigger
 */
test('the triggers are such as designers and their runtime take', () => {
  const triggers = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, each]) =>
      each['x-ms-trigger'] === undefined ? [] : [{ path, method, ...each }],
    ),
  );
  expect(triggers.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'get /triggers/events',
    'get /tenants/{tenantId}/triggers/events',
  ]);
  for (const each of triggers) {
    expect(each['x-ms-trigger']).toBe('batch');
    expect(each['x-ms-trigger-metadata']).toEqual({ kind: 'query', mode: 'polling' });
    expect(each['x-ms-trigger-hint']).toMatch(/^To see it work now, /);
    expect(each.summary).toMatch(/^When a /);
    for (const { name, in: place, required, ...shown } of each.parameters) {
      expect(required).toBe(place === 'path');
      // Only the runtime gives the state: a maker is not asked for it.
      expect(shown['x-ms-visibility'] === 'internal').toBe(name === 'after');
    }
    for (const status of ['200', '202']) {
      const { headers } = answered.parse(each.responses[status]);
      expect(Object.keys(headers)).toEqual(expect.arrayContaining(['location', 'retry-after']));
    }
    const { schema } = answered.parse(each.responses['200']);
    const { properties } = definition.parse(definitions[schema?.$ref.replace(/^.*\//, '') ?? '']);
    const lists = Object.entries(properties ?? {}).filter(([, member]) => Object(member).type === 'array');
    expect(lists.map(([name]) => name)).toEqual(['value']);
  }
});

test('what only the runtime gives is in no action', () => {
  const internal = operations.flatMap((each) =>
    each.parameters.flatMap((one) => (one['x-ms-visibility'] === 'internal' ? [each['x-ms-trigger']] : [])),
  );
  expect(new Set(internal)).toEqual(new Set(['batch']));
});

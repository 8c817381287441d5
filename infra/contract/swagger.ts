import { pageSizes } from '../../src/contract/http/query-values.ts';
import {
  headers,
  type Parameter,
  type Picker,
  type Reply,
  type Route,
} from '../../src/contract/http/route.ts';
import { routes } from '../../src/contract/http/routes.ts';
import { about, httpDescription, keyDescription, placeholderHost } from './about.ts';
import { type JsonSchema, mapMembers, namedSchemas, partOf } from './json-schema.ts';
import { swaggerSchema } from './swagger-schema.ts';

const root = '#/definitions/';

/**
 * The HTTP functions as an OpenAPI 2.0 document that imports as a custom connector of Logic Apps and Power Platform, which
 * take no later version.
 *
 * `x-ms-pageable` is left out: a connector follows such links only with the policy `updatenextlink`, which is no part of the
 * document. Pages are asked for by `$skiptoken`.
 *
 * @see https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions
 */
export function swaggerDocument(): object {
  const named = namedSchemas(root);
  const toSchema = (schema: JsonSchema) => swaggerSchema(schema, named);
  const definitions = mapMembers(named, toSchema);
  const paths = new Map<string, object>();
  for (const route of routes.filter(({ forWorkflows }) => forWorkflows)) {
    paths.set(route.path, { ...paths.get(route.path), [route.method]: operation(route, toSchema) });
  }
  return {
    swagger: '2.0',
    info: { ...about, description: httpDescription },
    host: placeholderHost,
    basePath: '/api',
    schemes: ['https'],
    consumes: ['application/json'],
    produces: ['application/json'],
    paths: Object.fromEntries(paths),
    definitions: usedBy(Object.fromEntries(paths), definitions),
    securityDefinitions: {
      functionKey: { type: 'apiKey', name: 'x-functions-key', in: 'header', description: keyDescription },
    },
    security: [{ functionKey: [] }],
  };
}

type ToSchema = (schema: JsonSchema) => JsonSchema;

function operation(route: Route, toSchema: ToSchema): object {
  const { operationId, summary, description, replies, triggerHint } = route;
  // Nobody sends If-None-Match from a workflow, so 304 does not come either.
  const { 304: _, ...responses } = replies;
  return {
    operationId,
    summary,
    description,
    'x-ms-visibility': 'important',
    ...(triggerHint !== undefined && {
      'x-ms-trigger': 'batch',
      'x-ms-trigger-hint': triggerHint,
      'x-ms-trigger-metadata': { kind: 'query', mode: 'polling' },
    }),
    parameters: route.parameters
      .filter((each) => each.in !== 'header' && !each.forPages)
      .map((each) => parameter(each, toSchema)),
    responses: mapMembers(responses, (each) => reply(each, toSchema)),
  };
}

function parameter(given: Parameter, toSchema: ToSchema): object {
  const { name, in: place, title, description, schema, visibility, isList, pickedFrom } = given;
  const { example: _, title: __, description: ___, ...one } = toSchema(partOf(schema, root));
  return {
    name,
    in: place,
    required: place === 'path',
    description,
    ...(isList ? { type: 'array', items: one, collectionFormat: 'csv' } : one),
    'x-ms-summary': title,
    'x-ms-visibility': visibility,
    ...(pickedFrom && dropDown(pickedFrom)),
  };
}

/** Twice: designers of today read the list, earlier ones the values. */
function dropDown({ operationId, value, title, dependsOn }: Picker): object {
  const given = <Value>(refer: (name: string) => Value) =>
    Object.fromEntries(dependsOn.map((name) => [name, refer(name)]));
  return {
    'x-ms-dynamic-values': {
      operationId,
      parameters: { maxpagesize: pageSizes.most, ...given((name) => ({ parameter: name })) },
      'value-collection': 'value',
      'value-path': value,
      'value-title': title,
    },
    'x-ms-dynamic-list': {
      operationId,
      parameters: {
        maxpagesize: { value: pageSizes.most },
        ...given((name) => ({ parameterReference: name })),
      },
      itemsPath: 'value',
      itemValuePath: value,
      itemTitlePath: title,
    },
  };
}

function reply({ description, always, sometimes = [], content }: Reply, toSchema: ToSchema): object {
  const schema = content['application/json'];
  return {
    description,
    headers: Object.fromEntries(
      [...always, ...sometimes].map((name) => {
        const { type, format } = toSchema(partOf(headers[name].schema, root));
        return [name, { type, ...(format && { format }), description: headers[name].description }];
      }),
    ),
    ...(schema && { schema: toSchema(partOf(schema, root)) }),
  };
}

/** The definitions that something refers to, directly or through another one. */
function usedBy(
  start: object,
  definitions: Readonly<Record<string, JsonSchema>>,
): Record<string, JsonSchema> {
  const used = new Set<string>();
  const waiting: unknown[] = [start];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [, name = ''] of JSON.stringify(next).matchAll(/"#\/definitions\/(\w+)"/g)) {
      if (!used.has(name)) waiting.push(definitions[name]);
      used.add(name);
    }
  }
  return Object.fromEntries(Object.entries(definitions).filter(([name]) => used.has(name)));
}

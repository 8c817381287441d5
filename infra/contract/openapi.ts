import {
  type HeaderName,
  headers,
  type Parameter,
  type Reply,
  type Route,
} from '../../src/contract/http/route.ts';
import { routes } from '../../src/contract/http/routes.ts';
import { about, httpDescription, keyDescription, placeholderHost } from './about.ts';
import { mapMembers, namedSchemas, partOf } from './json-schema.ts';

const schemaRoot = '#/components/schemas/';

/** The HTTP functions as an OpenAPI 3.1 document. */
export function openApiDocument(): object {
  const paths = new Map<string, object>();
  for (const route of routes) paths.set(route.path, { ...paths.get(route.path), ...operations(route) });
  return {
    openapi: '3.1.1',
    info: { ...about, description: httpDescription },
    servers: [{ url: `https://${placeholderHost}/api`, description: 'The function app.' }],
    security: [{ functionKey: [] }, { entra: [] }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: namedSchemas(schemaRoot),
      securitySchemes: {
        functionKey: { type: 'apiKey', name: 'x-functions-key', in: 'header', description: keyDescription },
        entra: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of Microsoft Entra in place of a key, where the app is deployed for that.',
        },
      },
    },
  };
}

function operations(route: Route): object {
  const { method, summary, description, operationId, replies } = route;
  const parameters = route.parameters.map(parameter);
  const operation = { operationId, summary, description, parameters, responses: mapMembers(replies, reply) };
  if (method !== 'get') return { [method]: operation };
  const head = {
    ...operation,
    operationId: `Head${operationId}`,
    summary: `${summary}, headers only`,
    responses: mapMembers(replies, (each) => reply({ ...each, content: {} })),
  };
  return { get: operation, head };
}

function parameter({ name, in: place, title, description, schema, isList, visibility }: Parameter): object {
  const one = partOf(schema, schemaRoot);
  return {
    name,
    in: place,
    required: place === 'path',
    description,
    schema: isList ? { type: 'array', items: one } : one,
    ...(isList && { style: 'form', explode: false }),
    'x-ms-summary': title,
    'x-ms-visibility': visibility,
  };
}

function reply({ description, always, sometimes = [], content }: Reply): object {
  const names = [...always, ...sometimes].sort();
  const given = Object.fromEntries(names.map((name) => [name, header(name, always.includes(name))]));
  return {
    description,
    ...(Object.keys(given).length > 0 && { headers: given }),
    ...(Object.keys(content).length > 0 && {
      content: mapMembers(content, (schema) => ({ schema: partOf(schema, schemaRoot) })),
    }),
  };
}

function header(name: HeaderName, required: boolean): object {
  const { description, schema } = headers[name];
  return { description, ...(required && { required }), schema: partOf(schema, schemaRoot) };
}

import { stringify } from 'yaml';
import { eventKinds } from '../../src/contract/events/event-names.ts';
import { asyncApiDocument } from './asyncapi.ts';
import { eventSchemas } from './event-schemas.ts';
import { openApiDocument } from './openapi.ts';
import { swaggerDocument } from './swagger.ts';

/** Every published document by its name, as it stands in `src/contract/published`. */
export function documents(): Record<string, string> {
  const schemas = eventSchemas();
  const ofEvents = eventKinds.flatMap((kind) => [
    [`events/${kind}.v1.data.schema.json`, json(schemas[kind].data)],
    [`events/${kind}.v1.event.schema.json`, json(schemas[kind].event)],
  ]);
  return {
    ...Object.fromEntries(ofEvents),
    'asyncapi.yaml': stringify(asyncApiDocument(schemas), { aliasDuplicateObjects: false, lineWidth: 0 }),
    'openapi.json': json(openApiDocument()),
    'swagger.json': json(swaggerDocument()),
  };
}

function json(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

import { stringify } from 'yaml';
import { asyncApiDocument } from './asyncapi.ts';
import { eventSchemas } from './event-schemas.ts';
import { openApiDocument } from './openapi.ts';
import { swaggerDocument } from './swagger.ts';

/** Every published document by its name, as it stands in `src/contract/published`. */
export function documents(): Record<string, string> {
  const events = eventSchemas();
  const ofEvents = events.flatMap(({ fileName, data, event }) => [
    [`events/${fileName}.v1.data.schema.json`, json(data)],
    [`events/${fileName}.v1.event.schema.json`, json(event)],
  ]);
  return {
    ...Object.fromEntries(ofEvents),
    'asyncapi.yaml': stringify(asyncApiDocument(events), { aliasDuplicateObjects: false, lineWidth: 0 }),
    'openapi.json': json(openApiDocument()),
    'swagger.json': json(swaggerDocument()),
  };
}

function json(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

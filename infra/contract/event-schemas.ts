import { cloudEvents } from '../../src/contract/events/cloud-event.ts';
import { dataSchemaOf, type EventKind, eventKinds } from '../../src/contract/events/event-names.ts';
import { quarantineData } from '../../src/contract/events/quarantine-data.ts';
import { eachSchema, type JsonSchema, jsonSchemaOf } from './json-schema.ts';

/** The JSON Schemas of a kind of event: of its data, named as the event names it, and of the whole event. */
export interface EventSchemas {
  readonly data: JsonSchema;
  readonly event: JsonSchema;
}

export function eventSchemas(): Record<EventKind, EventSchemas> {
  const all = eventKinds.map((kind): [EventKind, EventSchemas] => [
    kind,
    {
      data: named(dataSchemaOf(kind), jsonSchemaOf(quarantineData[kind])),
      event: named(`${dataSchemaOf(kind)}:event`, jsonSchemaOf(cloudEvents[kind])),
    },
  ]);
  // One for each of the kinds, by their own list.
  const { began, cleared, changed, expiring } = Object.fromEntries(all);
  if (!began || !cleared || !changed || !expiring) throw new Error('A kind of event has no schema.');
  return { began, cleared, changed, expiring };
}

function named($id: string, { $schema, ...rest }: JsonSchema): JsonSchema {
  const defs = rest.$defs;
  const strip = (schema: JsonSchema) => eachSchema(schema, withoutHints);
  return {
    $schema,
    $id,
    ...strip(rest),
    ...(isSchemas(defs) && {
      $defs: Object.fromEntries(Object.entries(defs).map(([id, one]) => [id, strip(one)])),
    }),
  };
}

/** Hints are for designers of workflows, not for validators. */
function withoutHints(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keyword.startsWith('x-')));
}

function isSchemas(value: unknown): value is Record<string, JsonSchema> {
  return typeof value === 'object' && value !== null;
}

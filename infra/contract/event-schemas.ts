import { describedEvents } from '../../src/contract/events/cloud-event.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';

/** A kind of event with its JSON Schemas: of its data, named as the event names it, and of the whole event. */
export interface EventSchemas {
  /** In Pascal case: `QuarantineBegan`. */
  readonly name: string;
  /** In file names: `quarantine.began`. */
  readonly fileName: string;
  readonly type: string;
  readonly title: string;
  readonly data: JsonSchema;
  readonly event: JsonSchema;
}

export function eventSchemas(): readonly EventSchemas[] {
  return describedEvents.map(({ stream, kind, type, title, dataSchema, data, sent }) => ({
    name: `${capitalized(stream)}${capitalized(kind)}`,
    fileName: `${stream}.${kind}`,
    type,
    title,
    data: named(dataSchema, jsonSchemaOf(data)),
    event: named(`${dataSchema}:event`, jsonSchemaOf(sent)),
  }));
}

function capitalized(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function named($id: string, { $schema, ...rest }: JsonSchema): JsonSchema {
  return { $schema, $id, ...rest };
}

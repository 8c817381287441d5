import type { ValidateFunction } from 'ajv';
import { CloudEvent } from 'cloudevents';
import { applicationProperties, describedEvents } from '../../../src/contract/events/cloud-event.ts';
import { strictSchema } from './strict-schema.ts';
import { newValidator, problemsOf, publishedJson } from './validator.ts';

const validators = new Map<string, ValidateFunction>();

function validatorOf(type: unknown): ValidateFunction | undefined {
  const described = describedEvents.find((one) => one.type === type);
  if (!described) return undefined;
  const known = validators.get(described.type);
  if (known) return known;
  const file = `events/${described.stream}.${described.kind}.v1.event.schema.json`;
  const made = newValidator().compile(Object(strictSchema(publishedJson(file))));
  validators.set(described.type, made);
  return made;
}

/** What is wrong with an event, by its own schema in its strictest sense and by the official one of CloudEvents. */
function problemsOfEvent(event: unknown): string[] {
  const { type, ...attributes } = Object(event);
  const validate = validatorOf(type);
  if (!validate) return [`no event of type '${type}' is documented`];
  return [...problemsOf(validate, event), ...problemsOfCloudEvent({ type, ...attributes })];
}

/** The client library of CloudEvents checks by the official schema. */
function problemsOfCloudEvent(event: { type: string; source: string }): string[] {
  try {
    new CloudEvent(event, true).validate();
    return [];
  } catch (error) {
    return [`no CloudEvent: ${error}`];
  }
}

/** A message as far as it is documented. */
export interface Message {
  readonly event: unknown;
  readonly contentType: unknown;
  readonly properties: unknown;
}

/** What is wrong with a message and the event in it. */
export function problemsOfMessage({ event, contentType, properties }: Message): string[] {
  const read = applicationProperties.strict().safeParse(properties);
  return [
    ...problemsOfEvent(event),
    ...(contentType === 'application/cloudevents+json; charset=utf-8' ? [] : [`content type ${contentType}`]),
    ...(read.success
      ? []
      : read.error.issues.map(({ path, message }) => `property ${path.join()}: ${message}`)),
  ];
}

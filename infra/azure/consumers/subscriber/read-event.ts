import * as z from 'zod';
import { dataSchemas, type ProvisioningEvent } from './provisioning-events.ts';

/**
 * What every event has; `data` holds more, and may hold more tomorrow. `sequence` has ten digits or more and counts within one condition
 * of a job: events of two conditions of the same job may have the same number, so what is compared or remembered by it needs the
 * condition (the third word of the type) beside the job.
 */
const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().optional(),
  time: z.string(),
  sequence: z.string().regex(/^\d{10,}$/),
  dataschema: z.string().min(1),
  data: z.record(z.string(), z.unknown()),
});

/** An event of any type, also of one that is not known here. */
export type ReceivedEvent = z.infer<typeof cloudEvent>;

export type EventType = ProvisioningEvent['type'];
/** An event of this type, as its published schema describes it. */
export type EventOf<Type extends EventType> = Extract<ProvisioningEvent, { readonly type: Type }>;

/** The body is no event: reading it again cannot help. */
export class UnreadableEventError extends Error {}

/** @throws UnreadableEventError that says why, without the body's content */
export function readEvent(body: unknown): ReceivedEvent {
  // With `skipParsingBodyAsJson` the client hands over the bytes; what is no bytes was not sent by the connector.
  if (!(body instanceof Uint8Array)) throw new UnreadableEventError('The body is not bytes.');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new UnreadableEventError('The body is not JSON in UTF-8.');
  }
  const event = cloudEvent.safeParse(value);
  if (event.success) return event.data;
  const wrong = event.error.issues.map(({ path }) => path.join('.') || 'the event itself');
  throw new UnreadableEventError(
    `The body is not a CloudEvent of the connector. Wrong: ${wrong.join(', ')}.`,
  );
}

/** Whether the event is of this type, and its data of the schema that the types are written for: the connector keeps to it. */
export function isEvent<Type extends EventType>(
  event: ReceivedEvent,
  type: Type,
): event is ReceivedEvent & EventOf<Type> {
  return event.type === type && event.dataschema === dataSchemas[type];
}

import * as z from 'zod';

/**
 * What every event has; `data` holds more, and may hold more tomorrow. `sequence` has ten digits and counts within a job: texts
 * compare as the numbers do.
 */
const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().optional(),
  time: z.string(),
  sequence: z.string().regex(/^\d{10}$/),
  data: z.record(z.string(), z.unknown()),
});

export type QuarantineEvent = z.infer<typeof cloudEvent>;

/** The body is no event: reading it again cannot help. */
export class UnreadableEventError extends Error {}

/** @throws UnreadableEventError that says why, without the body's content */
export function readEvent(body: unknown): QuarantineEvent {
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

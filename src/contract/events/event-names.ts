/** Every kind of event, in the order in which an episode has them. */
export const eventKinds = ['began', 'changed', 'expiring', 'cleared'] as const;

export type EventKind = (typeof eventKinds)[number];

/** The `type` of an event, which is also the subject of its message. */
export function eventTypeOf(kind: EventKind): string {
  return `entra.provisioning.quarantine.${kind}`;
}

/** The name of the schema of an event's data, with its version. */
export function dataSchemaOf(kind: EventKind): string {
  return `urn:entra:provisioning:quarantine:${kind}:v1`;
}

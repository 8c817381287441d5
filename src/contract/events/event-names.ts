// Plain values: the rest of `src` runs them, and zod stays out of the bundle.

/** What can be wrong with a job, in the order in which everything lists it. */
export const conditionTypes = ['quarantine', 'halt', 'overdue', 'failures'] as const;
export type ConditionType = (typeof conditionTypes)[number];

/** What events are about: a condition of a job, or the job itself. */
export const streams = [...conditionTypes, 'job'] as const;
export type Stream = (typeof streams)[number];

/** Every kind of event of each stream, in the order in which an episode has them. */
export const eventKinds = {
  quarantine: ['began', 'changed', 'expiring', 'cleared'],
  halt: ['began', 'cleared'],
  overdue: ['began', 'cleared'],
  failures: ['began', 'changed', 'cleared'],
  job: ['removed'],
} as const satisfies Record<Stream, readonly string[]>;

export type EventKind<Of extends Stream = Stream> = (typeof eventKinds)[Of][number];

/** Why an episode of each condition can be over: closed enumerations. */
export const clearCauses = {
  quarantine: ['recovered', 'superseded', 'removed'],
  halt: ['resumed', 'removed'],
  overdue: ['caughtUp', 'halted', 'quarantined', 'removed'],
  failures: ['recovered', 'removed'],
} as const satisfies Record<ConditionType, readonly string[]>;

export type ClearCause<Of extends ConditionType = ConditionType> = (typeof clearCauses)[Of][number];

/** Why a job does not run, the first that holds. */
export const haltReasons = [
  'disabledInQuarantine',
  'escrowsPruned',
  'notConfigured',
  'disabled',
  'paused',
] as const;
export type HaltReason = (typeof haltReasons)[number];

/** In which way a job is late. */
export const overdueReasons = ['notRunning', 'initialCycle', 'backlog'] as const;
export type OverdueReason = (typeof overdueReasons)[number];

/** The `type` of an event, which is also the subject of its message. */
export function eventTypeOf<Of extends Stream>(stream: Of, kind: EventKind<Of>): string {
  return `entra.provisioning.${stream}.${kind}`;
}

/** The name of the schema of an event's data, with its version. */
export function dataSchemaOf<Of extends Stream>(stream: Of, kind: EventKind<Of>): string {
  return `urn:entra:provisioning:${stream}:${kind}:v1`;
}

/** The `type` of every event of a stream. */
export function eventTypesOf(stream: Stream): readonly string[] {
  return eventKinds[stream].map((kind) => eventTypeOf(stream, kind));
}

/** The `type` of every event. */
export const eventTypes: readonly string[] = streams.flatMap(eventTypesOf);

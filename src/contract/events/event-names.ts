import type { Transition } from '../../core/transition.ts';

/** The `type` of an event, which is also its message's subject. */
export function eventTypeOf(kind: Transition['kind']): string {
  return `entra.provisioning.quarantine.${kind}`;
}

/** The name by which an event tells which schema its data has, and its version. */
export function dataSchemaOf(kind: Transition['kind']): string {
  return `urn:entra:provisioning:quarantine:${kind}:v1`;
}

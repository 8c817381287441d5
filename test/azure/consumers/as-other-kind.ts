import type { QuarantineEvent } from '../../../src/core/quarantine-event.ts';

/** The event of a begin in the form of one of another kind: a new id, its sequence moved on, and these members of data besides. */
export function asOtherKind(
  { body, ...began }: QuarantineEvent,
  kind: 'changed' | 'expiring',
  data: Readonly<Record<string, unknown>>,
): QuarantineEvent {
  const event = JSON.parse(new TextDecoder().decode(body));
  const attributes = {
    id: event.id.replace(/^......../, kind === 'changed' ? 'cccccccc' : 'eeeeeeee'),
    type: `entra.provisioning.quarantine.${kind}`,
    sequence: String(Number(event.sequence) + 1).padStart(10, '0'),
    dataschema: `urn:entra:provisioning:quarantine:${kind}:v1`,
  };
  const named = Object.entries(attributes).map(([name, value]) => [`cloudEvents_${name}`, value]);
  return {
    ...began,
    id: attributes.id,
    type: attributes.type,
    applicationProperties: { ...began.applicationProperties, ...Object.fromEntries(named) },
    body: Buffer.from(JSON.stringify({ ...event, ...attributes, data: { ...event.data, ...data } })),
  };
}

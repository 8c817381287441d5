import type { Cloud } from '../../infra/local/cloud.ts';
import { checkWire } from './contract/check-wire.ts';

/** An event on the bus, in short. */
export interface SentEvent {
  readonly id: string;
  /** `began` or `cleared`. */
  readonly kind: string;
  /** The display name of the application. */
  readonly subject: string;
  readonly sequence: number;
}

/** The events that a topic of the bus accepted, in its order, repeats included. @throws Error when it is not as documented */
export function sentEvents({ bus }: Pick<Cloud, 'bus'>, topic = 'provisioning-quarantine'): SentEvent[] {
  checkWire({ bus }, topic);
  return bus.messages(topic).map(({ body }) => {
    const { id, type, subject, sequence } = JSON.parse(body.toString('utf8'));
    return { id, kind: type.split('.').at(-1), subject, sequence: Number(sequence) };
  });
}

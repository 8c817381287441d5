import type { Cloud } from '../../infra/local/cloud.ts';
import { checkWire } from './contract/check-wire.ts';

/** A told event in short. */
export interface ToldEvent {
  readonly id: string;
  /** `began` or `cleared`. */
  readonly kind: string;
  /** The display name of the application. */
  readonly subject: string;
  readonly sequence: number;
}

/** What a topic of the bus accepted, in its order, repeats included. @throws Error when it is not as documented */
export function toldBy({ bus }: Pick<Cloud, 'bus'>, topic = 'provisioning-quarantine'): ToldEvent[] {
  checkWire({ bus }, topic);
  return bus.messages(topic).map(({ body }) => {
    const { id, type, subject, sequence } = JSON.parse(body.toString('utf8'));
    return { id, kind: type.split('.').at(-1), subject, sequence: Number(sequence) };
  });
}

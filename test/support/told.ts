import type { Cloud } from '../../infra/local/cloud.ts';

/** A told event in short. */
export interface ToldEvent {
  readonly id: string;
  /** `began` or `cleared`. */
  readonly kind: string;
  /** The display name of the application. */
  readonly subject: string;
  readonly sequence: number;
}

/** What a topic of the bus accepted, in its order, repeats included. */
export function toldBy({ bus }: Pick<Cloud, 'bus'>, topic = 'provisioning-quarantine'): ToldEvent[] {
  return bus.messages(topic).map(({ body }) => {
    const { id, type, subject, sequence } = JSON.parse(body.toString('utf8'));
    return { id, kind: type.split('.').at(-1), subject, sequence: Number(sequence) };
  });
}

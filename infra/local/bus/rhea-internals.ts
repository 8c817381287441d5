import type { Delivery, Receiver, Sender } from 'rhea';

/**
 * What a broker needs of rhea 3 and rhea does not publish. All of it is here, and checked when it is used, so that a new
 * version of rhea that moves these things fails at once and in one place.
 */
interface LinkInternals {
  /** The credit that the peer has given. */
  credit: number;
  /** The attach frame that answers the peer's. It is written in the next turn of the event loop. */
  readonly local: { readonly attach: AttachAnswer };
  readonly state: { local_open: boolean; need_open(): boolean };
}

export interface AttachAnswer {
  snd_settle_mode?: number;
  rcv_settle_mode?: number;
  max_message_size?: number;
  properties?: Record<string, unknown>;
}

function isInternals(link: object): link is LinkInternals {
  return (
    'credit' in link &&
    typeof link.credit === 'number' &&
    'local' in link &&
    hasObject(link.local, 'attach') &&
    'state' in link &&
    typeof link.state === 'object' &&
    link.state !== null &&
    'need_open' in link.state &&
    typeof link.state.need_open === 'function'
  );
}

function hasObject(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, key) === 'object';
}

function internals(link: object): LinkInternals {
  if (!isInternals(link))
    throw new Error('This version of rhea keeps its links in another form: see rhea-internals.ts');
  return link;
}

/** How many messages the peer is ready to take. */
export const creditOf = (sender: Sender): number => internals(sender).credit;

/** Adds to the answer to an attach. Only of use before the answer is written, that is in the handler of the attach. */
export function answerAttach(link: Sender | Receiver, answer: AttachAnswer): void {
  Object.assign(internals(link).local.attach, answer);
}

/**
 * Keeps back the answer to an attach, which rhea gives by itself as soon as the handler returns.
 * Returns the way to give it after all.
 */
export function holdAttach(sender: Sender): () => void {
  const { state } = internals(sender);
  state.need_open();
  return () => {
    state.local_open = false;
    sender.attach();
  };
}

/**
 * Lets rhea forget a delivery that the broker has settled last. A receiver of mode "second" does not answer that any more, and
 * rhea would wait for it until the session's buffer of 2,048 deliveries is full.
 */
export function forgetDelivery(delivery: Delivery): void {
  Object.assign(delivery, { remote_settled: true });
}

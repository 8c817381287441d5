import type { Delivery, EventContext, Message, Sender } from 'rhea';
import { notImplemented } from '../errors.ts';
import type { BusQueue } from '../namespace.ts';
import type { QueuedMessage } from '../queue/queued-message.ts';
import type { SessionLease } from '../queue/session-locks.ts';
import { creditOf } from '../rhea-internals.ts';
import { deliveryTag } from './lock-token.ts';
import { settle } from './outcomes.ts';
import { outgoingMessage } from './outgoing-message.ts';

/** The settle mode in which a receiver asks for messages that are settled as they are sent: receive and delete. */
const settledMode = 1;

/**
 * Sends a queue's messages to a client's receiver, as many as it has given credit for, and does what the client says becomes
 * of them. Returns the way to stop.
 */
export function deliver(
  sender: Sender,
  queue: BusQueue,
  clock: () => number,
  lease: SessionLease | undefined,
): () => void {
  const receiveAndDelete = sender.snd_settle_mode === settledMode;
  const tokens = new WeakMap<Delivery, string>();
  /** Sent, but not yet deducted from the credit: rhea writes in the next turn of the event loop. */
  let unwritten = 0;

  const send = (message: QueuedMessage<Message>, token: string): void => {
    const delivery = sender.send(outgoingMessage(message), deliveryTag(token));
    if (receiveAndDelete) queue.complete(token, clock());
    else tokens.set(delivery, token);
    // After the send, so that it runs behind the turn in which rhea writes.
    if (unwritten++ === 0) process.nextTick(written);
  };
  const feed = (): void => {
    while (unwritten < creditOf(sender) && sender.sendable()) {
      const message = queue.take(clock(), lease);
      if (message?.lock === undefined) return;
      send(message, message.lock.token);
    }
  };
  const written = (): void => {
    unwritten = 0;
    if (sender.is_open()) feed();
  };
  const onOutcome = (action: (token: string, state: Outcome) => void) => (context: EventContext) => {
    const { delivery } = context;
    const token = delivery && tokens.get(delivery);
    if (delivery === undefined || token === undefined) return;
    settle(delivery, () => action(token, delivery.remote_state ?? {}));
  };

  sender.on('sendable', feed);
  sender.on('sender_draining', () => {
    feed();
    sender.set_drained(true);
  });
  sender.on(
    'accepted',
    onOutcome((token) => queue.complete(token, clock())),
  );
  sender.on(
    'released',
    onOutcome((token) => queue.abandon(token, clock())),
  );
  sender.on(
    'modified',
    onOutcome((token, state) => {
      if (state.undeliverable_here === true) throw notImplemented('deferred messages');
      queue.abandon(token, clock(), { ...state.message_annotations });
    }),
  );
  sender.on(
    'rejected',
    onOutcome((token, state) => queue.deadLetter(token, clock(), { ...state.error?.info })),
  );
  return queue.onAvailable(feed);
}

/** The fields of a disposition's state that matter here. */
interface Outcome {
  readonly undeliverable_here?: boolean;
  readonly message_annotations?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly info?: Readonly<Record<string, unknown>> };
}

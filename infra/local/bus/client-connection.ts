import type { Receiver, Sender } from 'rhea';
import type { Claims } from './claims.ts';
import type { BusQueue, Namespace } from './entities.ts';
import { entityNotFound, notAllowed, type Refusal, unauthorized, wireError } from './errors.ts';
import { type Ending, LinkEndings, type Undo } from './link-endings.ts';
import { manage } from './management.ts';
import { openReceiver } from './open-receiver.ts';
import { MAX_MESSAGE_BYTES, receiveSends } from './receive-sends.ts';
import { answerRequests, CBS_NAMES, MANAGEMENT_NAMES, ReplyLinks } from './request-node.ts';
import { answerAttach } from './rhea-internals.ts';

const CBS = '$cbs';
const MANAGEMENT = /\/\$management$/i;

export interface ClientConnectionParts {
  readonly namespace: Namespace;
  readonly claims: Claims;
  readonly clock: () => number;
  /** Cuts the connection without a word. */
  readonly drop: () => void;
}

/** What the broker does for one client: answers its attaches, and gives back what it holds when it goes. */
export class ClientConnection {
  readonly #parts: ClientConnectionParts;
  readonly #replies = new ReplyLinks();
  readonly #endings = new LinkEndings();

  constructor(parts: ClientConnectionParts) {
    this.#parts = parts;
  }

  /** The client attaches in order to send (rhea calls the broker's end of that a receiver). */
  attachSending(receiver: Receiver): void {
    const address = addressOf(receiver.target);
    receiver.set_target({ address });
    this.#refuseOr(receiver, address, () => this.#openSending(receiver, address));
  }

  /** The client attaches in order to receive (rhea calls the broker's end of that a sender). */
  attachReceiving(sender: Sender): void {
    const address = addressOf(sender.source);
    this.#refuseOr(sender, address, () => this.#openReceiving(sender, address));
  }

  /** Those of the client's receiving links that match have ended. */
  end(how: Ending, matches: (sender: Sender) => boolean): void {
    this.#endings.end(how, matches);
  }

  #openSending(receiver: Receiver, address: string): void {
    const { namespace, claims, clock, drop } = this.#parts;
    if (address === CBS) {
      answerRequests(receiver, this.#replies, CBS_NAMES, (request) => claims.putToken(request, clock()));
    } else if (MANAGEMENT.test(address)) {
      const queue = this.#managedQueue(address);
      answerRequests(receiver, this.#replies, MANAGEMENT_NAMES, (request) => manage(queue, request, clock()));
    } else {
      const destination = namespace.destination(address);
      if (destination === undefined) throw this.#wrongEntity(address);
      answerAttach(receiver, { max_message_size: MAX_MESSAGE_BYTES });
      receiveSends(receiver, destination, clock, drop);
    }
  }

  #openReceiving(sender: Sender, address: string): void {
    if (address === CBS || MANAGEMENT.test(address)) {
      if (address !== CBS) this.#managedQueue(address);
      sender.set_source({ address });
      this.#replies.add(sender);
      this.#endings.onEnd(sender, () => this.#replies.remove(sender));
      return;
    }
    const queue = this.#parts.namespace.queue(address);
    if (queue === undefined) throw this.#wrongEntity(address);
    const onEnd = (undo: Undo): void => this.#endings.onEnd(sender, undo);
    openReceiver({ sender, address, queue, clock: this.#parts.clock, onEnd });
  }

  #refuseOr(link: Sender | Receiver, address: string, open: () => void): void {
    try {
      if (address !== CBS && !this.#parts.claims.covers(address, this.#parts.clock()))
        throw unauthorized(address);
      open();
    } catch (error) {
      link.close({ ...wireError(error) });
    }
  }

  /** Undefined for a topic, whose management node exists but knows none of the operations. */
  #managedQueue(address: string): BusQueue | undefined {
    const path = address.replace(MANAGEMENT, '');
    const queue = this.#parts.namespace.queue(path);
    if (queue === undefined && this.#parts.namespace.destination(path) === undefined)
      throw entityNotFound(path);
    return queue;
  }

  /** Nobody can send to a subscription or a dead-letter queue, nor receive from a topic. */
  #wrongEntity(path: string): Refusal {
    const { namespace } = this.#parts;
    const exists = namespace.queue(path) !== undefined || namespace.destination(path) !== undefined;
    return exists
      ? notAllowed(`The entity '${path}' cannot be used in this direction.`)
      : entityNotFound(path);
  }
}

function addressOf(terminus: { readonly address?: string } | null | undefined): string {
  return terminus?.address ?? '';
}

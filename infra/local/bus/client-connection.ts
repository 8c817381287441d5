import type { Receiver, Sender } from 'rhea';
import { admission } from './admission.ts';
import { type BusRefusal, entityNotFound, notAllowed, tokenNotRenewed, wireError } from './errors.ts';
import { type Ending, LinkEndings, type Undo } from './link-endings.ts';
import { type Managed, manage } from './management.ts';
import type { Namespace } from './namespace.ts';
import { type Link, OpenLinks, type Use } from './open-links.ts';
import { openReceiver } from './receiving/open-receiver.ts';
import { answerRequests, cbsNames, managementNames, ReplyLinks } from './request-node.ts';
import { answerAttach } from './rhea-internals.ts';
import { maxMessageBytes, receiveSends } from './sending/receive-sends.ts';
import type { Claims } from './tokens/claims.ts';

const cbsAddress = '$cbs';
const managementAddress = /\/\$management$/i;

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
  readonly #links = new OpenLinks();

  constructor(parts: ClientConnectionParts) {
    this.#parts = parts;
  }

  /** The client attaches in order to send (rhea calls the broker's end of that a receiver). */
  attachSending(receiver: Receiver): void {
    const address = addressOf(receiver.target);
    receiver.set_target({ address });
    this.#openOrRefuse(receiver, address, 'Send', () => this.#openSending(receiver, address));
  }

  /** The client attaches in order to receive (rhea calls the broker's end of that a sender). */
  attachReceiving(sender: Sender): void {
    const address = addressOf(sender.source);
    this.#openOrRefuse(sender, address, 'Listen', () => this.#openReceiving(sender, address));
  }

  /** Those of the client's links that match have ended. */
  end(how: Ending, matches: (link: Link) => boolean): void {
    this.#endings.end(how, matches);
  }

  /** Closes the links whose token has expired or whose entity has been disabled. To be called now and then. */
  sweep(): void {
    const { claims, namespace, clock } = this.#parts;
    this.#links.close((use, link) =>
      admission(use, claims, namespace, clock(), () => tokenNotRenewed(link, use.claims[0], use.path)),
    );
  }

  #openSending(receiver: Receiver, address: string): void {
    const { namespace, claims, clock, drop } = this.#parts;
    if (address === cbsAddress) {
      answerRequests(receiver, this.#replies, cbsNames, (request) => claims.putToken(request, clock()));
    } else if (managementAddress.test(address)) {
      const managed = this.#managed(address);
      answerRequests(receiver, this.#replies, managementNames, (request) =>
        manage(managed, request, clock()),
      );
    } else {
      const destination = namespace.destination(address);
      if (destination === undefined) throw this.#wrongEntity(address);
      answerAttach(receiver, { max_message_size: maxMessageBytes });
      const isOpen = (): boolean => {
        this.sweep();
        return this.#links.has(receiver);
      };
      receiveSends({ receiver, destination, clock, isOpen, drop });
    }
  }

  #openReceiving(sender: Sender, address: string): void {
    if (address === cbsAddress || managementAddress.test(address)) {
      if (address !== cbsAddress) this.#managed(address);
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

  #openOrRefuse(link: Link, address: string, claim: 'Send' | 'Listen', open: () => void): void {
    const { claims, namespace, clock } = this.#parts;
    try {
      if (address !== cbsAddress) {
        const use: Use = {
          path: address,
          claims: managementAddress.test(address) ? ['Listen', 'Send'] : [claim],
        };
        const refusal = admission(use, claims, namespace, clock());
        if (refusal !== undefined) throw refusal;
        this.#links.add(link, use);
        this.#endings.onEnd(link, () => this.#links.remove(link));
      }
      open();
    } catch (error) {
      this.#links.remove(link);
      link.close({ ...wireError(error) });
    }
  }

  #managed(address: string): Managed {
    const { namespace } = this.#parts;
    const path = address.replace(managementAddress, '');
    const queue = namespace.queue(path);
    if (queue === undefined && namespace.destination(path) === undefined) throw entityNotFound(path);
    return { queue, rules: namespace.rules(path) };
  }

  /** Nobody can send to a subscription or a dead-letter queue, nor receive from a topic. */
  #wrongEntity(path: string): BusRefusal {
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

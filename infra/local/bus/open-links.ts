import type { Receiver, Sender } from 'rhea';
import { type BusRefusal, type Claim, wireError } from './errors.ts';

export type Link = Sender | Receiver;

/** A use of a link, which a client may make only as long as its token, and the entity, allow it. */
export interface Use {
  readonly path: string;
  /** Any of them is enough; the first is the one that a refusal names. */
  readonly claims: readonly [Claim, ...Claim[]];
}

/** The links of one connection to entities and their management nodes. */
export class OpenLinks {
  readonly #uses = new Map<Link, Use>();

  add(link: Link, use: Use): void {
    this.#uses.set(link, use);
  }

  remove(link: Link): void {
    this.#uses.delete(link);
  }

  has(link: Link): boolean {
    return this.#uses.has(link);
  }

  /** Closes those for which there is a reason. */
  close(why: (use: Use, link: string) => BusRefusal | undefined): void {
    for (const [link, use] of [...this.#uses]) {
      const refusal = why(use, link.name);
      if (refusal === undefined) continue;
      this.#uses.delete(link);
      link.close({ ...wireError(refusal) });
    }
  }
}

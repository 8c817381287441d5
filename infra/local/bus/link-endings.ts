import type { Link } from './open-links.ts';

/** How a link came to its end: the client detached it, or it went down with its AMQP session or connection. */
export type Ending = 'detached' | 'gone';

export type Undo = (how: Ending) => void;

/** Undoes something when a link ends. */
export class LinkEndings {
  readonly #undos = new Map<Link, Undo[]>();

  onEnd(link: Link, undo: Undo): void {
    const undos = this.#undos.get(link);
    if (undos === undefined) this.#undos.set(link, [undo]);
    else undos.push(undo);
  }

  /** Once for each link, however often its end is reported. */
  end(how: Ending, matches: (link: Link) => boolean): void {
    for (const [link, undos] of [...this.#undos]) {
      if (!matches(link)) continue;
      this.#undos.delete(link);
      for (const undo of undos) undo(how);
    }
  }
}

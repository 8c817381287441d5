import type { Sender } from 'rhea';

/** How a link came to its end: the client detached it, or it went down with its AMQP session or connection. */
export type Ending = 'detached' | 'gone';

export type Undo = (how: Ending) => void;

/** What is to be undone when a link ends on which the broker sends. */
export class LinkEndings {
  readonly #undos = new Map<Sender, Undo[]>();

  onEnd(sender: Sender, undo: Undo): void {
    const undos = this.#undos.get(sender);
    if (undos === undefined) this.#undos.set(sender, [undo]);
    else undos.push(undo);
  }

  /** Once for each link, however often its end is reported. */
  end(how: Ending, matches: (sender: Sender) => boolean): void {
    for (const [sender, undos] of [...this.#undos]) {
      if (!matches(sender)) continue;
      this.#undos.delete(sender);
      for (const undo of undos) undo(how);
    }
  }
}

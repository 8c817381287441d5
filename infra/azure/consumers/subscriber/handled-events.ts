import type { ReceivedEvent } from './read-event.ts';

/**
 * Which events are done with. A repeat may come late, after later events of its job, so a last sequence is not enough.
 *
 * Take a durable one (a table, a database, best the one that the handler writes to, in one transaction): what is only in memory
 * is gone with the process, and what was handled but not yet completed then counts as new.
 */
export interface HandledEvents {
  has(event: ReceivedEvent): Promise<boolean>;
  add(event: ReceivedEvent): Promise<void>;
}

/** An event is the same when both are: ids are unique for each source. */
export const eventKey = ({ source, id }: ReceivedEvent): string => JSON.stringify([source, id]);

/** Remembers the last so many events, the oldest forgotten first. */
export class MemoryHandledEvents implements HandledEvents {
  readonly #keys: Set<string>;
  readonly #most: number;

  constructor(most = 100_000, keys: Iterable<string> = []) {
    this.#most = most;
    this.#keys = new Set(keys);
  }

  async has(event: ReceivedEvent): Promise<boolean> {
    return this.#keys.has(eventKey(event));
  }

  async add(event: ReceivedEvent): Promise<void> {
    this.#keys.add(eventKey(event));
    for (const oldest of this.#keys) {
      if (this.#keys.size <= this.#most) return;
      this.#keys.delete(oldest);
    }
  }
}

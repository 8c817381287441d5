import { appendFile, readFile } from 'node:fs/promises';
import { eventKey, type HandledEvents, MemoryHandledEvents } from './handled-events.ts';
import type { ReceivedEvent } from './read-event.ts';

/** Remembers handled events in a file, a line each, so that they outlive the process. For one process alone. */
export class FileHandledEvents implements HandledEvents {
  readonly #file: string;
  readonly #memory: MemoryHandledEvents;

  private constructor(file: string, memory: MemoryHandledEvents) {
    this.#file = file;
    this.#memory = memory;
  }

  static async open(file: string, most = 100_000): Promise<FileHandledEvents> {
    // Appending nothing makes the file, and shows at once where it cannot be written.
    await appendFile(file, '');
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    return new FileHandledEvents(file, new MemoryHandledEvents(most, lines.slice(-most)));
  }

  has(event: ReceivedEvent): Promise<boolean> {
    return this.#memory.has(event);
  }

  async add(event: ReceivedEvent): Promise<void> {
    // On disk before the message is completed. The line break comes first: a line that a crash has cut spoils no other.
    await appendFile(this.#file, `\n${eventKey(event)}`, { flush: true });
    await this.#memory.add(event);
  }
}

import type { JobChange } from './ports.ts';

/** No transaction takes more. */
const mostOfWave = 32;
/** More than these, and their bodies, are not held: then reading waits for the wave that is on its way. */
const mostGathered = 2 * mostOfWave;

/**
 * Changes with events on their way into the table: wave after wave, in the order in which they were read. The first goes at once; while
 * one commits, the next is gathered.
 */
export class Waves {
  readonly #write: (changes: readonly JobChange[]) => Promise<number>;
  /** In their order; those on their way are the first of them. */
  readonly #gathered: JobChange[] = [];
  #writing: Promise<void> | undefined;
  /** What ended the writing for good. */
  #broken: unknown;

  /** @param write of the changes it is given the first ones, as many as fit; gives how many */
  constructor(write: (changes: readonly JobChange[]) => Promise<number>) {
    this.#write = write;
  }

  /** @throws whatever ended the writing */
  async add(change: JobChange): Promise<void> {
    this.#check();
    this.#gathered.push(change);
    const writing = this.#start();
    if (this.#gathered.length < mostGathered) return;
    await writing;
    this.#check();
  }

  /** Resolves when everything that was added is written. @throws whatever ended the writing */
  async flush(): Promise<void> {
    while (this.#gathered.length > 0) {
      this.#check();
      await this.#start();
    }
    this.#check();
  }

  /** Resolves when nothing is on its way; never rejects. */
  async settle(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  #check(): void {
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** Begins the next wave, unless one is on its way. Resolves when it has ended; never rejects. */
  #start(): Promise<void> {
    this.#writing ??= this.#writeFirst();
    return this.#writing;
  }

  async #writeFirst(): Promise<void> {
    try {
      const written = await this.#write(this.#gathered.slice(0, mostOfWave));
      this.#gathered.splice(0, written);
    } catch (error) {
      this.#broken = error;
    }
    this.#writing = undefined;
    if (this.#broken === undefined && this.#gathered.length > 0) this.#start();
  }
}

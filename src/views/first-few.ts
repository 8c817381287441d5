/** The first so many, in order, of what comes one by one: what cannot be among them any more is let go of. Equal ones keep their order. */
export class FirstFew<T> {
  readonly #most: number;
  readonly #compare: (a: T, b: T) => number;
  #kept: T[] = [];
  /** The last of the first so many, as far as that is known. */
  #last: T | undefined;

  constructor(most: number, compare: (a: T, b: T) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  add(one: T): void {
    if (this.#last !== undefined && this.#compare(one, this.#last) >= 0) return;
    this.#kept.push(one);
    // Put in order now and then, so that each of very many costs one comparison.
    if (this.#kept.length >= 2 * this.#most) this.#cut();
  }

  list(): readonly T[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept = this.#kept.sort(this.#compare).slice(0, this.#most);
    if (this.#kept.length === this.#most) this.#last = this.#kept.at(-1);
  }
}

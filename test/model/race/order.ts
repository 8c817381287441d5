import fc from 'fast-check';

/**
 * An order of turns by chance, the same one for the same seed. The arbitrary `fc.scheduler()` alone would not do: its values
 * give another order each time that fast-check shrinks or repeats a failure.
 */
export class Order {
  readonly seed: number;
  #scheduler: fc.Scheduler | undefined;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Each run gets an order of its own, so that a failure shows the turns that were taken in it. */
  [fc.cloneMethod](): Order {
    return new Order(this.seed);
  }

  begin(): fc.Scheduler {
    const [scheduler] = fc.sample(fc.scheduler(), { seed: this.seed, numRuns: 1 });
    if (!scheduler) throw new Error('there is no scheduler');
    this.#scheduler = scheduler;
    return scheduler;
  }

  /** The turns in their order, since `begin`. */
  get turns(): string[] {
    return this.#scheduler?.report().map(({ label }) => label) ?? [];
  }
}

export const orders: fc.Arbitrary<Order> = fc.noShrink(fc.integer()).map((seed) => new Order(seed));

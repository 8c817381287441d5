import { setMaxListeners } from 'node:events';

/** The part of the budget after which each step ends, counted from the start of the run: no step starves those after it. */
const shares = { firstDispatch: 0.15, lists: 0.55, reading: 0.7, dispatch: 0.95, pruning: 1 } as const;

/**
 * The signals that end each step when its time is up, or when another run takes over. Both are combined by hand and held for as long as
 * the run works: the garbage collector can take a signal that AbortSignal.any made, and then it never aborts.
 */
export class Deadlines {
  readonly #ticks: () => number;
  readonly #begunTicks: number;
  readonly #budgetMs: number;
  readonly #lost: AbortSignal;
  readonly #held: AbortSignal[] = [];

  /**
   * @param begunTicks of the start of the run
   * @param lost aborts once another run has taken over
   */
  constructor(ticks: () => number, begunTicks: number, budgetMs: number, lost: AbortSignal) {
    this.#ticks = ticks;
    this.#begunTicks = begunTicks;
    this.#budgetMs = budgetMs;
    this.#lost = lost;
  }

  of(step: keyof typeof shares): AbortSignal {
    const endTicks = this.#begunTicks + this.#budgetMs * shares[step];
    // Timers take whole milliseconds. Never more than the budget: a test may set time back.
    const leftMs = Math.max(0, Math.floor(endTicks - this.#ticks()));
    const timeIsUp = AbortSignal.timeout(Math.min(this.#budgetMs, leftMs));
    this.#held.push(timeIsUp);
    const controller = new AbortController();
    // Each send in flight listens to it, more of them than Node takes for a leak.
    setMaxListeners(0, controller.signal, this.#lost);
    for (const signal of [timeIsUp, this.#lost]) {
      if (signal.aborted) controller.abort(signal.reason);
      else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
    }
    return controller.signal;
  }

  clear(): void {
    this.#held.length = 0;
  }
}

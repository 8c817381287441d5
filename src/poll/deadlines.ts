import { setMaxListeners } from 'node:events';

/** The part of the budget after which each step ends, counted from the start of the run: no step starves those after it. */
const shares = { firstDispatch: 0.15, lists: 0.55, reading: 0.7, dispatch: 0.95, pruning: 1 } as const;

/**
 * The signals that end each step when its time is up, or when another run takes over. Both are combined by hand and held for as long as
 * the run works: the garbage collector can take a signal that AbortSignal.any made, and then it never aborts. After the run none may be
 * listened to any more: Node keeps one that is until its time has come, and what the run has left with it.
 */
export class Deadlines {
  readonly #ticks: () => number;
  readonly #begunTicks: number;
  readonly #budgetMs: number;
  readonly #lost: AbortSignal;
  /** Each ends the listening to a signal. */
  readonly #releases: (() => void)[] = [];

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
    const controller = new AbortController();
    // Each send in flight listens to it, more of them than Node takes for a leak.
    setMaxListeners(0, controller.signal, this.#lost);
    for (const signal of [timeIsUp, this.#lost]) {
      const abort = () => controller.abort(signal.reason);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
      this.#releases.push(() => signal.removeEventListener('abort', abort));
    }
    return controller.signal;
  }

  clear(): void {
    for (const release of this.#releases.splice(0)) release();
  }
}

import { type Instant, secondsBetween } from '../core/instant.ts';
import { type RunCounts, talliedCounts } from '../core/run-record.ts';
import { Failures } from './failures.ts';
import type { Backlog, Clock, OpenJobSource, StateStore } from './ports.ts';

/** What a run has done so far; the rest of its counts is known at its end. */
export type Tally = Record<(typeof talliedCounts)[number], number>;

/** What a run counts from its first moment on: its heartbeat says it, also where the run could not even claim. */
export class RunMeter {
  readonly tally = Object.fromEntries(talliedCounts.map((name) => [name, 0])) as Tally;
  readonly failures = new Failures();
  /** Milliseconds of the clock that only rises. */
  readonly begunTicks: number;
  /** By the instance's clock, until the run has one of its own. */
  startedAt: Instant;
  /** Undefined before the run may ask. */
  source: OpenJobSource | undefined;
  readonly #clock: Clock;
  readonly #store: StateStore;
  readonly #transactionsBefore: number;

  constructor(clock: Clock, store: StateStore) {
    this.#clock = clock;
    this.#store = store;
    this.startedAt = clock.now();
    this.begunTicks = clock.ticks();
    this.#transactionsBefore = store.transactions;
  }

  countsAt(now: Instant, { waiting, oldest }: Backlog): RunCounts {
    return {
      ...this.tally,
      eventsWaiting: waiting,
      oldestWaitingSeconds: oldest === undefined ? 0 : secondsBetween(oldest, now),
      graphRequests: this.source?.requests ?? 0,
      graphThrottled: this.source?.throttled ?? 0,
      tableTransactions: this.#store.transactions - this.#transactionsBefore,
      milliseconds: Math.round(this.#clock.ticks() - this.begunTicks),
    };
  }
}

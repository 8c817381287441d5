import type { Clock, JobSource } from '../../../src/poll/ports.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';
import type { Truth } from '../tenant/truth.ts';
import type { Bookkeeper } from '../verdict/bookkeeper.ts';
import { modelSource } from './model-source.ts';
import type { ModelTable } from './model-table.ts';
import { running } from './running.ts';

/** An instance of the connector: what it remembers between polls, and its clock. */
export class Process {
  /** Seconds by which its clock is ahead of the table's. */
  ahead = 0;
  readonly store: MemoryStateStore;
  readonly clock: Clock;
  source: JobSource;
  readonly #truth: Truth;

  constructor(table: ModelTable, truth: Truth, books: Bookkeeper) {
    this.#truth = truth;
    this.store = books.watch(new MemoryStateStore(table));
    this.clock = {
      now: () => new Date(truth.now + this.ahead * 1000).toISOString(),
      ticks: () => truth.now,
    };
    this.source = this.#newSource();
  }

  /** What it remembered is lost. */
  restart(): void {
    this.store.restart();
    this.source = this.#newSource();
  }

  #newSource(): JobSource {
    return modelSource({ sendRequest: (request) => this.#graph.sendRequest(request) }, this.#truth);
  }

  get #graph() {
    const graph = running.getStore()?.graph;
    if (!graph) throw new Error('Graph is asked by nobody');
    return graph;
  }
}

import type { PipelineRequest } from '@azure/core-rest-pipeline';
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
  readonly #tenantId: string;

  constructor(table: ModelTable, truth: Truth, books: Bookkeeper) {
    this.#truth = truth;
    this.#tenantId = table.partitionKey;
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
    const client = { sendRequest: (request: PipelineRequest) => this.#graph.sendRequest(request) };
    return modelSource(client, this.#truth, this.#tenantId);
  }

  get #graph() {
    const graph = running.getStore()?.graph;
    if (!graph) throw new Error('Graph is asked by nobody');
    return graph;
  }
}

import { ConnectorError } from '../../../src/core/errors.ts';
import type { WantedEvents } from '../../../src/core/run.ts';
import type { Watch } from '../../../src/core/watch.ts';
import { dispatch } from '../../../src/poll/dispatch.ts';
import { poll } from '../../../src/poll/poll.ts';
import type { PollSettings } from '../../../src/poll/work.ts';
import { MemoryPublisher } from '../../support/memory-publisher.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { tenantId } from '../graph/credential.ts';
import { ModelGraph, type Travel } from '../graph/model-graph.ts';
import { perform } from '../tenant/perform.ts';
import type { Truth } from '../tenant/truth.ts';
import { Bookkeeper } from '../verdict/bookkeeper.ts';
import { Ledger } from '../verdict/ledger.ts';
import { type Around, wrapped } from './around.ts';
import { Died, type Fault, faulty, type Meanwhile } from './faults.ts';
import type { ModelPoll } from './model-poll.ts';
import { modelSource, noting } from './model-source.ts';
import { modelStore } from './model-store.ts';

/** How a poll is disturbed. */
export interface Disturbance {
  /** Stands around each call of a port. */
  readonly around: Around;
  readonly travel?: Travel;
  /** It works although another one has claimed to. */
  readonly ignoresClaims?: boolean;
}

const day = 24 * 60 * 60_000;
/** Never reached: the model's time passes at once. The deadline is met as the fault of a call. */
const budget = 2_000_000_000;

const settings: Omit<PollSettings, 'watch' | 'wanted'> = {
  discoveryInterval: 60 * 60_000,
  confirmAfter: 2 * 60_000,
  retention: 30 * day,
  telling: {
    tenantId,
    portalRoot: 'https://entra.microsoft.com',
    publicUrl: undefined,
    includeErrorMessage: true,
  },
};

/** The connector's poll on a store and a bus in memory, with the real Graph adapter before a `Truth`. */
export class World {
  readonly truth: Truth;
  readonly publisher = new MemoryPublisher();
  readonly settings: Omit<PollSettings, 'watch'>;
  readonly ledger: Ledger;
  readonly polls: ModelPoll[] = [];
  /** Faults that a poll met, by call and kind. */
  readonly met: Record<string, number> = {};
  watch: Watch = { kind: 'tenant' };
  readonly clock = { now: () => new Date(this.truth.now).toISOString() };
  readonly #tick: () => number;
  readonly #books: Bookkeeper;
  #store: MemoryStateStore;
  #atWork = 0;

  constructor(truth: Truth, wanted: WantedEvents) {
    this.truth = truth;
    this.settings = { ...settings, wanted };
    this.ledger = new Ledger(settings.confirmAfter, wanted);
    let ticks = 0;
    this.#tick = () => ++ticks;
    this.#books = new Bookkeeper(this.ledger, this.#tick);
    this.#store = this.#books.watch(new MemoryStateStore());
  }

  pass(seconds: number): void {
    this.truth.now += seconds * 1000;
  }

  /** The table is deleted by someone, and made again. */
  loseTable(): void {
    this.ledger.loseTable();
    this.#store = this.#books.watch(new MemoryStateStore());
  }

  /** A poll that meets the fault, if it comes so far. */
  poll(fault?: Fault): Promise<ModelPoll> {
    return this.disturbedPoll({ around: this.faulty(fault) });
  }

  /** Lets the fault happen to one poll, and counts that. */
  faulty(fault: Fault | undefined): Around {
    const met = (call: string, kind: string) => {
      const name = `${call} ${kind}`;
      this.met[name] = (this.met[name] ?? 0) + 1;
    };
    return faulty(fault, (meanwhile) => this.#happen(meanwhile), met);
  }

  async disturbedPoll({ around, travel, ignoresClaims = false }: Disturbance): Promise<ModelPoll> {
    const self = this.#begin(travel);
    const ports = {
      source: noting(wrapped('source', modelSource(self, this.truth, this.clock), around), self),
      store: wrapped('store', modelStore(this.#store, self, this.#books, ignoresClaims), around),
      publisher: wrapped('publisher', this.publisher, around),
      clock: this.clock,
      log: { info: () => undefined, error: () => undefined },
    };
    const options = { run: `run-${this.polls.length}`, budget };
    try {
      self.report = await poll(ports, { ...this.settings, watch: self.watch }, options);
    } catch (error) {
      unlessExpected(error);
    } finally {
      this.#atWork--;
    }
    this.#books.settle(self, this.truth.keys);
    return self;
  }

  /** A dispatch of its own, each of whose calls goes through `around`. */
  async dispatch(around: Around): Promise<void> {
    const { signal } = new AbortController();
    const store = wrapped('store', this.#store, around);
    await dispatch(store, wrapped('publisher', this.publisher, around), signal).catch(unlessExpected);
  }

  #begin(travel: Travel = async () => undefined): ModelPoll {
    const { truth, watch } = this;
    const graph = { truth, readsDirectory: watch.kind === 'tenant', tick: this.#tick, travel };
    const self: ModelPoll = {
      graph: new ModelGraph(graph),
      startedAt: this.clock.now(),
      watch,
      overlapped: this.#atWork > 0,
      report: undefined,
      loadedAt: 0,
      entries: new Map(),
      reread: new Set(),
      answered: new Set(),
      wrote: new Set(),
    };
    if (self.overlapped) for (const other of this.polls) other.overlapped ||= other.report === undefined;
    this.polls.push(self);
    this.#atWork++;
    return self;
  }

  async #happen({ seconds, acts, polls }: Meanwhile): Promise<void> {
    this.pass(seconds);
    for (const act of acts) perform(this.truth, act);
    if (polls) await this.poll();
    this.pass(1);
  }
}

/** A fault may end a poll; nothing else may. */
function unlessExpected(error: unknown): void {
  if (!(error instanceof ConnectorError || error instanceof Died)) throw error;
}

import assert from 'node:assert/strict';
import { ConnectorError } from '../../src/core/errors.ts';
import { addMilliseconds } from '../../src/core/instant.ts';
import { type JobKey, type JobState, jobName } from '../../src/core/state.ts';
import { isWatched, type Watch } from '../../src/core/watch.ts';
import { createJobSource } from '../../src/graph/source.ts';
import { dispatch } from '../../src/poll/dispatch.ts';
import { poll } from '../../src/poll/poll.ts';
import type { PollReport } from '../../src/poll/poll-report.ts';
import type { JobChange, JobSource } from '../../src/poll/ports.ts';
import type { PollSettings } from '../../src/poll/work.ts';
import { MemoryPublisher } from '../support/memory-publisher.ts';
import { MemoryStateStore } from '../support/memory-state-store.ts';
import { perform } from './acts.ts';
import { type Around, wrapped } from './around.ts';
import { credential, tenantId } from './credential.ts';
import { Died, type Fault, faulty, type Meanwhile } from './faults.ts';
import { Ledger } from './ledger.ts';
import { graphRoot, ModelGraph, type Travel } from './model-graph.ts';
import { type Sighting, sightingOf } from './sighting.ts';
import type { Truth } from './truth.ts';

/** One poll of the model, and what Graph showed it. */
export interface ModelPoll {
  readonly graph: ModelGraph;
  readonly startedAt: string;
  readonly watch: Watch;
  /** Another poll was at work at the same time. */
  overlapped: boolean;
  /** When it began to load the rows, in ticks. */
  loadedAt: number;
  /** The principals with a job whose row it loaded again. */
  readonly reread: Set<string>;
  report: PollReport | undefined;
  /** The principals whose answer came as far as the poll. */
  readonly answered: Set<string>;
  /** The jobs of which it wrote a change with effect. */
  readonly wrote: Set<string>;
}

export interface WorldOptions {
  readonly store?: MemoryStateStore;
  readonly settings?: Partial<PollSettings>;
}

/** How a poll is disturbed. */
export interface Disturbance {
  readonly around: Around;
  readonly travel?: Travel;
  /** It works although another one has claimed to. */
  readonly ignoresClaims?: boolean;
}

const day = 24 * 60 * 60_000;
/** Never reached: the model's time passes at once. The deadline is met as the fault of a call. */
const budget = 2_000_000_000;
/** To it every claim has expired. */
const endOfTime = '9999-12-31T00:00:00.000Z';

/** The connector's poll on a store and a bus in memory, with the real Graph adapter before a `Truth`. */
export class World {
  readonly truth: Truth;
  readonly publisher = new MemoryPublisher();
  readonly ledger: Ledger;
  readonly polls: ModelPoll[] = [];
  /** Faults that a poll met, by call and kind. */
  readonly met = new Map<string, number>();
  watch: Watch = { kind: 'tenant' };
  readonly settings: Omit<PollSettings, 'watch'>;
  #store: MemoryStateStore;
  #atWork = 0;
  #ticks = 0;
  readonly #writers = new WeakMap<JobChange, ModelPoll>();

  constructor(truth: Truth, { store = new MemoryStateStore(), settings = {} }: WorldOptions = {}) {
    this.truth = truth;
    this.settings = {
      discoveryInterval: 60 * 60_000,
      confirmAfter: 2 * 60_000,
      retention: 30 * day,
      telling: {
        tenantId,
        portalRoot: 'https://entra.microsoft.com',
        publicUrl: undefined,
        includeErrorMessage: true,
      },
      ...settings,
    };
    this.ledger = new Ledger(this.settings.confirmAfter);
    this.#store = this.#watched(store);
  }

  get store(): MemoryStateStore {
    return this.#store;
  }

  readonly clock = { now: () => new Date(this.truth.now).toISOString() };

  pass(seconds: number): void {
    this.truth.now += seconds * 1000;
  }

  /** The table is deleted by someone, and made again. */
  loseTable(): void {
    this.ledger.loseTable();
    this.#store = this.#watched(new MemoryStateStore());
  }

  /** A poll that meets the fault, if it comes so far. */
  poll(fault?: Fault): Promise<ModelPoll> {
    return this.disturbedPoll({ around: this.faulty(fault) });
  }

  /** Lets the fault happen to one poll, and counts that. */
  faulty(fault: Fault | undefined): Around {
    const met = (call: string, kind: string) => {
      const name = `${call} ${kind}`;
      this.met.set(name, (this.met.get(name) ?? 0) + 1);
    };
    return faulty(fault, (meanwhile) => this.#happen(meanwhile), met);
  }

  /** A poll, each of whose calls goes through `around`. */
  async disturbedPoll({ around, travel, ignoresClaims = false }: Disturbance): Promise<ModelPoll> {
    const self = this.#begin(travel);
    const ports = {
      source: noting(wrapped('source', this.#source(self.graph), around), self.answered),
      store: wrapped('store', this.#tagged(self, ignoresClaims), around),
      publisher: wrapped('publisher', this.publisher, around),
      clock: this.clock,
      log: { info: () => undefined, error: () => undefined },
    };
    const settings = { ...this.settings, watch: self.watch };
    try {
      self.report = await poll(ports, settings, { run: `run-${this.polls.length}`, budget });
    } catch (error) {
      unlessExpected(error);
    } finally {
      this.#atWork--;
    }
    this.#settle(self);
    return self;
  }

  /** A dispatch of its own, each of whose calls goes through `around`. */
  async dispatch(around: Around): Promise<void> {
    const { signal } = new AbortController();
    const store = wrapped('store', this.store, around);
    await dispatch(store, wrapped('publisher', this.publisher, around), signal).catch(unlessExpected);
  }

  #begin(travel: Travel = async () => undefined): ModelPoll {
    const readsDirectory = this.watch.kind === 'tenant';
    const self: ModelPoll = {
      graph: new ModelGraph({ truth: this.truth, readsDirectory, tick: () => ++this.#ticks, travel }),
      startedAt: this.clock.now(),
      watch: this.watch,
      overlapped: this.#atWork > 0,
      loadedAt: 0,
      reread: new Set(),
      report: undefined,
      answered: new Set(),
      wrote: new Set(),
    };
    if (self.overlapped) for (const other of this.polls) other.overlapped ||= other.report === undefined;
    this.polls.push(self);
    this.#atWork++;
    return self;
  }

  /** What a poll that read everything did not write meant nothing new: the books hear of it too. */
  #settle(self: ModelPoll): void {
    if (self.report?.kind !== 'ended' || self.report.outcome !== 'complete') return;
    for (const { principal, job } of this.truth.places) {
      const key = { servicePrincipalId: principal.id, jobId: job.id };
      const seen = self.graph.seen.findLast((each) => each.servicePrincipalId === principal.id);
      if (
        !seen ||
        !self.answered.has(principal.id) ||
        self.wrote.has(jobName(key)) ||
        self.reread.has(principal.id) ||
        !isWatched(self.watch, key)
      )
        continue;
      const chapter = this.ledger.of(key);
      // It was compared with a row that another poll has changed since.
      if (chapter.writtenAt > self.loadedAt) continue;
      this.ledger.observe(chapter, sightingOf(seen, job.id), self.startedAt);
    }
  }

  /** The store, each change in it tagged with the poll that makes it. */
  #tagged(self: ModelPoll, ignoresClaims: boolean): MemoryStateStore {
    const { store } = this;
    const writers = this.#writers;
    const tick = () => ++this.#ticks;
    return new Proxy(store, {
      get(target, property) {
        if (property === 'load') {
          return () => {
            self.loadedAt = tick();
            return store.load();
          };
        }
        if (property === 'reload') {
          return (key: JobKey) => {
            self.reread.add(key.servicePrincipalId);
            return store.reload(key);
          };
        }
        if (property === 'claim' && ignoresClaims) {
          return (run: string, _now: string, until: string) => store.claim(run, endOfTime, until);
        }
        if (property === 'record') {
          return (change: JobChange) => {
            writers.set(change, self);
            return store.record(change);
          };
        }
        if (property === 'refresh') {
          return (changes: readonly JobChange[]) => {
            for (const change of changes) writers.set(change, self);
            return store.refresh(changes);
          };
        }
        const member: unknown = Reflect.get(target, property, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  #watched(store: MemoryStateStore): MemoryStateStore {
    store.written = (change) => this.#written(change);
    store.forgotten = (key) => this.ledger.forget(key);
    return store;
  }

  #written(change: JobChange): void {
    const self = this.#writers.get(change);
    assert(self, 'a change was written that no poll made');
    const { next } = change;
    const chapter = this.ledger.of(next);
    if (isWatched(self.watch, next)) {
      const { sighting, tick } = sightingOfChange(self, next);
      assert(tick > chapter.writtenAt, `${jobName(next)}: an observation older than its row was written`);
      this.ledger.observe(chapter, sighting, self.startedAt);
    }
    self.wrote.add(jobName(next));
    chapter.writtenAt = ++this.#ticks;
    chapter.writes++;
  }

  #source(httpClient: ModelGraph) {
    return createJobSource({
      root: graphRoot,
      audience: graphRoot,
      version: 'v1.0',
      tenantId,
      filter: '',
      readsDirectory: this.watch.kind === 'tenant',
      credential,
      clock: this.clock,
      log: { info: () => undefined, error: () => undefined },
      httpClient,
      timing: {
        now: () => this.truth.now,
        random: () => 1,
        sleep: async (milliseconds) => {
          this.truth.now += milliseconds;
        },
      },
    });
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

/** The source, with a note of each principal whose answer it hands over. */
function noting(source: JobSource, answered: Set<string>): JobSource {
  return {
    get requests() {
      return source.requests;
    },
    authenticate: (signal) => source.authenticate(signal),
    principals: (signal) => source.principals(signal),
    async *jobs(ids, signal) {
      for await (const answer of source.jobs(ids, signal)) {
        answered.add(answer.servicePrincipalId);
        yield answer;
      }
    },
  };
}

/** The sighting that a change rests on: it bears the time of that answer. */
function sightingOfChange(self: ModelPoll, next: JobState): { sighting: Sighting; tick: number } {
  const { servicePrincipalId, jobId, changedAt: at, unreadable } = next;
  const seen = self.graph.seen.findLast(
    (each) => each.servicePrincipalId === servicePrincipalId && each.at === at,
  );
  if (seen) return { sighting: sightingOf(seen, jobId), tick: seen.tick };
  // Throttled so much that it was not even asked.
  assert(unreadable, `${jobName(next)}: a change of ${at} rests on no answer`);
  return {
    sighting: { look: 'unreadable', series: undefined, at },
    tick: Number.POSITIVE_INFINITY,
  };
}

/** The instant from which on a doubt may be confirmed. */
export function confirmableFrom(world: World, since: string): string {
  return addMilliseconds(since, world.settings.confirmAfter);
}

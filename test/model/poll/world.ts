import type { WantedEvents } from '../../../src/core/detection.ts';
import { ConnectorError, TakenOverError } from '../../../src/core/errors.ts';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { RunRecord } from '../../../src/core/run-record.ts';
import type { Watch } from '../../../src/core/watch.ts';
import { dispatch } from '../../../src/poll/dispatch.ts';
import { poll } from '../../../src/poll/poll.ts';
import type { PollSettings } from '../../../src/poll/run-context.ts';
import { runRowKey } from '../../../src/table/keys.ts';
import { readRunRow } from '../../../src/table/run-row.ts';
import { MemoryPublisher } from '../../support/memory-publisher.ts';
import { usualTenantId } from '../graph/credential.ts';
import { ModelGraph, type Travel } from '../graph/model-graph.ts';
import { perform } from '../tenant/perform.ts';
import type { Truth } from '../tenant/truth.ts';
import { Bookkeeper, type BooksCopy } from '../verdict/bookkeeper.ts';
import { FeedBeside } from '../verdict/feed-beside.ts';
import { Ledger } from '../verdict/ledger.ts';
import { limits } from '../verdict/rules/limits.ts';
import { assertWordsAreTrue } from '../verdict/words-are-true.ts';
import { type Around, wrapped } from './around.ts';
import { Died, type Fault, faulty, type Meanwhile } from './faults.ts';
import type { ModelPoll } from './model-poll.ts';
import { noting } from './model-source.ts';
import { notingStore } from './model-store.ts';
import { ModelTable } from './model-table.ts';
import { Process } from './process.ts';
import { running } from './running.ts';

/** How a poll is disturbed. */
export interface Disturbance {
  /** Stands around each call of a port, and each request to the table. */
  readonly around: Around;
  readonly travel?: Travel;
  /** It takes over although another one has claimed to be at work. */
  readonly takesOver?: boolean;
  /** Milliseconds. */
  readonly budgetMs?: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Never reached. */
const endless = 2_000_000_000;
/** Someone sets the table back by that much at least. */
const setBackBy = 60 * minute;
/** Seconds: sequences rise by one an event and epochs by one a second, and the processes' clocks are not quite the same. */
const pauseOfLoss = 120;
/** Between two copies of the table: a backup may be made in the middle of a poll. */
const transactionsOfCopy = 5;

const settingsOf = (tenantId: string): Omit<PollSettings, 'watch' | 'wanted'> => ({
  discoveryIntervalMs: 60 * minute,
  confirmAfterMs: 2 * minute,
  staleAfterMs: 15 * minute,
  retentionMs: 30 * day,
  limits,
  eventOptions: {
    tenantId,
    portalRoot: 'https://entra.microsoft.com',
    publicUrl: undefined,
    includeErrorMessage: true,
  },
});

interface TableCopy {
  readonly at: number;
  readonly rows: ModelTable['rows'] extends Map<infer Key, infer Row> ? ReadonlyMap<Key, Row> : never;
  readonly books: BooksCopy;
}

/** The connector on a table and a bus in memory, with the real Graph adapter before a `Truth`: two processes, one tenant. */
export class World {
  readonly truth: Truth;
  readonly table: ModelTable;
  readonly publisher = new MemoryPublisher();
  readonly settings: Omit<PollSettings, 'watch' | 'wanted'>;
  readonly ledger: Ledger;
  readonly books: Bookkeeper;
  readonly feed: FeedBeside;
  /** Whether a table was lost or set back. */
  wasLost = false;
  readonly polls: ModelPoll[] = [];
  /** Faults that a poll met, by call and kind. */
  readonly met: Record<string, number> = {};
  watch: Watch = { kind: 'tenant' };
  /** What is asked for. */
  wanted: WantedEvents;
  /** What was learnt between these instants went with a table that was set back. */
  readonly gaps: { readonly from: string; readonly until: string }[] = [];
  /** Called healthy, whenever someone looked. */
  healthy = 0;
  readonly #tick: () => number;
  readonly #processes: readonly [Process, Process];
  #process: Process;
  #copies: TableCopy[] = [];
  #transactions = 0;
  #atWork = new Set<ModelPoll>();

  constructor(truth: Truth, wanted: WantedEvents, tenantId = usualTenantId) {
    this.truth = truth;
    this.wanted = wanted;
    this.settings = settingsOf(tenantId);
    this.ledger = new Ledger(this.settings.confirmAfterMs);
    let ticks = 0;
    this.#tick = () => ++ticks;
    this.books = new Bookkeeper(this.ledger, this.#tick);
    this.table = new ModelTable(tenantId, () => new Date(truth.now).toISOString());
    this.feed = new FeedBeside(this.table);
    const makeProcess = () => new Process(this.table, truth, this.books);
    this.#processes = [makeProcess(), makeProcess()];
    this.#process = this.#processes[0];
    // Once the books have heard of it.
    this.table.committed.add((actions) => {
      if (actions.some(([, { rowKey }]) => rowKey === runRowKey)) this.books.epochIs(this.#run?.epoch ?? 0);
      this.#copyNowAndThen();
    });
  }

  pass(seconds: number): void {
    this.truth.now += seconds * 1000;
  }

  /** The other process polls from now on, with its clock so many seconds ahead. */
  switchProcess(ahead: number): void {
    const [first, second] = this.#processes;
    this.#process = this.#process === first ? second : first;
    second.ahead = ahead;
  }

  /** Both processes start anew. */
  restart(): void {
    for (const process of this.#processes) process.restart();
  }

  /** The table is deleted by someone, and made again. */
  loseTable(): void {
    this.pass(pauseOfLoss);
    this.wasLost = true;
    this.table.rows.clear();
    this.#copies = [];
    this.books.loseTable();
  }

  /** Someone brings back a copy of the table, of a time before any poll at work; nothing where there is none. */
  setTableBack(): void {
    this.pass(pauseOfLoss);
    const begun = [...this.#atWork].map(({ startedAt }) => Date.parse(startedAt) - minute);
    const latest = Math.min(this.truth.now - setBackBy, ...begun);
    const copy = this.#copies.findLast(({ at }) => at <= latest);
    if (!copy) return;
    this.wasLost = true;
    this.#copies = this.#copies.filter(({ at }) => at <= copy.at);
    const iso = (at: number) => new Date(at).toISOString();
    this.gaps.push({ from: iso(copy.at), until: iso(this.truth.now) });
    this.table.rows.clear();
    for (const [key, row] of copy.rows) this.table.rows.set(key, row);
    this.books.setBack(copy.books);
  }

  /** Everything answers. */
  calm(): void {
    this.truth.heal();
    this.table.mend();
  }

  /** A poll that meets the fault, if it comes so far. */
  poll(fault?: Fault, budgetMs?: number): Promise<ModelPoll> {
    return this.disturbedPoll({ around: this.faulty(fault), ...(budgetMs !== undefined && { budgetMs }) });
  }

  /** Lets the fault happen to one poll, and counts that. */
  faulty(fault: Fault | undefined): Around {
    const met = (call: string, kind: string) => {
      const name = `${call} ${kind}`;
      this.met[name] = (this.met[name] ?? 0) + 1;
    };
    return faulty(fault, (meanwhile) => this.#happen(meanwhile), met);
  }

  async disturbedPoll({
    around,
    travel,
    takesOver = false,
    budgetMs = endless,
  }: Disturbance): Promise<ModelPoll> {
    const process = this.#process;
    const { truth, books } = this;
    const self = this.#begin(process, travel);
    const { store } = process;
    const ports = {
      source: noting(wrapped('source', process.source, around), self, books, truth),
      store: {
        get transactions() {
          return store.transactions;
        },
        claim: async (claim: Parameters<typeof store.claim>[0]) => {
          if (takesOver) this.#endClaim();
          const claimed = await store.claim(claim);
          return 'busyUntil' in claimed ? claimed : notingStore(claimed, self, books);
        },
      },
      publisher: wrapped('publisher', this.publisher, around),
      clock: process.clock,
      log: { info: () => undefined, error: () => undefined },
    };
    const pollSettings = { ...this.settings, watch: self.watch, wanted: self.wanted };
    try {
      self.report = await running.run({ around, graph: self.graph, truth }, () =>
        poll(ports, pollSettings, { run: self.run, budgetMs, random: () => 0.5 }),
      );
    } catch (error) {
      unlessExpected(error);
      if (error instanceof Died) process.restart();
      self.wasTakenOver = error instanceof TakenOverError;
    } finally {
      this.#atWork.delete(self);
      if (this.#atWork.size === 0) truth.forgetDeadlines();
    }
    books.settle(self, truth.keys, this.#run?.cursor.discovery !== undefined);
    await this.look();
    return self;
  }

  /** Someone looks at what the connector says of the jobs, and at the events. */
  async look(): Promise<void> {
    await this.feed.read();
    this.healthy += await assertWordsAreTrue(this);
  }

  /** A dispatch of its own, each of whose calls goes through `around`; it takes over from whoever is at work. */
  async dispatch(around: Around, name: string): Promise<void> {
    const { truth } = this;
    const { store, clock } = this.#process;
    const { signal } = new AbortController();
    const graph = { sendRequest: () => Promise.reject(new Error('a dispatch asks Graph for nothing')) };
    const work = async () => {
      this.#endClaim();
      const now = clock.now();
      const until = addMilliseconds(now, 30_000);
      const claimed = await store.claim({ run: name, now, until, quietForMs: this.settings.staleAfterMs });
      if ('busyUntil' in claimed) return;
      await dispatch(claimed, wrapped('publisher', this.publisher, around).open(), signal);
    };
    await running.run({ around, graph, truth }, work).catch(unlessExpected);
  }

  #begin(process: Process, travel: Travel = async () => undefined): ModelPoll {
    const { truth, watch, wanted } = this;
    const graph = new ModelGraph({ truth, at: () => self.clock.now(), tick: this.#tick, travel });
    const self: ModelPoll = {
      run: `run-${this.polls.length}`,
      graph,
      watch,
      wanted,
      isMassDelay: false,
      clock: process.clock,
      startedAt: process.clock.now(),
      coveredSince: undefined,
      epoch: 0,
      overlapped: this.#atWork.size > 0,
      report: undefined,
      wasTakenOver: false,
      loadedAt: 0,
      entries: new Map(),
      reread: new Set(),
      answered: new Set(),
      wrote: new Set(),
    };
    if (self.overlapped) for (const other of this.#atWork) other.overlapped = true;
    this.polls.push(self);
    this.#atWork.add(self);
    return self;
  }

  /** Whoever is at work has not shown a sign of life for as long as its claim says. */
  #endClaim(): void {
    const row = this.table.rows.get(runRowKey);
    if (row) this.table.rows.set(runRowKey, { ...row, busyUntil: '' });
  }

  get #run(): RunRecord | undefined {
    const row = this.table.rows.get(runRowKey);
    return row && readRunRow(row);
  }

  #copyNowAndThen(): void {
    if (this.#transactions++ % transactionsOfCopy > 0) return;
    this.#copies.push({ at: this.truth.now, rows: new Map(this.table.rows), books: this.books.copy() });
  }

  async #happen({ seconds, acts, polls, table }: Meanwhile): Promise<void> {
    await this.feed.read();
    this.pass(seconds);
    for (const act of acts) perform(this.truth, act);
    if (table === 'lost') this.loseTable();
    if (table === 'setBack') this.setTableBack();
    if (polls) await this.poll();
    this.pass(1);
  }
}

/** A fault may end a poll; nothing else may. */
function unlessExpected(error: unknown): void {
  if (!(error instanceof ConnectorError || error instanceof Died)) throw error;
}

import type { TransactionAction } from '@azure/data-tables';
import { type RefusedWriteError, StoreError, TakenOverError } from '../../src/core/errors.ts';
import type { Instant } from '../../src/core/instant.ts';
import type { JobKey } from '../../src/core/job-key.ts';
import type { Claim } from '../../src/core/run-claim.ts';
import type {
  Change,
  ClaimedStore,
  JobChange,
  Refreshed,
  StateStore,
  StoredJob,
  WaitingPage,
} from '../../src/poll/ports.ts';
import { fenceRowKey, latestRowKey } from '../../src/table/keys.ts';
import { storeOn, type TableStore } from '../../src/table/store.ts';
import type { EventFeed, EventResender, SnapshotStore } from '../../src/views/ports.ts';
import { MemoryTable } from './memory-table.ts';

/** The real store over a table in memory, with a fault before or after any call takes effect. */
export class MemoryStateStore implements StateStore, SnapshotStore {
  readonly table: MemoryTable;
  /** Awaited before a call takes effect, and again after it did; throws to make the call fail there. */
  fault: (call: string, when: 'before' | 'after') => void | Promise<void> = () => undefined;
  /** The error of a change that the store will not have. */
  refuse: (change: JobChange) => RefusedWriteError | undefined = () => undefined;
  /** Told of each change of a job as it takes effect. */
  written: (change: JobChange) => void = () => undefined;
  /** Told of each job whose row is deleted for its age. */
  forgotten: (key: JobKey) => void = () => undefined;
  /** What a run gets in place of its store; methods that it does not override stay with `{ ...store, ... }`. */
  handOut: (store: ClaimedStore, claim: Claim) => ClaimedStore = (store) => store;
  #store: TableStore;
  /** What runs are about to write, by run and row. */
  readonly #writing = new Map<string, JobChange>();
  readonly #deleting = new Map<string, JobKey>();

  /** @param table another one's, to see the same rows as another process does */
  constructor(table = new MemoryTable('99999999-9999-4999-8999-999999999999')) {
    this.table = table;
    this.#store = storeOn(table);
    table.committed.add((actions) => this.#committed(actions));
  }

  get feed(): EventFeed & EventResender {
    return this.#store.feed;
  }

  get transactions(): number {
    return this.table.requests;
  }

  /** The process starts anew: what it remembered is lost. */
  restart(): void {
    this.#store = storeOn(this.table);
  }

  async claim(claim: Claim): Promise<ClaimedStore | { readonly busyUntil: Instant }> {
    const claimed = await this.#call('claim', () => this.#store.poll.claim(claim));
    return 'busyUntil' in claimed ? claimed : this.handOut(this.#watched(claimed, claim.run), claim);
  }

  readonly run: SnapshotStore['run'] = () => this.#call('run', () => this.#store.snapshots.run());
  readonly recentRun: SnapshotStore['recentRun'] = () => this.#store.snapshots.recentRun();
  readonly job: SnapshotStore['job'] = (...of) => this.#call('job', () => this.#store.snapshots.job(...of));
  readonly unread: SnapshotStore['unread'] = (...of) =>
    this.#call('unread', () => this.#store.snapshots.unread(...of));
  readonly jobs: SnapshotStore['jobs'] = (...of) =>
    this.#call('jobs', () => this.#store.snapshots.jobs(...of));
  readonly history: SnapshotStore['history'] = (...of) =>
    this.#call('history', () => this.#store.snapshots.history(...of));
  readonly episodes: SnapshotStore['episodes'] = (...of) =>
    this.#call('episodes', () => this.#store.snapshots.episodes(...of));
  readonly ended: SnapshotStore['ended'] = (...of) =>
    this.#call('ended', () => this.#store.snapshots.ended(...of));
  readonly survey: SnapshotStore['survey'] = (...of) =>
    this.#call('survey', () => this.#store.snapshots.survey(...of));

  #watched(store: ClaimedStore, run: string): ClaimedStore {
    return {
      ...store,
      load: () => this.#call('load', async () => unchangeable(await store.load())),
      reload: (key) => this.#call('reload', () => store.reload(key)),
      record: (changes) => this.#call('record', () => this.#record(store, run, changes)),
      refresh: (changes) =>
        this.#call('refresh', () => this.#refresh(store, run, changes)).catch((error: unknown) => {
          if (!(error instanceof StoreError) || error instanceof TakenOverError) throw error;
          return { conflicts: [], refused: [], failed: [{ changes, error }] };
        }),
      waiting: () => this.#waiting(store),
      backlog: () => this.#call('backlog', () => store.backlog()),
      acknowledge: (events) => this.#call('acknowledge', () => store.acknowledge(events)),
      prune: (before, jobs, limit, signal) =>
        this.#call('prune', () => this.#prune(store, before, jobs, limit, signal)),
      renew: (until, cursor) => this.#call('renew', () => store.renew(until, cursor)),
      finish: (record) => this.#call('finish', () => store.finish(record)),
    };
  }

  async #record(store: ClaimedStore, run: string, changes: readonly JobChange[]): Promise<number> {
    for (const change of changes) {
      const error = this.refuse(change);
      if (error) throw error;
    }
    return await this.#whileWriting(run, changes, () => store.record(changes));
  }

  async #refresh(store: ClaimedStore, run: string, changes: readonly Change[]): Promise<Refreshed> {
    const refused: { change: Change; error: RefusedWriteError }[] = [];
    const taken = changes.filter((change) => {
      const error = change.kind === 'job' ? this.refuse(change) : undefined;
      if (error) refused.push({ change, error });
      return !error;
    });
    const refreshed = await this.#whileWriting(run, taken, () => store.refresh(taken));
    return { ...refreshed, refused: [...refused, ...refreshed.refused] };
  }

  async *#waiting(store: ClaimedStore): AsyncGenerator<WaitingPage> {
    const pages = store.waiting()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const page = await this.#call('waiting', () => pages.next());
        if (page.done) return;
        yield page.value;
      }
    } finally {
      await pages.return?.();
    }
  }

  async #prune(
    store: ClaimedStore,
    before: Instant,
    jobs: readonly StoredJob[],
    limit: number,
    signal: AbortSignal,
  ): Promise<number> {
    for (const { state } of jobs) this.#deleting.set(rowKeyOf(state), state);
    try {
      return await store.prune(before, jobs, limit, signal);
    } finally {
      for (const { state } of jobs) this.#deleting.delete(rowKeyOf(state));
    }
  }

  async #whileWriting<T>(run: string, changes: readonly Change[], write: () => Promise<T>): Promise<T> {
    const jobs = changes.filter((change) => change.kind === 'job');
    for (const change of jobs) this.#writing.set(`${fenceOf(run)} ${rowKeyOf(change.next)}`, change);
    try {
      return await write();
    } finally {
      for (const { next } of jobs) this.#writing.delete(`${fenceOf(run)} ${rowKeyOf(next)}`);
    }
  }

  /** Whose transaction it is its fence row says: two runs may be about to write the same job. */
  #committed(actions: readonly TransactionAction[]): void {
    const fence = actions.find(([, { rowKey }]) => rowKey.startsWith('run|fence|'))?.[1].rowKey ?? '';
    for (const [kind, { rowKey }] of actions) {
      const change = this.#writing.get(`${fence.slice(0, -1)} ${rowKey}`);
      const key = this.#deleting.get(rowKey);
      if (kind === 'delete' && key) this.forgotten(key);
      else if (kind !== 'delete' && change) this.written(change);
    }
  }

  async #call<T>(call: string, effect: () => Promise<T>): Promise<T> {
    await this.fault(call, 'before');
    const result = await effect();
    await this.fault(call, 'after');
    return result;
  }
}

/** What a poll loads is given to the next one again: whoever changes any of it, meets an error here. However deep it is nested. */
function unchangeable<T>(loaded: T): T {
  const left: unknown[] = [loaded];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) continue;
    for (const member of Object.values(value)) left.push(member);
    Object.freeze(value);
  }
  return loaded;
}

function rowKeyOf({ servicePrincipalId, jobId }: JobKey): string {
  return latestRowKey(servicePrincipalId, jobId);
}

/** The keys of a run's fence rows, without their lanes. */
function fenceOf(run: string): string {
  return fenceRowKey(run, 0).slice(0, -1);
}

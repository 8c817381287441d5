import { BadPageError } from '../../src/core/errors.ts';
import type { Instant } from '../../src/core/instant.ts';
import { keyOf } from '../../src/core/job-key.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { RunRecord } from '../../src/core/run-record.ts';
import type { JobKey, JobState } from '../../src/core/state.ts';
import type {
  JobChange,
  LoadedJobs,
  Refreshed,
  RunStore,
  StateStore,
  StoredJob,
  WaitingEvent,
} from '../../src/poll/ports.ts';
import type {
  HistoryEntry,
  ListedState,
  Page,
  PageRequest,
  Snapshot,
  SnapshotStore,
  Unhealthy,
} from '../../src/status/ports.ts';

interface MemoryRow {
  state: JobState;
  body: JsonObject | undefined;
  version: number;
}

/** The store in memory: rows with versions, and a fault before or after any call takes effect. */
export class MemoryStateStore implements StateStore, RunStore, SnapshotStore {
  readonly #rows = new Map<string, MemoryRow>();
  readonly #outbox = new Map<string, WaitingEvent>();
  readonly #history = new Map<string, HistoryEntry & { readonly job: JsonObject | undefined }>();
  #run: RunRecord | undefined;
  #versions = 0;
  transactions = 0;
  /** Awaited before a call takes effect, and again after it did; throws to make the call fail there. */
  fault: (call: string, when: 'before' | 'after') => void | Promise<void> = () => undefined;

  async load(): Promise<LoadedJobs> {
    return this.#call('load', () => ({
      jobs: this.#sorted().map(([, row]) => stored(row)),
      damaged: [],
      waiting: this.#outbox.size,
    }));
  }

  async reload(key: JobKey): Promise<StoredJob | undefined> {
    return this.#call('reload', () => {
      const row = this.#rows.get(nameOf(key));
      return row && stored(row);
    });
  }

  async record(change: JobChange): Promise<'written' | 'conflict'> {
    return this.#call('record', () => this.#write(change));
  }

  async refresh(changes: readonly JobChange[]): Promise<Refreshed> {
    return this.#call('refresh', () => ({
      conflicts: changes.filter((change) => this.#write(change) === 'conflict'),
      refused: [],
    }));
  }

  async *waiting(): AsyncIterable<readonly WaitingEvent[]> {
    yield await this.#call('waiting', () =>
      structuredClone([...this.#outbox.values()]).sort(
        (a, b) => a.recordedAt.localeCompare(b.recordedAt) || a.sequence - b.sequence,
      ),
    );
  }

  async acknowledge(event: WaitingEvent): Promise<void> {
    await this.#call('acknowledge', () => this.#outbox.delete(eventName(event, event.sequence)));
  }

  async prune(before: Instant, limit: number): Promise<number> {
    return this.#call('prune', () => {
      let deleted = 0;
      for (const [name, entry] of this.#history) {
        if (deleted < limit && entry.recordedAt < before && this.#history.delete(name)) deleted++;
      }
      for (const [name, { state }] of this.#rows) {
        const done = state.state === 'removed' || state.unwatchedSince !== undefined;
        if (deleted < limit && done && state.changedAt < before && this.#rows.delete(name)) deleted++;
      }
      return deleted;
    });
  }

  async claim(run: string, now: Instant, until: Instant): Promise<RunRecord | undefined> {
    return this.#call('claim', () => {
      const before = this.#run ?? emptyRun;
      const isFree = before.busyUntil === undefined || before.busyUntil <= now || before.busyWith === run;
      if (!isFree) return undefined;
      this.#run = { ...before, busyUntil: until, busyWith: run };
      return structuredClone(before);
    });
  }

  async extend(run: string, until: Instant): Promise<void> {
    await this.#call('extend', () => {
      if (this.#run?.busyWith === run) this.#run = { ...this.#run, busyUntil: until };
    });
  }

  async finish(run: string, record: RunRecord): Promise<void> {
    await this.#call('finish', () => {
      const now = this.#run;
      if (!now || now.busyWith === run) this.#run = structuredClone(record);
      else {
        const newest = (now.lastStartedAt ?? '') > (record.lastStartedAt ?? '') ? now : record;
        this.#run = {
          ...newest,
          completeStartedAt: later(now.completeStartedAt, record.completeStartedAt),
          sweptAt: later(now.sweptAt, record.sweptAt),
          busyUntil: now.busyUntil,
          busyWith: now.busyWith,
        };
      }
    });
  }

  async run(): Promise<RunRecord | undefined> {
    return this.#call('run', () => structuredClone(this.#run));
  }

  async job(servicePrincipalId: string, jobIdOrKey: string): Promise<Snapshot | undefined> {
    return this.#call('job', () => {
      const row = this.#rows.get(nameOf({ servicePrincipalId, jobId: jobIdOrKey }));
      return row && structuredClone({ state: row.state, body: row.body });
    });
  }

  async jobs(states: readonly ListedState[], page: PageRequest): Promise<Page<JobState>> {
    return this.#call('jobs', () =>
      paged(
        this.#sorted()
          .filter(([, { state }]) => states.some((listed) => isListed(state, listed)))
          .map(([name, { state }]) => [name, state] as const),
        page,
      ),
    );
  }

  async history(
    servicePrincipalId: string,
    jobIdOrKey: string,
    page: PageRequest,
  ): Promise<Page<HistoryEntry>> {
    return this.#call('history', () => {
      const prefix = `${nameOf({ servicePrincipalId, jobId: jobIdOrKey })}|`;
      const own = [...this.#history].filter(([name]) => name.startsWith(prefix)).reverse();
      return paged(own, page);
    });
  }

  async unhealthy(): Promise<Unhealthy> {
    return this.#call('unhealthy', () => ({
      unreadable: structuredClone(
        this.#sorted().flatMap(([, { state }]) => (state.unreadable ? [state] : [])),
      ),
      damaged: [],
      backlog: {
        waiting: this.#outbox.size,
        oldest: [...this.#outbox.values()].map((event) => event.recordedAt).sort()[0],
      },
    }));
  }

  async #call<T>(call: string, effect: () => T): Promise<T> {
    this.transactions++;
    await this.fault(call, 'before');
    const result = effect();
    await this.fault(call, 'after');
    return result;
  }

  #write({ version, next, body, events }: JobChange): 'written' | 'conflict' {
    const name = nameOf(next);
    const row = this.#rows.get(name);
    if ((row && String(row.version)) !== version) return 'conflict';
    this.#rows.set(name, {
      state: structuredClone(next),
      body: body === undefined ? row?.body : structuredClone(body),
      version: ++this.#versions,
    });
    for (const { transition, event } of events) {
      const { servicePrincipalId, jobId, sequence, recordedAt } = transition;
      const eventId = eventName(next, sequence);
      this.#outbox.set(eventId, structuredClone({ servicePrincipalId, jobId, sequence, recordedAt, event }));
      this.#history.set(eventId, {
        sequence,
        recordedAt,
        event: JSON.parse(new TextDecoder().decode(event.body)),
        job: transition === events.at(-1)?.transition ? structuredClone(body) : undefined,
      });
    }
    return 'written';
  }

  #sorted(): [string, MemoryRow][] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

const emptyRun: RunRecord = {
  completeStartedAt: undefined,
  lastStartedAt: undefined,
  lastEndedAt: undefined,
  lastOutcome: undefined,
  counts: undefined,
  failures: [],
  sweptAt: undefined,
  resumeAt: undefined,
  busyUntil: undefined,
  busyWith: undefined,
};

function stored(row: MemoryRow): StoredJob {
  return { state: structuredClone(row.state), version: String(row.version) };
}

function nameOf({ servicePrincipalId, jobId }: JobKey): string {
  return `${servicePrincipalId}|${keyOf(jobId)}`;
}

function eventName(key: JobKey, sequence: number): string {
  return `${nameOf(key)}|${String(sequence).padStart(10, '0')}`;
}

function isListed(state: JobState, listed: ListedState): boolean {
  if (listed === 'unwatched') return state.unwatchedSince !== undefined;
  if (listed === 'removed') return state.state === 'removed';
  return state.state === listed && state.unwatchedSince === undefined;
}

function paged<T>(entries: readonly (readonly [string, T])[], { size, after }: PageRequest): Page<T> {
  let start = 0;
  if (after !== undefined) {
    const last = Buffer.from(after, 'base64url').toString();
    start = entries.findIndex(([name]) => name === last) + 1;
    if (start === 0) throw new BadPageError('InvalidPage', 'This is not the address of a page.');
  }
  const items = entries.slice(start, start + size);
  const isLast = start + size >= entries.length;
  const lastName = items.at(-1)?.[0] ?? '';
  return {
    items: structuredClone(items.map(([, item]) => item)),
    next: isLast ? undefined : Buffer.from(lastName).toString('base64url'),
  };
}

function later(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

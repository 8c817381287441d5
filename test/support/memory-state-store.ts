import type { EpisodeRepresentation } from '../../src/core/episode-representation.ts';
import { type RefusedWriteError, StoreError } from '../../src/core/errors.ts';
import type { Instant } from '../../src/core/instant.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { credible, ended, isFree } from '../../src/core/run-claim.ts';
import { emptyRun, type RunRecord } from '../../src/core/run-record.ts';
import { isIn, overlaps, type Span } from '../../src/core/span.ts';
import type { JobKey, JobState } from '../../src/core/state.ts';
import type {
  Backlog,
  JobChange,
  LoadedJobs,
  Refreshed,
  RunStore,
  StateStore,
  StoredJob,
  WaitingEvent,
} from '../../src/poll/ports.ts';
import type {
  EndedEpisode,
  HistoryEntry,
  ListedState,
  Page,
  PageRequest,
  Snapshot,
  SnapshotStore,
  Survey,
  SurveyedJobs,
} from '../../src/status/ports.ts';
import { endedEpisode } from '../../src/table/ended-episode.ts';
import { oldestFirst } from '../../src/table/event-order.ts';
import { isOfAny } from './job-kinds.ts';
import { eventName, historyName, nameOf, sorted } from './memory-names.ts';
import { paged } from './memory-page.ts';

interface MemoryRow {
  state: JobState;
  body: JsonObject | undefined;
  version: number;
}

/** The store in memory: rows with versions, and a fault before or after any call takes effect. */
export class MemoryStateStore implements StateStore, RunStore, SnapshotStore {
  readonly #rows = new Map<string, MemoryRow>();
  readonly #outbox = new Map<string, WaitingEvent>();
  readonly #history = new Map<string, HistoryEntry & { readonly key: JobKey }>();
  #run: RunRecord | undefined;
  #versions = 0;
  transactions = 0;
  /** Awaited before a call takes effect, and again after it did; throws to make the call fail there. */
  fault: (call: string, when: 'before' | 'after') => void | Promise<void> = () => undefined;
  /** The error of a change that the store will not have. */
  refuse: (change: JobChange) => RefusedWriteError | undefined = () => undefined;
  /** Told of each change as it takes effect. */
  written: (change: JobChange) => void = () => undefined;
  /** Told of each job whose row is deleted for its age. */
  forgotten: (key: JobKey) => void = () => undefined;

  async load(): Promise<LoadedJobs> {
    return this.#call('load', () => ({
      jobs: sorted(this.#rows).map(([, row]) => stored(row)),
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
    return this.#call('record', () => {
      const error = this.refuse(change);
      if (error) throw error;
      return this.#write(change);
    });
  }

  async refresh(changes: readonly JobChange[]): Promise<Refreshed> {
    return this.#call('refresh', () => {
      const conflicts: JobChange[] = [];
      const refused: { change: JobChange; error: RefusedWriteError }[] = [];
      for (const change of changes) {
        const error = this.refuse(change);
        if (error) refused.push({ change, error });
        else if (this.#write(change) === 'conflict') conflicts.push(change);
      }
      return { conflicts, refused, failed: [] };
    }).catch((error) => {
      if (!(error instanceof StoreError)) throw error;
      return { conflicts: [], refused: [], failed: [{ changes, error }] };
    });
  }

  async *waiting(): AsyncIterable<readonly WaitingEvent[]> {
    yield await this.#call('waiting', () =>
      oldestFirst(structuredClone(sorted(this.#outbox).map(([, event]) => event))),
    );
  }

  async backlog(): Promise<Backlog> {
    return this.#call('backlog', () => this.#backlog());
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
        if (deleted < limit && done && state.changedAt < before && this.#rows.delete(name)) {
          deleted++;
          this.forgotten(state);
        }
      }
      return deleted;
    });
  }

  async claim(run: string, now: Instant, until: Instant): Promise<RunRecord | undefined> {
    return this.#call('claim', () => {
      const stored = this.#run ?? emptyRun;
      if (!isFree(stored, run, now, until)) return undefined;
      const before = credible(stored, now);
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
      this.#run = structuredClone(ended(this.#run ?? emptyRun, record, run));
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
    return this.#call('jobs', () => {
      const listed = sorted(this.#rows)
        .map(([name, { state }]) => [name, state] as const)
        .filter(([, state]) => isOfAny(states, state));
      return paged(listed, '', page);
    });
  }

  async history(
    servicePrincipalId: string,
    jobIdOrKey: string,
    page: PageRequest,
    span: Span = {},
  ): Promise<Page<HistoryEntry>> {
    return this.#call('history', () => {
      const prefix = `history|${nameOf({ servicePrincipalId, jobId: jobIdOrKey })}|`;
      const entries = sorted(this.#history)
        .filter(([name, { recordedAt }]) => name.startsWith(prefix) && isIn(span, recordedAt))
        .map(([name, { key: _, ...entry }]) => [name, entry] as const);
      return paged(entries, prefix, page);
    });
  }

  async episodes(
    servicePrincipalId: string,
    jobIdOrKey: string,
    page: PageRequest,
    span: Span = {},
  ): Promise<Page<EpisodeRepresentation>> {
    return this.#call('episodes', () => {
      const prefix = `history|${nameOf({ servicePrincipalId, jobId: jobIdOrKey })}|`;
      const entries = sorted(this.#history).flatMap(([name, { event }]) => {
        const episode = name.startsWith(prefix) ? endedEpisode(event) : undefined;
        return episode && overlaps(episode, span) ? [[name, episode] as const] : [];
      });
      return paged(entries, prefix, page);
    });
  }

  async ended(since: Instant): Promise<readonly EndedEpisode[]> {
    return this.#call('ended', () =>
      sorted(this.#history).flatMap(([, { key, recordedAt, event }]) => {
        const episode = recordedAt >= since ? endedEpisode(event) : undefined;
        return episode ? [{ ...key, episode }] : [];
      }),
    );
  }

  async survey(kinds: readonly SurveyedJobs[]): Promise<Survey> {
    return this.#call('survey', () => {
      const states = sorted(this.#rows).map(([, { state }]) => state);
      const jobs = structuredClone(states.filter((state) => isOfAny(kinds, state)));
      return { jobs, damaged: [], backlog: this.#backlog() };
    });
  }

  #backlog(): Backlog {
    return {
      waiting: this.#outbox.size,
      oldest: [...this.#outbox.values()].map((event) => event.recordedAt).sort()[0],
    };
  }

  async #call<T>(call: string, effect: () => T): Promise<T> {
    this.transactions++;
    await this.fault(call, 'before');
    const result = effect();
    await this.fault(call, 'after');
    return result;
  }

  #write(change: JobChange): 'written' | 'conflict' {
    const { version, next, body, events } = change;
    const name = nameOf(next);
    const row = this.#rows.get(name);
    if ((row && String(row.version)) !== version) return 'conflict';
    if (events.some(({ transition }) => this.#history.has(historyName(next, transition.sequence))))
      return 'conflict';
    this.#rows.set(name, {
      state: structuredClone(next),
      body: body === undefined ? row?.body : structuredClone(body),
      version: ++this.#versions,
    });
    for (const { transition, event } of events) {
      const { servicePrincipalId, jobId, sequence, recordedAt } = transition;
      this.#outbox.set(
        eventName(next, sequence),
        structuredClone({ servicePrincipalId, jobId, sequence, recordedAt, event }),
      );
      this.#history.set(historyName(next, sequence), {
        key: { servicePrincipalId, jobId },
        sequence,
        recordedAt,
        event: JSON.parse(new TextDecoder().decode(event.body)),
        job: transition === events.at(-1)?.transition ? structuredClone(body) : undefined,
      });
    }
    this.written(change);
    return 'written';
  }
}

function stored(row: MemoryRow): StoredJob {
  return { state: structuredClone(row.state), version: String(row.version) };
}

import assert from 'node:assert/strict';
import { type JobKey, type JobState, jobName } from '../../../src/core/state.ts';
import { isWatched } from '../../../src/core/watch.ts';
import type { JobChange } from '../../../src/poll/ports.ts';
import type { MemoryStateStore } from '../../support/memory-state-store.ts';
import { type Sighting, sightingOf } from '../graph/sighting.ts';
import type { ModelPoll } from '../poll/model-poll.ts';
import type { Chapter, Ledger } from './ledger.ts';
import { entriesOf, entryOf, screened } from './mass-removal.ts';

/** Enters into the ledger what polls observed, in the order in which that took effect. */
export class Bookkeeper {
  readonly #ledger: Ledger;
  readonly #tick: () => number;
  readonly #writers = new WeakMap<JobChange, ModelPoll>();

  /** @param tick grows with everything that happens */
  constructor(ledger: Ledger, tick: () => number) {
    this.#ledger = ledger;
    this.#tick = tick;
  }

  /** Watches the store: a change takes effect when it is written. */
  watch(store: MemoryStateStore): MemoryStateStore {
    store.written = (change) => this.#written(change);
    store.forgotten = (key) => this.#ledger.forget(key);
    return store;
  }

  loads(self: ModelPoll): void {
    self.loadedAt = this.#tick();
    self.entries.clear();
    for (const [job, entry] of entriesOf(this.#ledger.open)) self.entries.set(job, entry);
  }

  loadsAgain(self: ModelPoll, job: JobKey): void {
    self.reread.add(job.servicePrincipalId);
    self.entries.set(jobName(job), entryOf(this.#ledger.of(job)));
  }

  /** The poll is about to write the change. */
  isOf(self: ModelPoll, change: JobChange): void {
    this.#writers.set(change, self);
  }

  /** What a poll that read everything did not write meant nothing new: the books hear of it too. */
  settle(self: ModelPoll, jobs: Iterable<JobKey>): void {
    if (self.report?.kind !== 'ended' || self.report.outcome !== 'complete') return;
    for (const job of jobs) {
      const { servicePrincipalId } = job;
      if (!self.answered.has(servicePrincipalId) || self.reread.has(servicePrincipalId)) continue;
      if (self.wrote.has(jobName(job)) || !isWatched(self.watch, job)) continue;
      const seen = self.graph.seen.findLast((each) => each.servicePrincipalId === servicePrincipalId);
      const chapter = this.#ledger.of(job);
      // It was compared with a row that another poll has changed since.
      if (!seen || chapter.writtenAt > self.loadedAt) continue;
      this.#observe(self, chapter, sightingOf(seen, job.jobId));
    }
  }

  #written(change: JobChange): void {
    const self = this.#writers.get(change);
    assert(self, 'a change was written that no poll made');
    const { next } = change;
    const chapter = this.#ledger.of(next);
    if (isWatched(self.watch, next)) {
      const { sighting, tick } = sightingOfChange(self, next);
      assert(tick > chapter.writtenAt, `${jobName(next)}: an observation older than its row was written`);
      this.#observe(self, chapter, sighting);
    }
    self.wrote.add(jobName(next));
    chapter.writtenAt = this.#tick();
  }

  #observe(self: ModelPoll, chapter: Chapter, sighting: Sighting): void {
    this.#ledger.observe(chapter, screened(self, jobName(chapter.job), sighting), self.startedAt);
  }
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
    sighting: { look: 'unreadable', series: undefined, pair: '', at },
    tick: Number.POSITIVE_INFINITY,
  };
}

import assert from 'node:assert/strict';
import { laterOf } from '../../../src/core/instant.ts';
import { type JobKey, jobName } from '../../../src/core/job-key.ts';
import type { Answer } from '../../../src/core/observe.ts';
import type { JobState } from '../../../src/core/state.ts';
import { isWatched } from '../../../src/core/watch.ts';
import type { JobChange } from '../../../src/poll/ports.ts';
import type { MemoryStateStore } from '../../support/memory-state-store.ts';
import { isAbout, isWhole, type Seen, type Sighting, sightingOf } from '../graph/sighting.ts';
import type { ModelPoll } from '../poll/model-poll.ts';
import { nameOf, noSight, type Sight, sightAfter, watchedOf } from './blindness.ts';
import type { Chapter, Entered, Ledger, LedgerCopy } from './ledger.ts';
import { isMassDelay } from './mass-delay.ts';
import { entriesOf, entryOf, screened } from './mass-removal.ts';
import { assertRecorded } from './recorded.ts';

/** The books as they are when someone makes a copy of the table. */
export interface BooksCopy {
  readonly ledger: LedgerCopy;
  readonly sight: Sight;
}

/** Enters into the ledger what polls observed, in the order in which that took effect. */
export class Bookkeeper {
  /** When each job was last read, by any poll: arrival of the answer. */
  readonly readAt = new Map<string, string>();
  /** When each was last read running and without quarantine. */
  readonly readWell = new Map<string, string>();
  readonly #ledger: Ledger;
  readonly #tick: () => number;
  readonly #writers = new WeakMap<JobChange, ModelPoll>();
  #sight = noSight;
  #epoch = 0;
  #setBackAt = 0;

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

  copy(): BooksCopy {
    return { ledger: this.#ledger.copy(), sight: this.#sight };
  }

  setBack({ ledger, sight }: BooksCopy): void {
    this.#setBackAt = this.#tick();
    this.#ledger.setBack(ledger);
    this.#sight = sight;
  }

  loseTable(): void {
    this.setBack({ ledger: new Map(), sight: noSight });
  }

  /** Epochs only rise, whatever happens to the table. */
  epochIs(epoch: number): void {
    assert(epoch >= this.#epoch, `epoch ${epoch} after ${this.#epoch}`);
    this.#epoch = epoch;
  }

  loads(self: ModelPoll): void {
    self.loadedAt = this.#tick();
    self.entries.clear();
    for (const [job, entry] of entriesOf(this.#ledger.open)) self.entries.set(job, entry);
    self.isMassDelay = isMassDelay(this.#ledger.open);
  }

  loadsAgain(self: ModelPoll, job: JobKey): void {
    self.entries.set(jobName(job), entryOf(this.#ledger.of(job)));
  }

  /** The poll is about to write the change. */
  isOf(self: ModelPoll, change: JobChange): void {
    this.#writers.set(change, self);
  }

  /** The poll has been told the principals of the tenant. */
  lists(self: ModelPoll, principals: Iterable<string>): void {
    this.#sight = { ...this.#sight, discovered: watchedOf(principals, self) };
  }

  /** An answer has come as far as the poll. */
  handedOver(self: ModelPoll, { servicePrincipalId, jobId, at }: Answer): void {
    const seen = self.graph.seen.findLast(
      (each) => each.servicePrincipalId === servicePrincipalId && each.jobId === jobId,
    );
    if (!seen) return;
    // Requests that are on their way at once do not arrive at once.
    seen.at = at;
    seen.isHandedOver = true;
    for (const [id, mark] of seen.marks) {
      const job = jobName({ servicePrincipalId, jobId: id });
      if (!mark.isBlank) this.readAt.set(job, laterOf(seen.at, this.readAt.get(job)));
      if (mark.look === 'running') this.readWell.set(job, laterOf(seen.at, this.readWell.get(job)));
    }
    // Of what has jobs there are rows, once that is written.
    const isEmpty = ![...seen.marks.keys()].some((id) =>
      isWatched(self.watch, { servicePrincipalId, jobId: id }),
    );
    if (!isWhole(seen) || !isEmpty) return;
    const name = nameOf({ servicePrincipalId, jobId });
    this.#sight = { ...this.#sight, read: new Set([...this.#sight.read, name]) };
  }

  /**
   * What a poll that read everything did not write meant nothing new: the books hear of it too.
   *
   * @param isDiscoveryOpen whether the run row says that a discovery is to go on with the next run
   */
  settle(self: ModelPoll, jobs: Iterable<JobKey>, isDiscoveryOpen: boolean): void {
    // What it learnt went with the table.
    if (this.#setBackAt > self.loadedAt) return;
    // What has rows bears its marks itself.
    const stored = [...this.#ledger.open].filter(({ isStored }) => isStored);
    const ofRows = stored.flatMap(({ job }) => [job.servicePrincipalId, nameOf(job)]);
    this.#sight = sightAfter(this.#sight, self, ofRows, isDiscoveryOpen);
    if (self.report?.kind !== 'ended' || self.report.outcome !== 'complete') return;
    for (const job of jobs) {
      if (!self.answered.has(job.servicePrincipalId) || self.reread.has(jobName(job))) continue;
      if (self.wrote.has(jobName(job)) || !isWatched(self.watch, job)) continue;
      const seen = lastAbout(self, job);
      const chapter = this.#ledger.of(job);
      // It was compared with a row that another poll has changed since.
      if (!seen || chapter.writtenAt > self.loadedAt) continue;
      const given = this.#observe(self, chapter, sightingOf(seen, job.jobId));
      assert(given.length === 0, `${jobName(job)}: not recorded: ${JSON.stringify(given)}`);
    }
  }

  #written(change: JobChange): void {
    const self = this.#writers.get(change);
    assert(self, 'a change was written that no poll made');
    const { next, events } = change;
    const chapter = this.#ledger.of(next);
    if (isWatched(self.watch, next)) {
      const { sighting, tick } = sightingOfChange(self, next);
      assert(tick > chapter.writtenAt, `${jobName(next)}: an observation older than its row was written`);
      assertRecorded(this.#observe(self, chapter, sighting), events, jobName(next));
    } else {
      assertRecorded([], events, jobName(next));
      chapter.automaton.unwatch();
    }
    self.wrote.add(jobName(next));
    chapter.writtenAt = this.#tick();
  }

  #observe(self: ModelPoll, chapter: Chapter, sighting: Sighting): readonly Entered[] {
    return this.#ledger.observe(chapter, screened(self, chapter.job, sighting), self);
  }
}

function lastAbout(self: ModelPoll, job: JobKey): Seen | undefined {
  return self.graph.seen.findLast((each) => isAbout(each, job));
}

/** The sighting that a change rests on: it bears the time of that answer. */
function sightingOfChange(self: ModelPoll, next: JobState): { sighting: Sighting; tick: number } {
  const { jobId, changedAt: at, unreadable } = next;
  const seen = self.graph.seen.findLast((each) => isAbout(each, next) && each.at === at);
  const nothing: Sighting = { look: 'unreadable', byId: false, mark: undefined, at, graphTime: at };
  // Throttled so much that it was not even asked.
  assert(seen ?? unreadable, `${jobName(next)}: a change of ${at} rests on no answer`);
  if (!seen) return { sighting: nothing, tick: Number.POSITIVE_INFINITY };
  // The table would not have what was read.
  const isRefused = unreadable?.cause === 'StorageRefused';
  return { sighting: isRefused ? nothing : sightingOf(seen, jobId), tick: seen.tick };
}

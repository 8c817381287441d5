import type { WantedEvents } from '../../../src/core/run.ts';
import { type JobKey, jobName } from '../../../src/core/state.ts';
import type { Sighting } from '../graph/sighting.ts';
import { Automaton, type Expected } from './automaton.ts';

/** A job's events from the writing of its row to the loss of that row. */
export interface Chapter {
  readonly job: JobKey;
  readonly automaton: Automaton;
  /** The events have the numbers after this one; undefined as long as there is no row. */
  start: number | undefined;
  /** The table is lost, and with it what waited in the outbox. */
  lost: boolean;
  /** When its row last changed, in ticks. */
  writtenAt: number;
}

/** Keeps the books of all jobs: what was observed with effect, and so has to be told. */
export class Ledger {
  readonly chapters: Chapter[] = [];
  readonly #now = new Map<string, Chapter>();
  readonly #confirmAfter: number;
  readonly #wanted: WantedEvents;

  constructor(confirmAfter: number, wanted: WantedEvents) {
    this.#confirmAfter = confirmAfter;
    this.#wanted = wanted;
  }

  of(job: JobKey): Chapter {
    const open = this.#now.get(jobName(job));
    if (open) return open;
    const { servicePrincipalId, jobId } = job;
    const chapter: Chapter = {
      job: { servicePrincipalId, jobId },
      automaton: new Automaton(this.#confirmAfter, this.#wanted),
      start: undefined,
      lost: false,
      writtenAt: 0,
    };
    this.#now.set(jobName(job), chapter);
    this.chapters.push(chapter);
    return chapter;
  }

  /** The jobs' present chapters. */
  get open(): Iterable<Chapter> {
    return this.#now.values();
  }

  /** An observation took effect. */
  observe(chapter: Chapter, sighting: Sighting, startedAt: string): void {
    const isThere = sighting.look !== 'unreadable' && sighting.look !== 'gone';
    if (isThere) chapter.start ??= Math.floor(Date.parse(startedAt) / 1000);
    chapter.automaton.observe(sighting, startedAt);
  }

  /** The row of a job is deleted: it is new when it comes back. */
  forget(job: JobKey): void {
    this.#now.delete(jobName(job));
  }

  loseTable(): void {
    for (const chapter of this.#now.values()) chapter.lost = true;
    this.#now.clear();
  }

  /** What has to be told under a number. */
  find(job: string, sequence: number): Expected | undefined {
    for (const chapter of this.chapters) {
      if (jobName(chapter.job) !== job || chapter.start === undefined) continue;
      const expected = chapter.automaton.told[sequence - chapter.start - 1];
      if (expected) return expected;
    }
    return undefined;
  }
}

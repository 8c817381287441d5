import type { WantedEvents } from '../../../src/core/detection.ts';
import { type JobKey, jobName } from '../../../src/core/job-key.ts';
import type { Sighting } from '../graph/sighting.ts';
import { Automaton, type Expected, type Observer } from './automaton.ts';

/** What a run goes by when it records what it observed. */
export interface Recording extends Observer {
  /** No sequence is lower. */
  readonly epoch: number;
}

/** A job's events from the writing of its row to the loss of that row. */
export interface Chapter {
  readonly job: JobKey;
  readonly automaton: Automaton;
  /** Of each event that the automaton tells. */
  readonly sequences: number[];
  /** The sequence before the next one; undefined as long as there is no row. */
  last: number | undefined;
  /** The table is lost, or is set back to a time when so many events were told: what came after may be lost with it. */
  keptUntil: number | undefined;
  /** When its row last changed, in ticks. */
  writtenAt: number;
}

/** The books as they are when someone makes a copy of the table. */
export type LedgerCopy = ReadonlyMap<string, Chapter>;

/** Keeps the books of all jobs: what was observed with effect, and so has to be told. */
export class Ledger {
  readonly chapters: Chapter[] = [];
  #now = new Map<string, Chapter>();
  readonly #confirmAfterMs: number;
  readonly #wanted: WantedEvents;

  constructor(confirmAfterMs: number, wanted: WantedEvents) {
    this.#confirmAfterMs = confirmAfterMs;
    this.#wanted = wanted;
  }

  of(job: JobKey): Chapter {
    const open = this.#now.get(jobName(job));
    if (open) return open;
    const { servicePrincipalId, jobId } = job;
    const chapter: Chapter = {
      job: { servicePrincipalId, jobId },
      automaton: new Automaton(this.#confirmAfterMs, this.#wanted),
      sequences: [],
      last: undefined,
      keptUntil: undefined,
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

  /** An observation took effect: each event has the number after the last one, or the first of its epoch. */
  observe(chapter: Chapter, sighting: Sighting, recording: Recording): void {
    const { epoch, startedAt } = recording;
    const isThere = sighting.look !== 'unreadable' && sighting.look !== 'gone';
    if (isThere) chapter.last ??= Math.max(Math.floor(Date.parse(startedAt) / 1000), epoch);
    chapter.automaton.observe(sighting, recording);
    const { expected } = chapter.automaton;
    while (chapter.last !== undefined && chapter.sequences.length < expected.length) {
      chapter.last = Math.max(chapter.last + 1, epoch);
      chapter.sequences.push(chapter.last);
    }
  }

  /** The row of a job is deleted: it is new when it comes back. */
  forget(job: JobKey): void {
    this.#now.delete(jobName(job));
  }

  copy(): LedgerCopy {
    return new Map([...this.#now].map(([name, chapter]) => [name, forked(chapter)]));
  }

  /** The table is what it was when the copy was made: what came after may be lost. An empty copy: all of it. */
  setBack(copy: LedgerCopy): void {
    for (const [name, chapter] of this.#now) {
      chapter.keptUntil = copy.get(name)?.sequences.length ?? 0;
    }
    this.#now = new Map([...copy].map(([name, chapter]) => [name, forked(chapter)]));
    this.chapters.push(...this.#now.values());
  }

  /** Events that went with a table, as places. */
  get lost(): ReadonlySet<string> {
    return new Set(
      this.chapters.flatMap(({ job, sequences, keptUntil }) =>
        sequences.slice(keptUntil ?? sequences.length).map((sequence) => placeName(jobName(job), sequence)),
      ),
    );
  }

  /** What has to be told under each number, by job and number. */
  get expected(): ReadonlyMap<string, Expected> {
    const all = new Map<string, Expected>();
    for (const { job, automaton, sequences } of this.chapters) {
      for (const [place, sequence] of sequences.entries()) {
        const expected = automaton.expected[place];
        if (expected) all.set(placeName(jobName(job), sequence), expected);
      }
    }
    return all;
  }
}

export function placeName(job: string, sequence: number): string {
  return `${job} ${sequence}`;
}

function forked(chapter: Chapter): Chapter {
  return {
    ...chapter,
    automaton: chapter.automaton.fork(),
    sequences: [...chapter.sequences],
    keptUntil: undefined,
  };
}

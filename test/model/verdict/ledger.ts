import type { Stream } from '../../../src/contract/events/event-names.ts';
import { type JobKey, jobName } from '../../../src/core/job-key.ts';
import type { Sighting } from '../graph/sighting.ts';
import { Automaton, type Expected, type Observer } from './automaton.ts';

/** What a run goes by when it records what it observed. */
export interface Recording extends Observer {
  /** No sequence is lower. */
  readonly epoch: number;
}

/** An event of the books, under the numbers that it has to bear. */
export interface Entered extends Expected {
  /** Its place in the history of its job. */
  readonly step: number;
  /** Undefined where it is not published. */
  readonly sequence: number | undefined;
}

/** A job's events from the writing of its row to the loss of that row. */
export interface Chapter {
  readonly job: JobKey;
  readonly automaton: Automaton;
  /** What the automaton has given so far. */
  readonly entered: Entered[];
  /** There is a row. */
  isStored: boolean;
  /** The numbers before the next ones. */
  readonly last: Map<Stream | 'step', number>;
  /** The table is lost, or is set back to a time when there were so many events: what came after may be lost with it. */
  keptUntil: number | undefined;
  /** When its row last changed, in ticks. */
  writtenAt: number;
}

/** The books as they are when someone makes a copy of the table. */
export type LedgerCopy = ReadonlyMap<string, Chapter>;

/** Keeps the books of all jobs: what was observed with effect, and so has to be recorded. */
export class Ledger {
  readonly chapters: Chapter[] = [];
  #now = new Map<string, Chapter>();
  readonly #confirmAfterMs: number;

  constructor(confirmAfterMs: number) {
    this.#confirmAfterMs = confirmAfterMs;
  }

  of(job: JobKey): Chapter {
    const open = this.#now.get(jobName(job));
    if (open) return open;
    const { servicePrincipalId, jobId } = job;
    const chapter: Chapter = {
      job: { servicePrincipalId, jobId },
      automaton: new Automaton(this.#confirmAfterMs),
      entered: [],
      isStored: false,
      last: new Map(),
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

  /** An observation took effect. @returns the events that it has to give */
  observe(chapter: Chapter, sighting: Sighting, recording: Recording): readonly Entered[] {
    const { automaton, entered, last } = chapter;
    automaton.observe(sighting, recording);
    chapter.isStored ||= automaton.isThere;
    const given = automaton.expected.slice(entered.length).map((expected): Entered => {
      const sequence = expected.isPublished ? next(last, expected.condition, recording) : undefined;
      return { ...expected, sequence, step: next(last, 'step', recording) };
    });
    entered.push(...given);
    return given;
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
      chapter.keptUntil = copy.get(name)?.entered.length ?? 0;
    }
    this.#now = new Map([...copy].map(([name, chapter]) => [name, forked(chapter)]));
    this.chapters.push(...this.#now.values());
  }

  /** Events that went with a table, as places. */
  get lost(): ReadonlySet<string> {
    return new Set(
      this.chapters.flatMap(({ job, entered, keptUntil }) =>
        entered.slice(keptUntil ?? entered.length).map((event) => placeOf(job, event)),
      ),
    );
  }

  /** What has to be sent under each sequence, by place. */
  get toSend(): ReadonlyMap<string, Entered> {
    const published = this.chapters.flatMap(({ job, entered }) =>
      entered.filter(({ isPublished }) => isPublished).map((event) => [placeOf(job, event), event] as const),
    );
    return new Map(published);
  }
}

/** One more than the last, or the first of its epoch; the first of all follows the time of its run. */
function next(
  last: Map<Stream | 'step', number>,
  of: Stream | 'step',
  { epoch, startedAt }: Recording,
): number {
  const before = last.get(of) ?? Math.floor(Date.parse(startedAt) / 1000);
  const number = Math.max(before + 1, epoch);
  last.set(of, number);
  return number;
}

/** Names a published event: no two have the same. */
export function placeName(job: string, condition: string, sequence: number | undefined): string {
  return `${job} ${condition} ${sequence}`;
}

function placeOf(job: JobKey, { condition, sequence }: Entered): string {
  return placeName(jobName(job), condition, sequence);
}

function forked(chapter: Chapter): Chapter {
  return {
    ...chapter,
    automaton: chapter.automaton.fork(),
    entered: [...chapter.entered],
    last: new Map(chapter.last),
    keptUntil: undefined,
  };
}

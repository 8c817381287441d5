import { type ConditionType, conditionTypes } from '../../../src/contract/events/event-names.ts';
import type { Sighting } from '../graph/sighting.ts';
import type { Mark } from '../tenant/true-job.ts';
import { Course, type Doubt, type Expected, isConfirmable, keptBy, type Observer } from './course.ts';
import { rules } from './rules/rules.ts';
import { afterAnswer, noRunsSeen, type RunsSeen } from './rules/runs-seen.ts';

export type { Expected, Observer } from './course.ts';

type Courses = Readonly<Record<ConditionType, Course>>;

/** Clocks that differ by more than this do not go by the same time. */
const clocksDiffer = 5 * 60_000;

/**
 * The table of the design, written a second time and on its own: what one job's observations, in the order in which they
 * took effect, have to give. It knows of no rows, hashes or runs.
 */
export class Automaton {
  expected: Expected[] = [];
  readonly courses: Courses;
  /** Since when it counts as unreadable, for too many jobs vanished together with it. */
  amongManySince: string | undefined;
  wasAmongMany = false;
  private mark: Mark | undefined;
  isRemoved = false;
  isUnwatched = false;
  /** Since it was last read nobody watched it for a while. */
  private wasLeftAlone = false;
  private absence: Doubt | undefined;
  private seen: RunsSeen = noRunsSeen;
  private readonly confirmAfterMs: number;

  constructor(confirmAfterMs: number) {
    this.confirmAfterMs = confirmAfterMs;
    this.courses = eachCourse((type) => new Course(type, confirmAfterMs, this.expect));
  }

  private readonly expect = (expected: Expected): void => {
    this.expected.push(expected);
  };

  /** It is there, as far as is proven. */
  get isThere(): boolean {
    return this.mark !== undefined && !this.isRemoved;
  }

  /** An answer without it would be the first one. */
  get canVanish(): boolean {
    return this.isThere && this.absence === undefined;
  }

  /** By its dates it has run, or it would not have been in quarantine. */
  get hasRun(): boolean {
    return this.seen.hasRun;
  }

  /** It came to a steady state; one that may idle need only have run. */
  get hasStarted(): boolean {
    return this.seen.steady !== undefined || (this.seen.hasRun && this.mark?.idlesByNature === true);
  }

  /** Polls ask for it, and by what they saw Entra runs it. */
  get isRunning(): boolean {
    const runs = this.mark?.look === 'running' && !this.courses.quarantine.open;
    return this.isThere && !this.isUnwatched && runs;
  }

  /** It should run and does not, by what was last seen. */
  get standsStill(): boolean {
    return this.isRunning && this.courses.overdue.shown?.why === 'notRunning';
  }

  /** Nobody watches it any more. */
  unwatch(): void {
    this.amongManySince = undefined;
    this.isUnwatched = true;
    this.wasLeftAlone = true;
  }

  /** Another one with the same past. */
  fork(): Automaton {
    const other = new Automaton(this.confirmAfterMs);
    const { expect } = other;
    const courses = eachCourse((type) => this.courses[type].fork(expect));
    return Object.assign(other, this, { expected: [...this.expected], courses, expect });
  }

  observe(sighting: Sighting, observer: Observer): void {
    const { look, mark, at, byId } = sighting;
    if (look === 'gone' && this.isThere) {
      this.miss(at, byId, observer);
    } else if (mark && look === mark.look) {
      this.read(mark, sighting, observer);
    } else if (look !== 'gone') {
      this.learnNothing(sighting, observer);
    }
    if (look !== 'amongMany') this.isUnwatched = false;
  }

  private learnNothing({ look, at }: Sighting, observer: Observer): void {
    if (look === 'amongMany') {
      this.amongManySince ??= at;
      this.wasAmongMany = true;
    }
    this.absence = keptBy(this.absence, observer);
    for (const type of conditionTypes) this.courses[type].learnNothing(observer);
  }

  /** What has vanished among many, and has stood for its time, has so until it is proven. */
  private miss(at: string, byId: boolean, observer: Observer): void {
    const { startedAt } = observer;
    const kept = this.absence && this.absence.since <= at ? keptBy(this.absence, observer) : undefined;
    this.absence = kept ?? {
      what: 'gone',
      since: at,
      seenAt: startedAt,
      execution: undefined,
      wasOtherwise: true,
    };
    for (const type of conditionTypes) this.courses[type].dropDoubt();
    if (!byId || !isConfirmable(kept, this.confirmAfterMs, startedAt)) return;
    this.absence = undefined;
    this.isRemoved = true;
    for (const type of conditionTypes) this.courses[type].remove(at);
    if (!this.seen.hasRun || !observer.wanted.conditions.has('jobs')) return;
    this.expected.push({
      condition: 'job',
      kind: 'removed',
      cause: undefined,
      episode: '',
      occurrence: 1,
      recordedAt: at,
      reasons: [],
      isPublished: true,
      massDelay: false,
    });
  }

  private read(mark: Mark, { at, graphTime }: Sighting, observer: Observer): void {
    const areApart = Math.abs(Date.parse(graphTime) - Date.parse(at)) > clocksDiffer;
    const now = areApart ? graphTime : at;
    // What is proven to be gone does not run on: another job may have its id. Nor does anybody know it of one that was left alone.
    const wasRunning = this.isThere && !this.wasLeftAlone && this.seen.isRunning;
    this.seen = afterAnswer(this.isRemoved ? noRunsSeen : this.seen, mark, now, wasRunning);
    this.mark = mark;
    this.wasLeftAlone = false;
    this.isRemoved = false;
    this.absence = undefined;
    this.amongManySince = undefined;
    for (const type of conditionTypes) {
      const course = this.courses[type];
      const { quarantine, halt, overdue, failures } = this.courses;
      const word = rules[type].says({
        mark,
        at,
        now,
        seen: this.seen,
        isMassDelay: observer.isMassDelay,
        past: course.past,
        isOpen: {
          quarantine: quarantine.open !== undefined,
          halt: halt.open !== undefined,
          overdue: overdue.open !== undefined,
          failures: failures.open !== undefined,
        },
        quarantineSeries: quarantine.open?.series,
      });
      course.observe(word, this.seen, at, observer);
      if (type === 'quarantine' && mark.look === 'quarantined') course.remind(at, observer);
    }
  }
}

function eachCourse(make: (type: ConditionType) => Course): Courses {
  return {
    quarantine: make('quarantine'),
    halt: make('halt'),
    overdue: make('overdue'),
    failures: make('failures'),
  };
}

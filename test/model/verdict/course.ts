import type {
  ClearCause,
  ConditionType,
  EventKind,
  Stream,
} from '../../../src/contract/events/event-names.ts';
import type { WantedEvents } from '../../../src/core/detection.ts';
import { addMilliseconds } from '../../../src/core/instant.ts';
import { type Proving, rules } from './rules/rules.ts';
import type { RunsSeen } from './rules/runs-seen.ts';
import type { Holds, Past, Word } from './rules/word.ts';

/** Something that has to be recorded of a job, and sent where it is published. */
export interface Expected {
  readonly condition: Stream;
  readonly kind: EventKind;
  readonly cause: ClearCause | undefined;
  /** Names its episode; blank for a job that is removed. */
  readonly episode: string;
  readonly occurrence: number;
  readonly recordedAt: string;
  /** Of a clear: the reasons of its episode. Of a change: the one before and the one now. */
  readonly reasons: readonly string[];
  readonly isPublished: boolean;
  /** Of a begin: it was held back, for many were late at once. */
  readonly massDelay: boolean;
}

/** What is known of the run that makes an observation. */
export interface Observer {
  readonly startedAt: string;
  /** Start of the last run before it that asked for everything. */
  readonly coveredSince: string | undefined;
  readonly wanted: WantedEvents;
  /** Whether many jobs stood still at once when it began. */
  readonly isMassDelay: boolean;
}

/** One answer is no proof; this waits for another. */
export interface Doubt {
  readonly what: string;
  readonly since: string;
  /** Start of the last run that met nothing to the contrary. */
  readonly seenAt: string;
  readonly execution: string | undefined;
  /** An answer before said otherwise. */
  readonly wasOtherwise: boolean;
}

interface OpenEpisode {
  readonly name: string;
  readonly occurrence: number;
  series: number | undefined;
  reasons: string[];
  /** Since when the job was seen to run, when this was proven. */
  readonly ranSince: string | undefined;
  isReminded: boolean;
  readonly isPublished: boolean;
  heldUntil: string | undefined;
}

const day = 24 * 60 * 60_000;

/** One condition of one job: what the answers, in the order in which they took effect, have to give. It knows of no rows, hashes or runs. */
export class Course {
  said: Word['says'] = 'inapplicable';
  open: OpenEpisode | undefined;
  private doubt: Doubt | undefined;
  /** The latest series of any episode. */
  private newest = Number.NEGATIVE_INFINITY;
  private episodes = 0;
  private repeats = 0;
  shown: (Pick<RunsSeen, 'ended' | 'steady'> & { readonly why: string }) | undefined;
  private readonly type: ConditionType;
  private readonly confirmAfterMs: number;
  /** Gets what has to be recorded. */
  private readonly expect: (expected: Expected) => void;

  constructor(type: ConditionType, confirmAfterMs: number, expect: (expected: Expected) => void) {
    this.type = type;
    this.confirmAfterMs = confirmAfterMs;
    this.expect = expect;
  }

  fork(expect: (expected: Expected) => void): Course {
    const { type, confirmAfterMs, open } = this;
    const copy = open && { ...open, reasons: [...open.reasons] };
    return Object.assign(new Course(type, confirmAfterMs, expect), this, { open: copy, expect });
  }

  get past(): Past {
    const doubt = this.doubt?.what === 'began' ? this.doubt : undefined;
    return {
      said: this.said,
      firstSeen: this.open?.name ?? doubt?.since,
      wasOtherwise: doubt?.wasOtherwise ?? false,
      shown: this.shown,
      reasons: this.open?.reasons ?? [],
      ranSince: this.open?.ranSince,
    };
  }

  /** A run learnt nothing of the job: its doubt is kept, unless someone asked for everything since and did not see it. */
  learnNothing(observer: Observer): void {
    const kept = keptBy(this.doubt, observer);
    if (kept) this.doubt = kept;
    else this.dropDoubt();
  }

  /** An end that is doubted no longer is as if it had not been seen, and so is a begin. */
  dropDoubt(): void {
    if (this.doubt?.what === 'cleared') this.said = 'holds';
    if (this.doubt?.what === 'began') {
      this.said = this.doubt.wasOtherwise ? 'over' : 'nothing';
      this.shown = undefined;
    }
    this.doubt = undefined;
  }

  observe(word: Word, seen: RunsSeen, at: string, observer: Observer): void {
    const before = this.said;
    this.said = word.says;
    if (word.says === 'holds') {
      this.shown = { ended: seen.ended, steady: seen.steady, why: word.why };
      if (this.open) this.goOn(this.open, word, seen, at, observer);
      else this.beginOrDoubt(word, before, seen, at, observer);
    } else if (word.says === 'over' && this.open) {
      const { over, clear } = rules[this.type];
      if (word.alone || this.isProven('cleared', clear, word.execution, at, observer)) this.end(over, at);
    } else {
      const isReplaced = word.says !== 'over' && word.endedBy !== undefined;
      if (this.open && isReplaced) this.end(word.endedBy, at);
      if (!this.open) this.shown = undefined;
      this.doubt = word.says !== 'over' && word.keepsDoubt ? keptBy(this.doubt, observer) : undefined;
    }
  }

  /** It goes with its job. */
  remove(at: string): void {
    this.end('removed', at);
    this.said = 'inapplicable';
    this.shown = undefined;
  }

  /** The quarantine was seen, and Entra may switch the job off soon. */
  remind(at: string, { wanted: { remindBeforeMs } }: Observer): void {
    const { open } = this;
    if (remindBeforeMs === undefined || open?.series === undefined || open.isReminded) return;
    if (Date.parse(at) < open.series * 1000 + 28 * day - remindBeforeMs) return;
    open.isReminded = true;
    this.record('expiring', open, at, []);
  }

  private beginOrDoubt(
    word: Holds,
    before: Word['says'],
    seen: RunsSeen,
    at: string,
    observer: Observer,
  ): void {
    const { series, alone } = word;
    const isOld = series !== undefined && !isLater(series, this.newest);
    if (alone && !isOld) {
      this.begin(word, seen, at, at, observer);
      return;
    }
    const proving = alone ? { afterMs: 0 } : rules[this.type].begin;
    const wasOtherwise = this.doubt?.what === 'began' ? this.doubt.wasOtherwise : before === 'over';
    const isProven = this.isProven('began', proving, word.execution, at, observer);
    const since = this.doubt?.since ?? at;
    if (this.doubt) this.doubt = { ...this.doubt, wasOtherwise };
    if (isProven) this.begin(word, seen, since, at, observer);
  }

  private begin(word: Holds, seen: RunsSeen, since: string, at: string, observer: Observer): void {
    const { series, why, silent = false, heldForMs } = word;
    const isNew = series !== undefined && isLater(series, this.newest);
    if (!isNew && this.episodes > 0) this.repeats++;
    const open: OpenEpisode = {
      name: series === undefined ? since : new Date(series * 1000).toISOString(),
      occurrence: isNew || this.episodes === 0 ? 1 : this.repeats + 1,
      series,
      reasons: why === '' ? [] : [why],
      ranSince: seen.runningSince,
      isReminded: false,
      isPublished: observer.wanted.conditions.has(this.type) && !silent,
      heldUntil: heldForMs === undefined ? undefined : addMilliseconds(since, heldForMs),
    };
    this.episodes++;
    this.newest = Math.max(this.newest, series ?? this.newest);
    this.open = open;
    this.doubt = undefined;
    if (!isHeld(open, at)) this.sendBegin(open, at);
  }

  private sendBegin(open: OpenEpisode, at: string): void {
    const massDelay = open.heldUntil !== undefined;
    open.heldUntil = undefined;
    this.record('began', open, at, [], massDelay);
  }

  private goOn(open: OpenEpisode, word: Holds, seen: RunsSeen, at: string, observer: Observer): void {
    const { series, why } = word;
    if (open.heldUntil !== undefined) {
      this.doubt = undefined;
      if (!isHeld(open, at)) this.sendBegin(open, at);
      return;
    }
    if (series !== undefined && open.series !== undefined && isLater(series, open.series)) {
      this.end('superseded', at);
      this.begin(word, seen, at, at, observer);
      return;
    }
    if (series !== undefined && open.series === undefined) {
      open.series = series;
      this.newest = Math.max(this.newest, series);
    }
    this.learn(open, why, at, observer);
  }

  /** Why it goes on. An answer that does not say leaves things as they are. */
  private learn(open: OpenEpisode, why: string, at: string, observer: Observer): void {
    const { isSame, hasChanges } = rules[this.type];
    const doubted = this.doubt?.what.startsWith('because ') ? this.doubt : undefined;
    this.doubt = doubted;
    if (why === '') {
      this.learnNothing(observer);
      return;
    }
    const before = open.reasons.at(-1);
    if (before !== undefined && isSame(before, why)) {
      this.doubt = undefined;
      return;
    }
    // The same other reason as before, be it in other words.
    const because = doubted?.what.replace('because ', '');
    const what = because !== undefined && isSame(because, why) ? because : why;
    if (!this.isProven(`because ${what}`, { afterMs: 0 }, undefined, at, observer)) {
      if (this.doubt) this.doubt = { ...this.doubt, what: `because ${why}` };
      return;
    }
    this.doubt = undefined;
    open.reasons = [...open.reasons, why].slice(-20);
    if (hasChanges && observer.wanted.changed) this.record('changed', open, at, [before ?? '', why]);
  }

  private isProven(
    what: string,
    proving: Proving,
    execution: string | undefined,
    at: string,
    observer: Observer,
  ): boolean {
    const before = this.doubt?.what === what ? this.doubt : undefined;
    const goesOn = proving.execution !== 'same' || before?.execution === execution;
    const kept = before && before.since <= at && goesOn ? keptBy(before, observer) : undefined;
    const { startedAt } = observer;
    this.doubt = kept ?? { what, since: at, seenAt: startedAt, execution, wasOtherwise: false };
    const isLongEnough = isConfirmable(kept, Math.max(proving.afterMs, this.confirmAfterMs), startedAt);
    return isLongEnough && (proving.execution !== 'another' || endedLater(execution, kept?.execution));
  }

  private end(cause: ClearCause, at: string): void {
    const { open } = this;
    this.doubt = undefined;
    if (!open) return;
    this.open = undefined;
    this.shown = undefined;
    const isHeldBack = open.heldUntil !== undefined;
    const ended = isHeldBack ? { ...open, isPublished: false } : open;
    // It was over before anybody was to hear of it.
    if (isHeldBack) this.record('began', ended, at, [], true);
    this.record('cleared', ended, at, open.reasons, false, cause);
  }

  private record(
    kind: EventKind,
    { name, occurrence, isPublished }: OpenEpisode,
    recordedAt: string,
    reasons: readonly string[],
    massDelay = false,
    cause?: ClearCause,
  ): void {
    const episode = name;
    const condition = this.type;
    this.expect({
      condition,
      kind,
      cause,
      episode,
      occurrence,
      recordedAt,
      reasons: [...reasons],
      isPublished,
      massDelay,
    });
  }
}

/** The doubt as a run leaves it that met nothing to the contrary; undefined where it is out of date. */
export function keptBy(doubt: Doubt | undefined, { startedAt, coveredSince }: Observer): Doubt | undefined {
  const isOutdated = doubt && coveredSince !== undefined && doubt.seenAt < coveredSince;
  return doubt && !isOutdated ? { ...doubt, seenAt: startedAt } : undefined;
}

export function isConfirmable(doubt: Doubt | undefined, afterMs: number, startedAt: string): boolean {
  return doubt !== undefined && startedAt >= addMilliseconds(doubt.since, afterMs);
}

/** Replicas round where others cut: a second apart is the same end, and the same execution, whatever its id. */
export function endedLater(ended: string | undefined, other: string | undefined): boolean {
  return ended !== undefined && other !== undefined && Date.parse(ended) > Date.parse(other) + 1000;
}

function isHeld({ heldUntil }: OpenEpisode, at: string): boolean {
  return heldUntil !== undefined && heldUntil > at;
}

/** Replicas round where others cut: a second apart is the same series. */
function isLater(series: number, than: number): boolean {
  return series > than + 1;
}

import type { WantedEvents } from '../../../src/core/detection.ts';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { Sighting } from '../graph/sighting.ts';

/** An event that has to be told. */
export interface Expected {
  readonly kind: 'began' | 'cleared' | 'changed' | 'expiring';
  readonly cause: 'recovered' | 'superseded' | 'removed' | undefined;
  readonly episode: string;
  /** Whether its series was never told before: then its occurrence is 1. */
  readonly fresh: boolean;
  readonly recordedAt: string;
  /** Of a clear: the reasons of its episode. Of a change: the one before and the one now. */
  readonly reasons: readonly string[];
}

const day = 24 * 60 * 60_000;

/** Dates that lie further ahead are those of a wrong clock. */
const clocksDiffer = 5 * 60_000;

/** What is known of the run that makes an observation. */
export interface Observer {
  readonly startedAt: string;
  /** Start of the last run before it that asked for everything. */
  readonly coveredSince: string | undefined;
}

/** One answer is no proof; this waits for another. */
interface Doubt {
  readonly what: string;
  readonly since: string;
  /** Start of the last run that met nothing to the contrary. */
  readonly seenAt: string;
}

interface OpenEpisode {
  readonly name: string;
  readonly fresh: boolean;
  series: number | undefined;
  readonly reasons: string[];
  isReminded: boolean;
}

/**
 * The table of the design, written a second time and on its own: what one job's observations, in the order in which they
 * took effect, have to tell. It knows of no rows, hashes or runs.
 */
export class Automaton {
  private state: 'unknown' | 'fine' | 'quarantined' | 'removed' = 'unknown';
  private doubt: Doubt | undefined;
  private open: OpenEpisode | undefined;
  private newest = Number.NEGATIVE_INFINITY;
  /** Since when it counts as unreadable, for too many jobs vanished together with it. */
  amongManySince: string | undefined;
  wasAmongMany = false;
  expected: Expected[] = [];
  private readonly confirmAfterMs: number;
  private readonly wanted: WantedEvents;

  constructor(confirmAfterMs: number, wanted: WantedEvents) {
    this.confirmAfterMs = confirmAfterMs;
    this.wanted = wanted;
  }

  /** It is there, as far as is proven, or may be there again. */
  get isKnown(): boolean {
    return this.state === 'removed' ? this.doubt !== undefined : this.state !== 'unknown';
  }

  get isThere(): boolean {
    return this.state === 'fine' || this.state === 'quarantined';
  }

  /** An answer without it would be the first one. */
  get canVanish(): boolean {
    return this.isThere && this.doubt?.what !== 'gone';
  }

  /** Nobody watches it any more. */
  unwatch(): void {
    this.amongManySince = undefined;
  }

  /** Another one with the same past. */
  fork(): Automaton {
    const other = Object.assign(new Automaton(this.confirmAfterMs, this.wanted), this);
    other.open = this.open && { ...this.open, reasons: [...this.open.reasons] };
    other.expected = [...this.expected];
    return other;
  }

  observe(sighting: Sighting, observer: Observer): void {
    const { coveredSince } = observer;
    // Someone asked for everything since, and did not see it.
    if (this.doubt && coveredSince !== undefined && this.doubt.seenAt < coveredSince) this.doubt = undefined;
    this.follow(sighting, observer);
    if (sighting.look === 'quarantined') this.remind(sighting.at);
    if (this.doubt) this.doubt = { ...this.doubt, seenAt: observer.startedAt };
  }

  private follow({ look, byId, series, pair, at }: Sighting, { startedAt }: Observer): void {
    if (look === 'unreadable' || (look === 'gone' && this.state === 'unknown')) return;
    if (look === 'amongMany') {
      this.amongManySince ??= at;
      this.wasAmongMany = true;
      return;
    }
    // What has vanished among many, and has stood for its time, has so until it is proven.
    if (look !== 'gone') this.amongManySince = undefined;
    const given = series === undefined ? Number.POSITIVE_INFINITY : Math.floor(Date.parse(series) / 1000);
    const seconds = given * 1000 <= Date.parse(at) + clocksDiffer ? given : undefined;
    const inQuarantine = this.state === 'quarantined';
    if (look === 'gone' && this.state !== 'removed') {
      if (this.isProven('gone', at, startedAt) && byId) this.end('removed', at);
    } else if (look === 'running' && inQuarantine) {
      if (this.isProven('recovered', at, startedAt)) this.end('recovered', at);
    } else if (look === 'quarantined' && inQuarantine) {
      if (!this.open) return;
      if (seconds !== undefined && this.open.series !== undefined && isLater(seconds, this.open.series)) {
        this.end('superseded', at);
        this.begin(seconds, pair, at);
        return;
      }
      if (seconds !== undefined && this.open.series === undefined) {
        this.open.series = seconds;
        this.newest = Math.max(this.newest, seconds);
      }
      this.learn(this.open, pair, at, startedAt);
    } else if (look === 'quarantined') {
      const isOld = seconds !== undefined && !isLater(seconds, this.newest);
      if (!isOld || this.isProven('quarantined', at, startedAt)) this.begin(seconds, pair, at);
    } else {
      this.doubt = undefined;
      if (!inQuarantine && look !== 'gone') this.state = 'fine';
    }
  }

  private isProven(what: string, at: string, startedAt: string): boolean {
    if (this.doubt?.what !== what || this.doubt.since > at)
      this.doubt = { what, since: at, seenAt: startedAt };
    return startedAt >= addMilliseconds(this.doubt.since, this.confirmAfterMs) && this.doubt.since < at;
  }

  /** Why the quarantine goes on. An answer that does not say leaves things as they are. */
  private learn(open: OpenEpisode, pair: string, at: string, startedAt: string): void {
    if (!this.doubt?.what.startsWith('because')) this.doubt = undefined;
    if (pair === '') return;
    const before = open.reasons.at(-1);
    if (pair === before) {
      this.doubt = undefined;
      return;
    }
    if (!this.isProven(`because ${pair}`, at, startedAt)) return;
    this.doubt = undefined;
    open.reasons.push(pair);
    if (this.wanted.changed) this.tell('changed', open, at, [before ?? '', pair]);
  }

  private remind(at: string): void {
    const { wanted, open } = this;
    if (this.state !== 'quarantined' || open?.series === undefined || open.isReminded) return;
    if (wanted.remindBeforeMs === undefined) return;
    if (Date.parse(at) < open.series * 1000 + 28 * day - wanted.remindBeforeMs) return;
    open.isReminded = true;
    this.tell('expiring', open, at, []);
  }

  private tell(kind: Expected['kind'], { name, fresh }: OpenEpisode, at: string, reasons: string[]): void {
    this.expected.push({ kind, cause: undefined, episode: name, fresh, recordedAt: at, reasons });
  }

  private begin(seconds: number | undefined, pair: string, at: string): void {
    const fresh = this.expected.length === 0 || (seconds !== undefined && isLater(seconds, this.newest));
    const reasons = pair === '' ? [] : [pair];
    const name = seconds === undefined ? at : new Date(seconds * 1000).toISOString();
    this.open = { name, fresh, series: seconds, reasons, isReminded: false };
    this.newest = Math.max(this.newest, seconds ?? this.newest);
    this.state = 'quarantined';
    this.doubt = undefined;
    this.tell('began', this.open, at, []);
  }

  private end(cause: 'recovered' | 'superseded' | 'removed', at: string): void {
    if (this.state === 'quarantined' && this.open) {
      const { name: episode, fresh, reasons } = this.open;
      this.expected.push({
        kind: 'cleared',
        cause,
        episode,
        fresh,
        recordedAt: at,
        reasons: reasons.slice(-20),
      });
    }
    this.state = cause === 'removed' ? 'removed' : 'fine';
    this.doubt = undefined;
  }
}

/** Replicas round where others cut: a second apart is the same series. */
function isLater(series: number, than: number): boolean {
  return series > than + 1;
}

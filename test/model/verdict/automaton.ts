import { addMilliseconds } from '../../../src/core/instant.ts';
import type { Sighting } from '../graph/sighting.ts';

/** An event that has to be told. */
export interface Expected {
  readonly kind: 'began' | 'cleared';
  readonly cause: 'recovered' | 'superseded' | 'removed' | undefined;
  readonly episode: string;
  /** Whether its series was never told before: then its occurrence is 1. */
  readonly fresh: boolean;
  readonly recordedAt: string;
}

/**
 * The table of the design, written a second time and on its own: what one job's observations, in the order in which they
 * took effect, have to tell. It knows of no rows, hashes or runs.
 */
export class Automaton {
  private state: 'unknown' | 'fine' | 'quarantined' | 'removed' = 'unknown';
  private doubt: { readonly what: string; readonly since: string } | undefined;
  private open: { readonly name: string; readonly fresh: boolean; series: number | undefined } | undefined;
  private newest = Number.NEGATIVE_INFINITY;
  /** Since when it counts as unreadable, for too many jobs vanished together with it. */
  amongManySince: string | undefined;
  wasAmongMany = false;
  readonly told: Expected[] = [];
  private readonly confirmAfter: number;

  constructor(confirmAfter: number) {
    this.confirmAfter = confirmAfter;
  }

  /** It is there, as far as is proven, or may be there again. */
  get isKnown(): boolean {
    return this.state === 'removed' ? this.doubt !== undefined : this.state !== 'unknown';
  }

  /** An answer without it would be the first one. */
  get canVanish(): boolean {
    return (this.state === 'fine' || this.state === 'quarantined') && this.doubt?.what !== 'gone';
  }

  /** @param startedAt of the poll that made the observation */
  observe({ look, series, at }: Sighting, startedAt: string): void {
    if (look === 'unreadable' || (look === 'gone' && this.state === 'unknown')) return;
    if (look === 'amongMany') {
      this.amongManySince ??= at;
      this.wasAmongMany = true;
      return;
    }
    this.amongManySince = undefined;
    const seconds = series === undefined ? undefined : Math.floor(Date.parse(series) / 1000);
    const inQuarantine = this.state === 'quarantined';
    if (look === 'gone' && this.state !== 'removed') {
      if (this.isProven('gone', at, startedAt)) this.end('removed', at);
    } else if (look === 'running' && inQuarantine) {
      if (this.isProven('recovered', at, startedAt)) this.end('recovered', at);
    } else if (look === 'quarantined' && inQuarantine) {
      this.doubt = undefined;
      if (seconds === undefined || !this.open) return;
      if (this.open.series !== undefined && seconds > this.open.series) {
        this.end('superseded', at);
        this.begin(series, seconds, at);
      } else if (this.open.series === undefined) {
        this.open.series = seconds;
        this.newest = Math.max(this.newest, seconds);
      }
    } else if (look === 'quarantined') {
      const isOld = seconds !== undefined && seconds <= this.newest;
      if (!isOld || this.isProven('quarantined', at, startedAt)) this.begin(series, seconds, at);
    } else {
      this.doubt = undefined;
      if (!inQuarantine && look !== 'gone') this.state = 'fine';
    }
  }

  private isProven(what: string, at: string, startedAt: string): boolean {
    if (this.doubt?.what !== what) this.doubt = { what, since: at };
    return startedAt >= addMilliseconds(this.doubt.since, this.confirmAfter) && this.doubt.since < at;
  }

  private begin(series: string | undefined, seconds: number | undefined, at: string): void {
    const fresh = this.told.length === 0 || (seconds !== undefined && seconds > this.newest);
    this.open = { name: series ?? at, fresh, series: seconds };
    this.newest = Math.max(this.newest, seconds ?? this.newest);
    this.state = 'quarantined';
    this.doubt = undefined;
    this.told.push({ kind: 'began', cause: undefined, episode: this.open.name, fresh, recordedAt: at });
  }

  private end(cause: 'recovered' | 'superseded' | 'removed', at: string): void {
    if (this.state === 'quarantined' && this.open) {
      const { name: episode, fresh } = this.open;
      this.told.push({ kind: 'cleared', cause, episode, fresh, recordedAt: at });
    }
    this.state = cause === 'removed' ? 'removed' : 'fine';
    this.doubt = undefined;
  }
}

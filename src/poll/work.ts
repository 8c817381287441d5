import type { WantedEvents } from '../core/detection.ts';
import type { EventOptions } from '../core/event-data.ts';
import type { Instant } from '../core/instant.ts';
import { type Cursor, talliedCounts } from '../core/run-record.ts';
import type { Watch } from '../core/watch.ts';
import type { Failures } from './failures.ts';
import type { ClaimedStore, Clock, EventPublisher, JobReading, JobSource, Log, StateStore } from './ports.ts';

export interface PollPorts {
  readonly source: JobSource;
  readonly store: StateStore;
  readonly publisher: EventPublisher;
  readonly clock: Clock;
  readonly log: Log;
}

export interface PollSettings {
  readonly watch: Watch;
  /** Milliseconds between two sweeps of the whole tenant. */
  readonly discoveryIntervalMs: number;
  /** Least age of a doubt, in milliseconds. */
  readonly confirmAfterMs: number;
  /** Milliseconds without a sign of life of any run after which the table may be one that was set back. */
  readonly staleAfterMs: number;
  /** Age in milliseconds at which history, removed and unwatched jobs are deleted. */
  readonly retentionMs: number;
  readonly wanted: WantedEvents;
  readonly eventOptions: EventOptions;
}

/** A run at work: what its steps share. */
export interface Work {
  readonly settings: PollSettings;
  readonly startedAt: Instant;
  /** Names what is watched: see `scopeOf`. */
  readonly scope: string;
  /** The run's own: see `runClock`. */
  readonly clock: Clock;
  readonly log: Log;
  readonly store: ClaimedStore;
  readonly source: JobReading;
  readonly claim: KeptClaim;
  readonly tally: Tally;
  readonly failures: Failures;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** The claim of a run while it works. */
export interface KeptClaim {
  /** Aborts once another run has taken over. */
  readonly lost: AbortSignal;
  /** How far the run has come, and what of it is in the table: the next renewal saves it. */
  cursor: Cursor;
  /** Claims more time now. @throws StoreError when the table cannot be written */
  renew(): Promise<void>;
}

/** What a run has done so far; the rest of its counts is known at its end. */
export type Tally = Record<(typeof talliedCounts)[number], number>;

export function newTally(): Tally {
  return Object.fromEntries(talliedCounts.map((name) => [name, 0])) as Tally;
}

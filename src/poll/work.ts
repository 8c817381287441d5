import type { Instant } from '../core/instant.ts';
import type { WantedEvents } from '../core/run.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Telling } from '../core/telling.ts';
import type { Watch } from '../core/watch.ts';
import type { Log } from './log.ts';
import type { Clock, EventPublisher, JobSource, RunStore, StateStore } from './ports.ts';
import type { Tally } from './tally.ts';

export interface PollPorts {
  readonly source: JobSource;
  readonly store: StateStore & RunStore;
  readonly publisher: EventPublisher;
  readonly clock: Clock;
  readonly log: Log;
}

export interface PollSettings {
  readonly watch: Watch;
  /** Milliseconds between two sweeps of the whole tenant. */
  readonly discoveryInterval: number;
  /** Least age of a doubt, in milliseconds. */
  readonly confirmAfter: number;
  /** Age in milliseconds at which history, removed and unwatched jobs are deleted. */
  readonly retention: number;
  readonly wanted: WantedEvents;
  readonly telling: Telling;
}

/** A run at work: what its steps share. */
export interface Work {
  readonly ports: PollPorts;
  readonly settings: PollSettings;
  readonly startedAt: Instant;
  /** The run row as it was when the run claimed it. */
  readonly before: RunRecord;
  readonly tally: Tally;
}

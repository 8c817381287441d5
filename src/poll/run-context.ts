import type { ConditionLimits, WantedEvents } from '../core/detection.ts';
import type { EventOptions } from '../core/event-data.ts';
import type { Instant } from '../core/instant.ts';
import type { Watch } from '../core/watch.ts';
import type { KeptClaim } from './claim.ts';
import type { Failures } from './failures.ts';
import type {
  ClaimedStore,
  Clock,
  EventPublisher,
  JobSource,
  Log,
  OpenJobSource,
  StateStore,
} from './ports.ts';
import type { Tally } from './run-meter.ts';

export interface PollPorts {
  readonly source: JobSource;
  readonly store: StateStore;
  readonly publisher: EventPublisher;
  readonly clock: Clock;
  readonly log: Log;
}

export interface PollSettings {
  readonly watch: Watch;
  /** Time between two discoveries of the whole tenant. */
  readonly discoveryIntervalMs: number;
  /** Least age of a doubt before a run may confirm it. */
  readonly confirmAfterMs: number;
  /** Time without a sign of life of any run after which the table may be one that was set back. */
  readonly staleAfterMs: number;
  /** Age at which history, removed and unwatched jobs are deleted. */
  readonly retentionMs: number;
  readonly limits: ConditionLimits;
  readonly wanted: WantedEvents;
  readonly eventOptions: EventOptions;
}

/** A run at work: what its steps share. */
export interface RunContext {
  readonly settings: PollSettings;
  readonly startedAt: Instant;
  /** Names what is watched: see `scopeOf`. */
  readonly scope: string;
  /** The run's own: see `runClock`. */
  readonly clock: Clock;
  readonly log: Log;
  readonly store: ClaimedStore;
  readonly source: OpenJobSource;
  readonly publisher: EventPublisher;
  readonly claim: Pick<KeptClaim, 'lost' | 'cursor' | 'renew'>;
  readonly tally: Tally;
  readonly failures: Failures;
  /** From 0 to 1. */
  readonly random: () => number;
}

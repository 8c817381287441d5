import type { Instant } from './instant.ts';

/** What detection knows of the run that made an observation. */
export interface Run {
  readonly startedAt: Instant;
  /** Start of the last run that read everything, if there was one. */
  readonly lastCompleteRun: Instant | undefined;
  /** Least age of a doubt, in milliseconds, before a run may confirm it. */
  readonly confirmAfter: number;
  readonly wanted: WantedEvents;
}

/** The events that are told only where someone asked for them. */
export interface WantedEvents {
  /** Whether subscribers are told that the reason of a quarantine changed. */
  readonly changed: boolean;
  /** Milliseconds before the expected end of the job at which subscribers are reminded; undefined: never. */
  readonly remindBefore: number | undefined;
}

import type { Instant } from './instant.ts';

/** What detection knows of the run that made an observation. */
export interface Run {
  readonly startedAt: Instant;
  /** Start of the last run that read everything, if there was one. */
  readonly lastCompleteRun: Instant | undefined;
  /** Least age of a doubt, in milliseconds, before a run may confirm it. */
  readonly confirmAfter: number;
}

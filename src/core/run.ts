import type { Instant } from './instant.ts';

/** What detection knows of the run that made an observation. */
export interface Run {
  readonly startedAt: Instant;
  /** Start of the last run that asked for everything, if there was one: see `RunRecord.coveredSince`. */
  readonly coveredSince: Instant | undefined;
  /** No sequence is lower, in Unix seconds: see `RunRecord.epoch`. */
  readonly epoch: number;
  /** Least age of a doubt, in milliseconds, before a run may confirm it. */
  readonly confirmAfterMs: number;
  readonly wanted: WantedEvents;
}

/** The sequence of a job's next event. Gapless within an epoch; no sequence is used twice, whatever was lost. */
export function nextSequence(last: number, { epoch }: Run): number {
  return Math.max(last + 1, epoch);
}

/** The sequence before the first of a job without a row: it may have had one that was deleted, whose sequences were lower. */
export function firstSequence({ startedAt, epoch }: Run): number {
  return Math.max(Math.floor(Date.parse(startedAt) / 1000), epoch);
}

/** The events that are told only where someone asked for them. */
export interface WantedEvents {
  /** Whether subscribers are told that the reason of a quarantine changed. */
  readonly changed: boolean;
  /** Milliseconds before the expected end of the job at which subscribers are reminded; undefined: never. */
  readonly remindBeforeMs: number | undefined;
}

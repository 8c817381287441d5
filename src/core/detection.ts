import type { Instant } from './instant.ts';
import type { JobState } from './state.ts';
import type { Transition } from './transition.ts';

/** What detection knows of the run that made an observation. */
export interface DetectionContext {
  readonly startedAt: Instant;
  /** Start of the last run that asked for everything, if there was one: see `RunRecord.coveredSince`. */
  readonly coveredSince: Instant | undefined;
  /** No sequence is lower, in Unix seconds: see `RunRecord.epoch`. */
  readonly epoch: number;
  /** Least age of a doubt before a run may confirm it. */
  readonly confirmAfterMs: number;
  readonly wanted: WantedEvents;
}

/** The events that are sent only where someone asked for them. */
export interface WantedEvents {
  /** Whether subscribers hear that the reason of a quarantine changed. */
  readonly changed: boolean;
  /** How long before the expected end of the job subscribers are reminded; undefined: never. */
  readonly remindBeforeMs: number | undefined;
}

/** The meaning of an observation: the state it leads to, and what happened on the way, in order. */
export interface Decision {
  readonly next: JobState;
  readonly transitions: readonly Transition[];
}

/** The decision that nothing happened but that the state became `next`. */
export function onlyState(next: JobState): Decision {
  return { next, transitions: [] };
}

/** The part of a decision that has to be written. */
export interface Detection {
  /** The very object that went in when nothing changed: then nothing is written. Undefined: do not store the job. */
  readonly next: JobState | undefined;
  /** In the order in which their events are sent. */
  readonly transitions: readonly Transition[];
}

/** The sequence of a job's next event. Gapless within an epoch; no sequence is used twice, whatever was lost. */
export function nextSequence(last: number, { epoch }: DetectionContext): number {
  return Math.max(last + 1, epoch);
}

/** The sequence before the first of a job without a row: it may have had one that was deleted, whose sequences were lower. */
export function firstSequence({ startedAt, epoch }: DetectionContext): number {
  return Math.max(Math.floor(Date.parse(startedAt) / 1000), epoch);
}

import type { ConditionType } from '../contract/events/event-names.ts';
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
  readonly limits: ConditionLimits;
  /** Whether so many jobs stand still at once that it is hardly each of them: see `isMassDelay`. */
  readonly isMassDelay: boolean;
  readonly wanted: WantedEvents;
}

/** From when on a condition holds, and for how long before it is believed. */
export interface ConditionLimits {
  /** How long a job may be stopped, as for planned work, before that is a halt. */
  readonly haltAfterMs: number;
  /** The least time without a finished execution after which a job is late. */
  readonly overdueAfterMs: number;
  /** How long a first cycle may take, and how long a job may take to catch up. */
  readonly initialCycleAfterMs: number;
  /** How many objects have to fail. */
  readonly failuresFrom: number;
  /** How long every execution has to stay below half of that before it is over. */
  readonly failuresClearAfterMs: number;
}

/** The events that are sent only where someone asked for them. */
export interface WantedEvents {
  /** The conditions whose episodes are published; `jobs`: that a job was removed. */
  readonly conditions: ReadonlySet<ConditionType | 'jobs'>;
  /** Whether subscribers hear that the reason of a quarantine changed, or that many times as many objects fail. */
  readonly changed: boolean;
  /** How long before the expected end of the job subscribers are reminded; undefined: never. */
  readonly remindBeforeMs: number | undefined;
}

/** The part of a decision that has to be written. */
export interface Detection {
  /** The very object that went in when nothing changed: then nothing is written. Undefined: do not store the job. */
  readonly next: JobState | undefined;
  /** In the order in which their events are sent. */
  readonly transitions: readonly Transition[];
}

/**
 * The sequence after `last`, of a stream of events or of a job's history. Gapless within an epoch; no sequence is used twice, whatever
 * was lost: the first of a job may follow one of a row that was deleted, whose sequences were lower than the time.
 */
export function nextSequence(last: number | undefined, { startedAt, epoch }: DetectionContext): number {
  const before = last ?? Math.floor(Date.parse(startedAt) / 1000);
  return Math.max(before + 1, epoch);
}

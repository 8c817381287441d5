import type { ConditionType } from '../../../src/contract/events/event-names.ts';

// The plan of a soak is plain data, made from a seed. All times are whole minutes since the begin, which is a midnight.

export const minutesOfDay = 24 * 60;
export const minutesBetweenPolls = 5;

/** What happens to a job in Entra. */
export type Verb =
  /** The job comes, with an application of its own; `appearBroken`: in quarantine already. */
  | 'appear'
  | 'appearBroken'
  | 'fail'
  | 'retry'
  /** A cycle succeeds. */
  | 'heal'
  | 'pause'
  | 'disable'
  | 'start'
  /** No cycle ends any more, until `run`. */
  | 'stall'
  | 'run'
  /** In each cycle many objects fail, until `mendObjects`. */
  | 'failObjects'
  | 'mendObjects'
  | 'remove';

export interface Deed {
  readonly minute: number;
  /** A number: those from `jobs` of the plan on come later. */
  readonly job: number;
  readonly verb: Verb;
}

/** An event that has to come exactly once, and in this order among those of the same job that are about the same. */
export interface Expected {
  readonly job: number;
  readonly about: ConditionType | 'job';
  readonly kind: 'began' | 'cleared' | 'removed';
  /** The reason of a begin, the cause of a clear; undefined where any will do. */
  readonly because?: string;
  /** From when until when it may come. */
  readonly from: number;
  readonly until: number;
}

export interface Outage {
  readonly service: 'graph' | 'bus' | 'tables';
  /** The first poll without it, and the first with it again. */
  readonly from: number;
  readonly until: number;
}

/** A process takes the place of another. */
export interface Replacement {
  /** That of a poll. */
  readonly minute: number;
  /** The build of the new one: that of this code, or the previous one. */
  readonly build: Build;
  /** Both poll at the same time before the old one goes; else the old one is gone before. */
  readonly overlaps: boolean;
}

export type Build = 'now' | 'previous';

export interface Plan {
  readonly seed: number;
  readonly days: number;
  /** How many jobs there are at first to which anything happens. */
  readonly jobs: number;
  /** In the order of their minutes, as are the rest. */
  readonly deeds: readonly Deed[];
  readonly expected: readonly Expected[];
  readonly outages: readonly Outage[];
  readonly firstBuild: Build;
  readonly replacements: readonly Replacement[];
}

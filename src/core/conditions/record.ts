import {
  type ConditionType,
  conditionTypes,
  type HaltReason,
  type OverdueReason,
} from '../../contract/events/event-names.ts';
import type { Instant } from '../instant.ts';
import type { JsonObject } from '../json.ts';
import type { Evidence } from '../quarantine.ts';

/** Whether a condition holds, by the last reading; `none`: it does not apply to the job as it is. */
export type ConditionStatus = 'true' | 'false' | 'unknown' | 'none';

/** Why a condition holds. */
export interface Reason {
  readonly reason: string;
  readonly errorCode: string;
  /** How many objects fail, where that is the reason. */
  readonly count?: number;
}

/** A reason that was seen, and since when. */
export interface SeenReason extends Reason {
  readonly since: Instant;
}

/** One stay in a condition, as its events describe it. */
export interface Episode {
  /**
   * Never changes, and is the `time` of its began event: for a quarantine the first usable `seriesBegan`, cut to seconds, else the instant
   * of first sight.
   */
  readonly name: Instant;
  /** The latest usable `seriesBegan`, cut to seconds; always undefined but for a quarantine. */
  readonly series: Instant | undefined;
  /** 1 for a series later than any before, else a number that no episode of this condition and job had. */
  readonly occurrence: number;
  /** The reasons seen in it, oldest first, the latest twenty: kept whether or not their change gives an event. */
  readonly reasons: readonly SeenReason[];
  /** Start of the last run that saw the job without it; undefined where it was never seen otherwise. */
  readonly after: Instant | undefined;
  /** Whether its events are sent, every one of them or none: decided at its begin. */
  readonly published: boolean;
  /** Until when its begin is held back, since many jobs are late at once; undefined where it is not, or no longer. */
  readonly heldUntil: Instant | undefined;
  /** It is or was held back for that reason. */
  readonly massDelay?: true;
  /** When its reminder was recorded. */
  readonly remindedAt: Instant | undefined;
}

/** Whether the events of an episode are sent, as far as that is decided: a begin that is held back may never be. */
export function isPublished({ published, heldUntil }: Episode): boolean {
  return published && heldUntil === undefined;
}

/** One answer is no proof: what it would mean, and since when it waits for a later run to confirm it. */
export interface Doubt {
  readonly what: 'began' | 'cleared' | 'changed';
  /** Arrival of the first answer that said so. */
  readonly since: Instant;
  /** Start of the last run that asked for the job while it was in doubt, and met no answer to the contrary. */
  readonly seenAt: Instant;
  /** What the first answer showed of what the proof has to see once more, or anew: see `Assessment.execution`. */
  readonly execution?: string;
  /** When that execution ended, where a proof has to see another one. */
  readonly endedAt?: Instant;
  /** Of a begin: start of the last run that saw the job otherwise. */
  readonly after?: Instant;
  /** Of a change: the reason that is not the known one. */
  readonly reason?: Reason;
}

/** What is remembered of one condition of a job. */
export interface ConditionRecord<Facts = unknown> {
  readonly status: ConditionStatus;
  /** Whether an episode is open: its begin was proven, and its end was not. */
  readonly isOpen: boolean;
  /** What was last seen of it: while it is open, and while a begin is in doubt. */
  readonly facts: Facts | undefined;
  /** The last episode, open or over. An open condition may lack one only in a row that was damaged by hand. */
  readonly episode: Episode | undefined;
  /** How many episodes began whose series was not new. */
  readonly repeats: number;
  /** The latest series of any episode. */
  readonly latestSeries: Instant | undefined;
  /** The sequence of the last published event; undefined before the first. */
  readonly sequence: number | undefined;
  readonly doubt: Doubt | undefined;
  /** Start of the last run known to have seen it when this was written: see `seenAt()`. */
  readonly seenAt: Instant | undefined;
}

/** Whether an episode is open, or the last reading showed the condition though its begin is not proven yet. */
export function isOpenOrSeen({ isOpen, status }: ConditionRecord): boolean {
  return isOpen || status === 'true';
}

/** What is known of a condition that was assessed, and never held. */
export const blankRecord: ConditionRecord<never> = {
  status: 'false',
  isOpen: false,
  facts: undefined,
  episode: undefined,
  repeats: 0,
  latestSeries: undefined,
  sequence: undefined,
  doubt: undefined,
  seenAt: undefined,
};

export interface QuarantineFacts {
  /** The quarantine object as Graph gave it. */
  readonly quarantine: JsonObject | undefined;
  readonly evidence: Evidence;
}

export interface HaltFacts {
  readonly reason: HaltReason;
  /** Whether it is in quarantine too: then Entra does not retry. */
  readonly quarantined: boolean;
}

export interface OverdueFacts {
  readonly reason: OverdueReason;
  /** When it should have run, or caught up, at the latest. */
  readonly expectedBy: Instant;
  /** From when on it was seen to run as it became late: it stays that while it is late. Undefined in a row of before this was kept. */
  readonly runningSince?: Instant | undefined;
  /** The dates that have to move before it counts as on time again. */
  readonly endedAt: Instant | undefined;
  readonly steadyAt: Instant | undefined;
  /** How far the cycle has come, as Graph gave it, bounded. */
  readonly progress: readonly Progress[];
}

/** One member of Graph's `synchronizationProgress`. */
export interface Progress {
  readonly name: string;
  readonly completedUnits?: number;
  readonly totalUnits?: number;
  readonly observedAt?: Instant;
}

export interface FailuresFacts {
  /** Objects that fail. */
  readonly count: number;
  /** The same with those that Entra sets aside for reasons of its own. */
  readonly countRaw: number | undefined;
  /** Objects that the job has ever synchronized; 0 where Graph gives none. */
  readonly entries: number;
  /** How the execution ended. */
  readonly executionState: string;
}

/** What is seen of each condition. */
export interface FactsOf {
  readonly quarantine: QuarantineFacts;
  readonly halt: HaltFacts;
  readonly overdue: OverdueFacts;
  readonly failures: FailuresFacts;
}

export type ConditionRecords = { readonly [Type in ConditionType]: ConditionRecord<FactsOf[Type]> };

/** The conditions that are open, in their order. */
export function openTypes(records: ConditionRecords): readonly ConditionType[] {
  return conditionTypes.filter((type) => records[type].isOpen);
}

/** What is known of a condition that was never assessed. */
export const unassessedRecord: ConditionRecord<never> = { ...blankRecord, status: 'none' };

/** The conditions of a job of which nothing is known yet. */
export const unassessedRecords: ConditionRecords = {
  quarantine: unassessedRecord,
  halt: unassessedRecord,
  overdue: unassessedRecord,
  failures: unassessedRecord,
};

import type { ClearCause, ConditionType } from '../contract/events/event-names.ts';
import type { Application } from './application.ts';
import { type Episode, type FactsOf, openTypes, type SeenReason } from './conditions/record.ts';
import type { Instant } from './instant.ts';
import type { JobKey } from './job-key.ts';
import type { JobState } from './state.ts';

/** What happened to a job: everything that an event says, before it is put into an event's form. */
export type Transition = ConditionTransition | Removed;

/** What happened in an episode of a condition. */
export type ConditionTransition = { readonly [Type in ConditionType]: TransitionOf<Type> }[ConditionType];

export type TransitionOf<Type extends ConditionType> = TransitionBase & Happening<Type>;

/** The members of every transition. */
export interface TransitionBase extends JobKey {
  /** Its place in the history of the job. */
  readonly step: number;
  readonly application: Application;
  readonly templateId: string;
  readonly statusCode: string;
  readonly scheduleState: string;
  readonly interval: string;
  /** The conditions that are open after it. */
  readonly open: readonly ConditionType[];
  /** Whether the job had no steady state yet when it was last seen running. */
  readonly inFirstCycle: boolean;
  /** The end of the last execution that was read. */
  readonly lastRunEndedAt: Instant | undefined;
  readonly deleteThreshold: string;
  readonly troubleshootingUrl: string;
  /** Arrival of the answer that proved the transition. */
  readonly recordedAt: Instant;
}

/** A transition as far as its condition knows it. */
export type Happening<Type extends ConditionType> = {
  readonly condition: Type;
  /** Undefined: it is not published. */
  readonly sequence: number | undefined;
  readonly episode: Episode;
  /** What was last seen in this episode; undefined only where a row was damaged. */
  readonly facts: FactsOf[Type] | undefined;
} & Occurrence;

export type Occurrence = Began | Cleared | Changed | Expiring;

export interface Began {
  readonly kind: 'began';
  /** How it was learnt: the job was so when it was first read, was seen to change, or a doubt was confirmed. */
  readonly detection: 'firstSight' | 'observed' | 'confirmed';
}

export interface Cleared {
  readonly kind: 'cleared';
  readonly cause: ClearCause;
  /** Read twice; proven by one answer; or inferred from something else that was proven. */
  readonly detection: 'confirmed' | 'observed' | 'inferred';
  /** It ended after this instant ... */
  readonly clearedAfter: Instant;
  /** ... and at the latest at this one. */
  readonly clearedBefore: Instant;
}

/** The condition goes on for another reason, which is the last one of the episode. */
interface Changed {
  readonly kind: 'changed';
  /** Read twice. */
  readonly detection: 'confirmed';
  /** Undefined when none was known before. */
  readonly previous: SeenReason | undefined;
}

/** The quarantine goes on, and Entra may switch the job off soon: when, follows from the episode's series. */
interface Expiring {
  readonly kind: 'expiring';
  readonly detection: 'observed';
}

/** A job that has run is proven to be gone. */
export interface Removed extends TransitionBase {
  readonly condition: 'job';
  readonly kind: 'removed';
  readonly sequence: number | undefined;
  readonly detection: 'confirmed';
  /** It went after this instant ... */
  readonly removedAfter: Instant;
  /** ... and at the latest at this one. */
  readonly removedBefore: Instant;
}

/** The members that a transition takes from the state of its job. */
export function transitionBase(state: JobState, step: number, recordedAt: Instant): TransitionBase {
  return {
    servicePrincipalId: state.servicePrincipalId,
    jobId: state.jobId,
    step,
    application: state.application,
    templateId: state.templateId,
    statusCode: state.statusCode,
    scheduleState: state.scheduleState,
    interval: state.interval,
    open: openTypes(state.conditions),
    inFirstCycle: state.runs?.inFirstCycle ?? false,
    lastRunEndedAt: state.runs?.endedAt,
    deleteThreshold: state.deleteThreshold,
    troubleshootingUrl: state.troubleshootingUrl,
    recordedAt,
  };
}

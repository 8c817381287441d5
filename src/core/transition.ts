import type { Instant } from './instant.ts';
import type { Evidence } from './job.ts';
import type { JsonObject } from './json.ts';
import type { Application, Episode, JobKey, JobState, ReasonPair } from './state.ts';

/** What happened to a quarantine: everything an event tells, before it is put into an event's form. */
export type Transition = Began | Cleared | Changed | Expiring;

/** What every transition tells. */
export interface Told extends JobKey {
  readonly sequence: number;
  readonly application: Application;
  readonly templateId: string;
  readonly episode: Episode;
  /** The last quarantine object seen of this episode. */
  readonly quarantine: JsonObject | undefined;
  readonly evidence: Evidence | undefined;
  readonly statusCode: string;
  readonly scheduleState: string;
  readonly deleteThreshold: string;
  readonly troubleshootingUrl: string;
  /** Arrival of the answer that proved the transition. */
  readonly recordedAt: Instant;
}

export interface Began extends Told {
  readonly kind: 'began';
  /** How it was learnt: the job was never read before, was seen to change, or a doubt was confirmed. */
  readonly detection: 'firstSight' | 'observed' | 'confirmed';
}

export interface Cleared extends Told {
  readonly kind: 'cleared';
  readonly cause: 'recovered' | 'superseded' | 'removed';
  /** Read twice, or inferred from a later series in the same place. */
  readonly detection: 'confirmed' | 'inferred';
  /** The quarantine was lifted after this instant ... */
  readonly clearedAfter: Instant;
  /** ... and at the latest at this one. */
  readonly clearedBefore: Instant;
}

/** The quarantine goes on for another reason, which is the one of `quarantine`. */
export interface Changed extends Told {
  readonly kind: 'changed';
  /** Read twice. */
  readonly detection: 'confirmed';
  /** Undefined when Entra had given none before. */
  readonly previous: ReasonPair | undefined;
  /** First sight of the new reason. */
  readonly since: Instant;
}

/** The quarantine goes on, and Entra may switch the job off soon: when, follows from the episode's series. */
export interface Expiring extends Told {
  readonly kind: 'expiring';
  readonly detection: 'observed';
}

/** A state to store and the transitions to tell with it, in their order. */
export interface Outcome {
  readonly next: JobState;
  readonly transitions: readonly Transition[];
}

/** What any transition tells of a state whose last event it is. */
export function told(state: JobState, episode: Episode, recordedAt: Instant): Told {
  return {
    servicePrincipalId: state.servicePrincipalId,
    jobId: state.jobId,
    sequence: state.sequence,
    application: state.application,
    templateId: state.templateId,
    episode,
    quarantine: state.quarantine,
    evidence: state.evidence,
    statusCode: state.statusCode,
    scheduleState: state.scheduleState,
    deleteThreshold: state.deleteThreshold,
    troubleshootingUrl: state.troubleshootingUrl,
    recordedAt,
  };
}

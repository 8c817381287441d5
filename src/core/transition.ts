import type { Application } from './application.ts';
import type { Instant } from './instant.ts';
import type { JobKey } from './job-key.ts';
import type { JsonObject } from './json.ts';
import type { Evidence, ReasonPair } from './quarantine.ts';
import type { Episode, JobState } from './state.ts';

/** What happened to a quarantine: everything that an event says, before it is put into an event's form. */
export type Transition = Began | Cleared | Changed | Expiring;

/** The members of every transition. */
interface TransitionBase extends JobKey {
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

export interface Began extends TransitionBase {
  readonly kind: 'began';
  /** How it was learnt: the job was never read before, was seen to change, or a doubt was confirmed. */
  readonly detection: 'firstSight' | 'observed' | 'confirmed';
}

export interface Cleared extends TransitionBase {
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
interface Changed extends TransitionBase {
  readonly kind: 'changed';
  /** Read twice. */
  readonly detection: 'confirmed';
  /** Undefined when Entra had given none before. */
  readonly previous: ReasonPair | undefined;
  /** First sight of the new reason. */
  readonly since: Instant;
}

/** The quarantine goes on, and Entra may switch the job off soon: when, follows from the episode's series. */
interface Expiring extends TransitionBase {
  readonly kind: 'expiring';
  readonly detection: 'observed';
}

/** The members that a transition takes from the state whose last event it is. */
export function transitionBase(state: JobState, episode: Episode, recordedAt: Instant): TransitionBase {
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

import type { Instant } from './instant.ts';
import type { Episode, JobState } from './state.ts';
import type { Told, Transition } from './transition.ts';

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

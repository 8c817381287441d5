import { isPolled, type JobState } from '../../src/core/state.ts';
import type { SurveyedJobs } from '../../src/views/ports.ts';

/** Whether a job is of one of the kinds, as every store has to see it. */
export function isOfAny(kinds: readonly SurveyedJobs[], job: JobState): boolean {
  const state = job.unwatchedSince === undefined ? job.state : 'unwatched';
  return kinds.some((kind) =>
    kind === 'unreadable' ? job.unreadable !== undefined && isPolled(job) : kind === state,
  );
}

import { conditionTypes } from '../../src/contract/events/event-names.ts';
import { isOpenOrSeen } from '../../src/core/conditions/record.ts';
import { isPolled, type JobState } from '../../src/core/state.ts';
import type { StoredState, SurveyedJobs } from '../../src/views/ports.ts';

/** Whether a job is in one of the rows that are asked for, as every store has to see it. */
export function isOfAny(rows: readonly SurveyedJobs[], job: JobState): boolean {
  const row = rowOf(job);
  return rows.some((one) =>
    one === 'unreadable' ? job.unreadable !== undefined && isPolled(job) : one === row,
  );
}

function rowOf({ unwatchedSince, isRemoved, conditions }: JobState): StoredState {
  if (unwatchedSince !== undefined) return 'unwatched';
  if (isRemoved) return 'removed';
  return conditionTypes.some((type) => isOpenOrSeen(conditions[type])) ? 'open' : 'quiet';
}

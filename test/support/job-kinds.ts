import { conditionTypes } from '../../src/contract/events/event-names.ts';
import { blankRecord, type ConditionRecord, isOpenOrSeen } from '../../src/core/conditions/record.ts';
import { isPolled, type JobState } from '../../src/core/state.ts';
import type { StoredState, SurveyedJobs } from '../../src/views/ports.ts';

/** Whether a job is in one of the rows that are asked for, as every store has to see it. */
export function isOfAny(rows: readonly SurveyedJobs[], job: JobState): boolean {
  const row = rowOf(job);
  const { conditions, unreadable, absence } = job;
  return rows.some((one) => {
    if (one === 'unreadable') return isPolled(job) && unreadable !== undefined;
    if (one === 'undecided')
      return isPolled(job) && (absence !== undefined || others.some((type) => !isBlank(conditions[type])));
    return one === row;
  });
}

const others = conditionTypes.filter((type) => type !== 'quarantine');

function isBlank(record: ConditionRecord): boolean {
  const blank: Readonly<Record<string, unknown>> = { ...blankRecord };
  return Object.entries(record).every(([name, value]) => value === blank[name]);
}

function rowOf({ unwatchedSince, isRemoved, conditions }: JobState): StoredState {
  if (unwatchedSince !== undefined) return 'unwatched';
  if (isRemoved) return 'removed';
  return conditionTypes.some((type) => isOpenOrSeen(conditions[type])) ? 'open' : 'quiet';
}

import type { JobSummary } from '../contract/answers/job.ts';
import { jobKindOf } from '../core/job-kind.ts';
import type { JobState } from '../core/state.ts';
import type { FreshnessContext } from './freshness.ts';
import { jobFreshness, openQuarantine } from './job.ts';
import { shownConditions } from './job-conditions.ts';
import { isRecent, stateWord } from './job-state.ts';

/** What jobs are searched, filtered and ordered by: the members of a summary, but that of a job that is well no condition is named. */
export type JobLine = Pick<
  JobSummary,
  | 'servicePrincipalId'
  | 'jobId'
  | 'appId'
  | 'displayName'
  | 'templateId'
  | 'kind'
  | 'state'
  | 'conditions'
  | 'errorCode'
  | 'unreadable'
  | 'expectedDisableAt'
  | 'lastRunEndedAt'
  | 'observedAt'
>;

/** A job that is met while rows are read, and the line of it. */
export interface MetJob {
  readonly line: JobLine;
  readonly state: JobState;
}

const none: JobSummary['conditions'] = [];
const noQuarantine = { errorCode: null, expectedDisableAt: null };

/**
 * A job in so few words that a tenant of very many can be looked through: a summary costs several times as much, and most of them would
 * never be shown.
 */
export function toJobLine(state: JobState, asOf: FreshnessContext): JobLine {
  const { servicePrincipalId, jobId, application, templateId } = state;
  const { observedAt, stale } = jobFreshness(state, asOf);
  const word = stateWord(state, stale);
  const isWell = word === 'healthy' || word === 'starting' || word === 'notStarted';
  const { errorCode, expectedDisableAt } = state.conditions.quarantine.isOpen
    ? openQuarantine(state)
    : noQuarantine;
  return {
    servicePrincipalId,
    jobId,
    appId: application.appId || null,
    displayName: application.displayName || null,
    templateId: templateId || null,
    kind: jobKindOf(templateId),
    state: word,
    conditions: isWell ? none : shownConditions(state, isRecent(state, stale)),
    errorCode,
    unreadable: state.unreadable ?? null,
    expectedDisableAt,
    lastRunEndedAt: state.runs?.endedAt ?? null,
    observedAt,
  };
}

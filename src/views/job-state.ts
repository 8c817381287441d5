import { type ConditionType, conditionTypes } from '../contract/events/event-names.ts';
import type { JobStateWord, usualStates } from '../contract/http/query-values.ts';
import { isRunning, isStopped } from '../core/job.ts';
import { jobKindOf } from '../core/job-kind.ts';
import type { JobState } from '../core/state.ts';

/** The word of a job that is in a condition and in none that weighs more. */
export const stateOfCondition = {
  quarantine: 'quarantined',
  halt: 'halted',
  overdue: 'overdue',
  failures: 'failing',
} as const satisfies Record<ConditionType, JobStateWord>;

export type WrongState = (typeof stateOfCondition)[ConditionType];

/** The words for jobs with which something is wrong, the worst first. */
export const wrongStates: readonly WrongState[] = conditionTypes.map((type) => stateOfCondition[type]);

export function isWrongState(word: JobStateWord): boolean {
  return wrongStates.some((wrong) => wrong === word);
}

/** The words for jobs that are counted among those that are watched. */
export type WatchedState = (typeof usualStates)[number];

export function isWatchedState(word: JobStateWord): word is WatchedState {
  return word !== 'removed' && word !== 'unwatched';
}

/**
 * The one word for a job: the first that holds. Nothing is healthy, starting or not started but what was read lately and decided whole:
 * an open condition keeps its word however old the answer is, everything else that is not certain is unknown.
 *
 * @param stale whether the job was not read lately
 */
export function stateWord(state: JobState, stale: boolean): JobStateWord {
  if (state.unwatchedSince !== undefined) return 'unwatched';
  if (state.isRemoved) return 'removed';
  const isNews = isRecent(state, stale);
  const worst = conditionTypes.find((type) => holds(state, type, isNews));
  if (worst) return stateOfCondition[worst];
  return isNews ? quietWord(state) : 'unknown';
}

/** Whether what the row says is what the job is now, as far as anybody knows. */
export function isRecent({ unreadable, absence, unwatchedSince }: JobState, stale: boolean): boolean {
  return !stale && unreadable === undefined && absence === undefined && unwatchedSince === undefined;
}

/** What one reading showed of a stop, a delay or failing objects is not proven yet, but nobody may call such a job well. */
function holds({ conditions }: JobState, type: ConditionType, isNews: boolean): boolean {
  const { isOpen, status } = conditions[type];
  return isOpen || (isNews && type !== 'quarantine' && status === 'true');
}

/** The word for a job that was read lately, and with which nothing is known to be wrong. */
function quietWord(state: JobState): JobStateWord {
  const { runs, conditions, templateId } = state;
  // True: a replica may still show a quarantine that is over. None, here and below: it was never assessed.
  if (conditions.quarantine.status !== 'false' || !runs) return 'unknown';
  if (isStopped(state)) return runs.hasRun ? 'unknown' : 'notStarted';
  if (!isRunning(state) || conditions.halt.status !== 'false') return 'unknown';
  // Runs when somebody uploads: no lateness, and no steady state to reach.
  const isIdleByNature = jobKindOf(templateId) === 'apiInbound';
  if (!isIdleByNature && conditions.overdue.status !== 'false') return 'unknown';
  const hasStarted = isIdleByNature ? runs.hasRun : runs.steadyAt !== undefined;
  return hasStarted ? 'healthy' : 'starting';
}

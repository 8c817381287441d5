import type { ShownAdvice } from '../contract/answers/advice.ts';
import type { ShownCondition } from '../contract/answers/condition.ts';
import { type ConditionType, conditionTypes } from '../contract/events/event-names.ts';
import { adviceOf } from '../core/advice/advice.ts';
import type { AdviceCause, AdviceWhere } from '../core/advice/cause.ts';
import { applicationUrl, portalUrl } from '../core/application.ts';
import { expectedDisableAt } from '../core/conditions/expiry.ts';
import { adviceCauseOf, wordsOf } from '../core/conditions/facts.ts';
import { type ConditionRecord, isPublished, openTypes } from '../core/conditions/record.ts';
import { addMilliseconds, graphInstant, hourMs, type Instant } from '../core/instant.ts';
import type { JobState } from '../core/state.ts';
import type { CloudRoots } from './context.ts';

/**
 * What can be wrong with a job, as answers show it, in the order of the types. One that does not apply is left out.
 *
 * @param isNews whether the row says what the job is now: without that only what is open is known
 */
export function shownConditions(state: JobState, isNews: boolean): ShownCondition[] {
  if (state.isRemoved) return [];
  return conditionTypes.flatMap((type) => {
    const record = state.conditions[type];
    const { isOpen, episode, doubt } = record;
    if (record.status === 'none' && !isOpen) return [];
    const open = isOpen ? episode : undefined;
    const reason = (record.facts && wordsOf(record.facts).reason) || open?.reasons.at(-1)?.reason;
    return {
      type,
      status: shownStatus(record, isNews),
      reason: reason || null,
      since: open?.name ?? (doubt?.what === 'began' ? doubt.since : null),
      episode: open?.name ?? null,
      occurrence: open?.occurrence ?? null,
      published: open ? isPublished(open) : null,
    };
  });
}

/** What is open stays true until its end is proven, unless the last reading does not decide it. */
function shownStatus({ isOpen, status }: ConditionRecord, isNews: boolean): ShownCondition['status'] {
  if (status === 'none' || status === 'unknown') return 'unknown';
  if (isOpen) return 'true';
  return isNews ? status : 'unknown';
}

/** Whether a condition counts among what is wrong with its job: it is open, or the last answer shows it. */
export function isWrong({ status, episode }: Pick<ShownCondition, 'status' | 'episode'>): boolean {
  return status === 'true' || episode !== null;
}

/**
 * What to do about each condition that is open or was seen, in their order.
 *
 * @param readAt when the job was last read
 */
export function shownAdvice(
  state: JobState,
  conditions: readonly ShownCondition[],
  readAt: Instant,
  roots: CloudRoots,
): ShownAdvice[] {
  const wrong = conditions.filter(isWrong);
  if (wrong.length === 0) return [];
  const where = whereOf(state, readAt, roots);
  return wrong.map(({ type }) => adviceOf(causeOf(state, type), where));
}

function causeOf({ conditions, templateId, runs }: JobState, type: ConditionType): AdviceCause {
  const { quarantine, overdue } = conditions;
  return adviceCauseOf(type, conditions[type].facts, {
    templateId,
    open: openTypes(conditions),
    quarantine: quarantine.facts,
    inFirstCycle: runs?.inFirstCycle,
    isMassDelay: overdue.isOpen && overdue.episode?.massDelay === true,
  });
}

/** A retry may be under way for a while before Graph says so. */
const retryTakesMs = hourMs;

function whereOf(state: JobState, readAt: Instant, { portalRoot, graphRoot }: CloudRoots): AdviceWhere {
  const { servicePrincipalId, jobId, application, deleteThreshold, interval, runs } = state;
  const { isOpen, episode, facts } = state.conditions.quarantine;
  const series = isOpen ? episode?.series : undefined;
  const nextAttempt = graphInstant(facts?.quarantine?.nextAttempt);
  const wasMissed = nextAttempt !== undefined && addMilliseconds(nextAttempt, retryTakesMs) < readAt;
  return {
    servicePrincipalId,
    jobId,
    graphRoot,
    portalUrl: portalUrl(servicePrincipalId, application.appId, portalRoot),
    applicationUrl: applicationUrl(servicePrincipalId, application.appId, portalRoot),
    ...(series !== undefined && { expectedDisableAt: expectedDisableAt(series) }),
    ...(wasMissed && { retryWasDueAt: nextAttempt }),
    ...(deleteThreshold !== '' && { deleteThreshold }),
    ...(runs?.endedAt !== undefined && { lastRunEndedAt: runs.endedAt }),
    ...(interval !== '' && { interval }),
    ...(runs?.steadyAt !== undefined && { steadyStateLastAchievedAt: runs.steadyAt }),
  };
}

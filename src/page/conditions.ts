import type { ShownCondition } from '../contract/answers/condition.ts';
import type { ShownEpisode } from '../contract/answers/history.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import { type ConditionType, conditionTypes } from '../contract/events/event-names.ts';
import type { JobStateWord } from '../contract/http/query-values.ts';
import { isWrong } from '../views/job-conditions.ts';
import { stateOfCondition, type WrongState, wrongStates } from '../views/job-state.ts';
import { foreign, type Html, html, shownText } from './html.ts';
import type { Mark } from './marks.ts';
import { stateMark, stateWords } from './wording.ts';

/** How many jobs something is wrong with, by what it is: only what there is. */
export function wrongCounts(
  counts: Readonly<Record<WrongState, number>>,
): readonly (readonly [WrongState, number])[] {
  return wrongStates.map((state) => [state, counts[state]] as const).filter(([, count]) => count > 0);
}

/** The state whose shape and word stand for a condition; undefined for one that this version does not know. */
function stateFor(condition: string): JobStateWord | undefined {
  const type = conditionTypes.find((one) => one === condition);
  return type && stateOfCondition[type];
}

/** A condition by its shape and its word; one that does not hold now in a quiet colour. */
export function conditionMark(condition: string, holds = true): Html {
  const state = stateFor(condition);
  if (state === undefined) return foreign(condition, 64);
  return holds ? stateMark(state) : html`<span class="over">${stateMark(state)}</span>`;
}

/** Its word alone, as text. */
export function conditionWord(condition: string): string {
  const state = stateFor(condition);
  return state === undefined ? shownText(condition, 64) : stateWords[state];
}

/** Its shape alone. */
export function conditionShape(condition: string): Mark {
  return stateFor(condition) ?? 'warning';
}

/** What is to be shown as wrong with a job, in the order of its weight: what is open, and what was seen and is no episode yet. */
export function seenConditions({ conditions }: Pick<JobSummary, 'conditions'>): readonly ShownCondition[] {
  return conditions.filter(isWrong);
}

/** The condition that a job's word comes from; undefined for a word that says that nothing is wrong, or that nothing is known. */
export function leadingCondition(job: Pick<JobSummary, 'state' | 'conditions'>): ShownCondition | undefined {
  return seenConditions(job).find(({ type }) => stateOfCondition[type] === job.state);
}

/** Whether it does not run while it is in quarantine: then Entra does not even try it again. */
export function isStoppedInQuarantine(job: Pick<JobSummary, 'conditions'>): boolean {
  const seen = seenConditions(job).map(({ type }) => type);
  return seen.includes('quarantine') && seen.includes('halt');
}

/** The word of a job; of one that is in quarantine and stopped both of them. @param stopped the words for the latter */
export function jobState(
  job: Pick<JobSummary, 'state' | 'conditions'>,
  stopped = 'Stopped: Entra does not retry',
): Html {
  if (job.state !== 'quarantined' || !isStoppedInQuarantine(job)) return stateMark(job.state);
  return html`${stateMark('quarantined')} ${stateMark('halted', stopped)}`;
}

/** The episodes of each condition that has any, in the order of the conditions. */
export function byCondition(
  episodes: readonly ShownEpisode[],
): readonly (readonly [ConditionType, readonly ShownEpisode[]])[] {
  return conditionTypes.flatMap((type) => {
    const own = episodes.filter(({ condition }) => condition === type);
    return own.length === 0 ? [] : [[type, own] as const];
  });
}

/** Beside what is in the history and was never sent: `CONDITIONS` did not name it when it began. */
export function unpublishedTag(published: boolean | null): Html {
  return published === false ? html`<span class="tag">not published</span>` : html``;
}

import { type Decision, type DetectionContext, nextSequence } from './detection.ts';
import { addMilliseconds, dayMs, type Instant } from './instant.ts';
import type { JobState } from './state.ts';
import { transitionBase } from './transition.ts';

/** Entra switches a job off after about four weeks in quarantine; Microsoft documents no field that says when. */
export const disabledAfterMs = 28 * dayMs;

/** An estimate of when Entra switches the job off, from the begin of its quarantine series. */
export function expectedDisableAt(seriesBegan: Instant): Instant {
  return addMilliseconds(seriesBegan, disabledAfterMs);
}

/**
 * Adds the reminder of an episode, once, when Entra is expected to switch the job off within the time asked for, or should
 * have done so. `decision` rests on an answer that showed the quarantine; a job that is switched off already needs none.
 */
export function remind(decision: Decision, at: Instant, run: DetectionContext): Decision {
  const { next: state, transitions } = decision;
  const { remindBeforeMs } = run.wanted;
  if (remindBeforeMs === undefined || state.state !== 'quarantined' || isDisabled(state)) return decision;
  if (state.episode?.series === undefined || state.episode.remindedAt !== undefined) return decision;
  if (at < addMilliseconds(expectedDisableAt(state.episode.series), -remindBeforeMs)) return decision;
  const episode = { ...state.episode, remindedAt: at };
  const next = { ...state, episode, sequence: nextSequence(state.sequence, run) };
  const reminder = { ...transitionBase(next, episode, at), kind: 'expiring', detection: 'observed' } as const;
  return { next, transitions: [...transitions, reminder] };
}

function isDisabled({ scheduleState }: JobState): boolean {
  return scheduleState.toLowerCase() === 'disabled';
}

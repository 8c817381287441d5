import { addMilliseconds, dayMs, type Instant } from './instant.ts';
import { nextSequence, type Run } from './run.ts';
import type { JobState } from './state.ts';
import { type Outcome, told } from './transition.ts';

/** Entra switches a job off after about four weeks in quarantine; Microsoft documents no field that says when. */
export const disabledAfter = 28 * dayMs;

/** An estimate of when Entra switches the job off, from the begin of its quarantine series. */
export function expectedDisableAt(seriesBegan: Instant): Instant {
  return addMilliseconds(seriesBegan, disabledAfter);
}

/**
 * Adds the reminder of an episode, once, when Entra is expected to switch the job off within the time asked for, or should
 * have done so. `outcome` is of an answer that showed the quarantine; a job that is switched off already needs none.
 */
export function remind(outcome: Outcome, at: Instant, run: Run): Outcome {
  const { next: state, transitions } = outcome;
  const { remindBeforeMs } = run.wanted;
  if (remindBeforeMs === undefined || state.state !== 'quarantined' || isDisabled(state)) return outcome;
  if (state.episode?.series === undefined || state.episode.remindedAt !== undefined) return outcome;
  if (at < addMilliseconds(expectedDisableAt(state.episode.series), -remindBeforeMs)) return outcome;
  const episode = { ...state.episode, remindedAt: at };
  const next = { ...state, episode, sequence: nextSequence(state.sequence, run) };
  const reminder = { ...told(next, episode, at), kind: 'expiring', detection: 'observed' } as const;
  return { next, transitions: [...transitions, reminder] };
}

function isDisabled({ scheduleState }: JobState): boolean {
  return scheduleState.toLowerCase() === 'disabled';
}

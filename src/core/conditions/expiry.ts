import { addMilliseconds, dayMs, type Instant } from '../instant.ts';
import type { ConditionReading, Followed } from './condition.ts';
import { happening, withSequence } from './engine.ts';

/** Entra switches a job off after about four weeks in quarantine; Microsoft documents no field that says when. */
export const disabledAfterMs = 28 * dayMs;

/** An estimate of when Entra switches the job off, from the begin of its quarantine series. */
export function expectedDisableAt(seriesBegan: Instant): Instant {
  return addMilliseconds(seriesBegan, disabledAfterMs);
}

/**
 * Adds the reminder of a quarantine, once an episode, when Entra is expected to switch the job off within the time asked for, or should
 * have done so. Only for an answer that showed the quarantine; a job that is switched off already needs none.
 */
export function remind(
  followed: Followed<'quarantine'>,
  { job: { evidence, scheduleState }, at, run }: ConditionReading<'quarantine'>,
): Followed<'quarantine'> {
  const { record, happenings } = followed;
  const { remindBeforeMs } = run.wanted;
  const { episode } = record;
  const isDisabled = scheduleState.toLowerCase() === 'disabled';
  if (remindBeforeMs === undefined || !record.isOpen || !evidence || isDisabled) return followed;
  if (episode?.series === undefined || episode.remindedAt !== undefined) return followed;
  if (at < addMilliseconds(expectedDisableAt(episode.series), -remindBeforeMs)) return followed;
  const reminded = { ...episode, remindedAt: at };
  const next = withSequence({ ...record, episode: reminded }, reminded, run);
  const expiring = { kind: 'expiring', detection: 'observed' } as const;
  return {
    record: next,
    happenings: [...happenings, happening('quarantine', next, reminded, next.facts, expiring)],
  };
}

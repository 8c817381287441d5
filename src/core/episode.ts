import { type Decision, type DetectionContext, nextSequence, onlyState } from './detection.ts';
import { earlierOf, type Instant, laterOf } from './instant.ts';
import { isLaterSeries, seriesOf } from './quarantine.ts';
import { firstReasons } from './reasons.ts';
import type { Episode, JobState } from './state.ts';
import { type Began, type Cleared, transitionBase } from './transition.ts';

/** Opens an episode on the quarantine object that `seen` holds. */
export function begin(
  seen: JobState,
  detection: Began['detection'],
  at: Instant,
  run: DetectionContext,
): Decision {
  const series = seriesOf(seen.quarantine, at);
  const name = series ?? at;
  const isNew = series !== undefined && isLaterSeries(series, seen.latestSeries);
  // A count of its own: the same series may come again after a newer one, and must not get an id that was used before.
  const repeats = isNew || !seen.episode ? seen.repeats : seen.repeats + 1;
  const occurrence = repeats === seen.repeats ? 1 : repeats + 1;
  const reasons = firstReasons(seen.quarantine, name);
  const episode: Episode = { name, series, occurrence, reasons, remindedAt: undefined };
  const next: JobState = {
    ...adoptSeries(seen, episode),
    state: 'quarantined',
    repeats,
    sequence: nextSequence(seen.sequence, run),
    quarantineSeenAt: run.startedAt,
  };
  return { next, transitions: [{ ...transitionBase(next, episode, at), kind: 'began', detection }] };
}

/** How an episode ended. The clear happened after the run that last saw the quarantine, and by `before` at the latest. */
interface Ending {
  readonly cause: Cleared['cause'];
  readonly before: Instant;
  readonly at: Instant;
}

/** Closes the episode of `closing`, whose last quarantine the event carries; `after` is what is known of the job now. */
export function clear(
  closing: JobState,
  after: JobState,
  { cause, before, at }: Ending,
  run: DetectionContext,
): Decision {
  const next: JobState = {
    ...after,
    state: cause === 'removed' ? 'removed' : 'healthy',
    suspended: false,
    doubt: undefined,
  };
  // No event was recorded of a quarantine without an episode, so there is nothing to take back.
  if (!closing.episode) return onlyState(next);
  const sequence = nextSequence(closing.sequence, run);
  const transition: Cleared = {
    ...transitionBase({ ...closing, sequence }, closing.episode, at),
    statusCode: after.statusCode,
    scheduleState: after.scheduleState,
    kind: 'cleared',
    cause,
    detection: cause === 'superseded' ? 'inferred' : 'confirmed',
    clearedAfter: earlierOf(before, closing.quarantineSeenAt),
    clearedBefore: before,
  };
  return { next: { ...next, sequence }, transitions: [transition] };
}

/** The state with `episode` as its own, its series among those of the job. */
export function adoptSeries(state: JobState, episode: Episode): JobState {
  const { series } = episode;
  return {
    ...state,
    episode,
    latestSeries: series === undefined ? state.latestSeries : laterOf(series, state.latestSeries),
  };
}

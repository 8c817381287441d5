import { earlierOf, graphInstant, type Instant, instantOf, laterOf } from './instant.ts';
import { firstReasons } from './reasons.ts';
import type { Episode, JobState } from './state.ts';
import { type Outcome, told } from './told.ts';
import type { Began, Cleared } from './transition.ts';

/** Opens an episode on the quarantine object that `seen` holds; `startedAt` is the start of the run that saw it. */
export function begin(
  seen: JobState,
  detection: Began['detection'],
  at: Instant,
  startedAt: Instant,
): Outcome {
  const series = graphInstant(seen.quarantine?.seriesBegan);
  const name = series === undefined ? at : String(seen.quarantine?.seriesBegan).trim();
  const isNew = series !== undefined && (seen.toldSeries === undefined || series > seen.toldSeries);
  // A count of its own: the same series told again after a newer one must not bear an id that was used before.
  const repeats = isNew || !seen.episode ? seen.repeats : seen.repeats + 1;
  const occurrence = repeats === seen.repeats ? 1 : repeats + 1;
  const reasons = firstReasons(seen.quarantine, instantOf(name) ?? at);
  const episode: Episode = { name, series, occurrence, beganAt: name, reasons, remindedAt: undefined };
  const next: JobState = {
    ...adoptSeries(seen, episode),
    state: 'quarantined',
    repeats,
    sequence: seen.sequence + 1,
    quarantineSeenAt: startedAt,
  };
  return { next, transitions: [{ ...told(next, episode, at), kind: 'began', detection }] };
}

/** How an episode ended. The clear happened after the run that last saw the quarantine, and by `before` at the latest. */
export interface Ending {
  readonly cause: Cleared['cause'];
  readonly before: Instant;
  readonly at: Instant;
}

/** Closes the episode of `ended`, which is told with the last quarantine seen; `after` is what is known of the job now. */
export function clear(ended: JobState, after: JobState, { cause, before, at }: Ending): Outcome {
  const next: JobState = {
    ...after,
    state: cause === 'removed' ? 'removed' : 'healthy',
    suspended: false,
    doubt: undefined,
  };
  // Nothing was told of a quarantine without an episode, so there is nothing to take back.
  if (!ended.episode) return { next, transitions: [] };
  const sequence = ended.sequence + 1;
  const transition: Cleared = {
    ...told({ ...ended, sequence }, ended.episode, at),
    statusCode: after.statusCode,
    scheduleState: after.scheduleState,
    kind: 'cleared',
    cause,
    detection: cause === 'superseded' ? 'inferred' : 'confirmed',
    clearedAfter: earlierOf(before, ended.quarantineSeenAt),
    clearedBefore: before,
  };
  return { next: { ...next, sequence }, transitions: [transition] };
}

/** The state with `episode` as its own, its series among the told ones. */
export function adoptSeries(state: JobState, episode: Episode): JobState {
  const { series } = episode;
  return {
    ...state,
    episode,
    toldSeries: series === undefined ? state.toldSeries : laterOf(series, state.toldSeries),
  };
}

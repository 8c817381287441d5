import { addMilliseconds, clocksDiffer, earlierOf, graphInstant, type Instant, laterOf } from './instant.ts';
import type { JsonObject } from './json.ts';
import { firstReasons } from './reasons.ts';
import { nextSequence, type Run } from './run.ts';
import type { Episode, JobState } from './state.ts';
import { type Began, type Cleared, type Outcome, told } from './transition.ts';

/** Opens an episode on the quarantine object that `seen` holds. */
export function begin(seen: JobState, detection: Began['detection'], at: Instant, run: Run): Outcome {
  const series = seriesOf(seen.quarantine, at);
  const name = series ?? at;
  const isNew = series !== undefined && isLaterSeries(series, seen.toldSeries);
  // A count of its own: the same series told again after a newer one must not bear an id that was used before.
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
  return { next, transitions: [{ ...told(next, episode, at), kind: 'began', detection }] };
}

/** How an episode ended. The clear happened after the run that last saw the quarantine, and by `before` at the latest. */
export interface Ending {
  readonly cause: Cleared['cause'];
  readonly before: Instant;
  readonly at: Instant;
}

/** Closes the episode of `ended`, which is told with the last quarantine seen; `after` is what is known of the job now. */
export function clear(ended: JobState, after: JobState, { cause, before, at }: Ending, run: Run): Outcome {
  const next: JobState = {
    ...after,
    state: cause === 'removed' ? 'removed' : 'healthy',
    suspended: false,
    doubt: undefined,
  };
  // Nothing was told of a quarantine without an episode, so there is nothing to take back.
  if (!ended.episode) return { next, transitions: [] };
  const sequence = nextSequence(ended.sequence, run);
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

/**
 * When the series of a quarantine began, cut to seconds; undefined where Graph does not say. One that lies ahead was written by a wrong
 * clock: taken for the latest, it would hold back every begin until it has come.
 */
export function seriesOf(quarantine: JsonObject | undefined, at: Instant): Instant | undefined {
  const series = graphInstant(quarantine?.seriesBegan);
  return series !== undefined && series <= addMilliseconds(at, clocksDiffer) ? series : undefined;
}

/** Replicas round where others cut: series at most a second apart are the same. */
const sameSeries = 1000;

/** Whether a series began after the one that was told; any is later than none. */
export function isLaterSeries(series: Instant, told: Instant | undefined): boolean {
  return told === undefined || series > addMilliseconds(told, sameSeries);
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

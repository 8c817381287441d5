import { type Decision, type DetectionContext, onlyState } from './detection.ts';
import { weigh } from './doubt.ts';
import { adoptSeries, begin, clear } from './episode.ts';
import { remind } from './expiry.ts';
import { earlierOf, type Instant } from './instant.ts';
import type { Observation } from './observe.ts';
import { isLaterSeries, seriesOf } from './quarantine.ts';
import { learnReason } from './reasons.ts';
import type { JobState } from './state.ts';

/** An answer that could be read. */
export type Reading = Extract<Observation, { kind: 'read' }>;

/** What a reading means for the quarantine of its job: its part of the table above `detect`. `now` is the job as it was read. */
export function followQuarantine(
  now: JobState,
  previous: JobState | undefined,
  observation: Reading,
  run: DetectionContext,
): Decision {
  const isOpen = previous?.state === 'quarantined';
  if (!observation.job.evidence)
    return isOpen ? closeOrDoubt(now, previous, observation, run) : onlyState({ ...now, state: 'healthy' });
  const decision = isOpen
    ? continueEpisode(now, previous, observation.at, run)
    : openOrDoubt(now, previous, observation, run);
  return remind(decision, observation.at, run);
}

function openOrDoubt(
  now: JobState,
  previous: JobState | undefined,
  { job, at }: Reading,
  run: DetectionContext,
): Decision {
  const series = seriesOf(job.quarantine, at);
  const isRepeat = series !== undefined && !isLaterSeries(series, now.latestSeries);
  if (!isRepeat) return begin(now, previous ? 'observed' : 'firstSight', at, run);

  // A replica may still answer an episode that is over: a series that is not new has to be seen by two runs.
  const { doubt, confirmed } = weigh('quarantined', previous, at, run);
  return confirmed ? begin(now, 'confirmed', at, run) : onlyState({ ...now, doubt });
}

function closeOrDoubt(
  now: JobState,
  previous: JobState,
  { job, at }: Reading,
  run: DetectionContext,
): Decision {
  // Until the clear is proven the last quarantine seen stays in the row: the cleared event carries it.
  const kept = { ...now, quarantine: previous.quarantine, evidence: previous.evidence };
  if (!job.running) return onlyState({ ...kept, suspended: true });
  const { doubt, confirmed } = weigh('recovered', previous, at, run);
  return confirmed
    ? clear(kept, now, { cause: 'recovered', before: doubt.since, at }, run)
    : onlyState({ ...kept, doubt });
}

function continueEpisode(now: JobState, previous: JobState, at: Instant, run: DetectionContext): Decision {
  const seen = { ...now, quarantineSeenAt: run.startedAt };
  const series = seriesOf(now.quarantine, at);
  const { episode } = previous;
  if (!episode) return onlyState(seen);
  if (episode.series === undefined)
    return learnReason(adoptSeries(seen, { ...episode, series }), previous, at, run);
  return series !== undefined && isLaterSeries(series, episode.series)
    ? supersede(now, previous, series, at, run)
    : learnReason(seen, previous, at, run);
}

/** A later series in the same place: the one before is over, though nobody saw it end. */
function supersede(
  now: JobState,
  previous: JobState,
  series: Instant,
  at: Instant,
  run: DetectionContext,
): Decision {
  const firstWithout = previous.doubt?.what === 'recovered' ? previous.doubt.since : at;
  const closing = { ...previous, quarantineSeenAt: now.quarantineSeenAt };
  const before = earlierOf(firstWithout, series);
  const cleared = clear(closing, now, { cause: 'superseded', before, at }, run);
  const began = begin(cleared.next, 'observed', at, run);
  return { next: began.next, transitions: [...cleared.transitions, ...began.transitions] };
}

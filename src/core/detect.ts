import { contentHash } from './content-hash.ts';
import { keptDoubt, weigh } from './doubt.ts';
import { adoptSeries, begin, clear, isLaterSeries, seriesOf } from './episode.ts';
import { remind } from './expiry.ts';
import { earlierOf, type Instant } from './instant.ts';
import { learnReason } from './reasons.ts';
import { firstSequence, type Run } from './run.ts';
import {
  type JobKey,
  type JobState,
  type Observation,
  observedAt,
  quarantineSeenAt,
  saysTheSame,
} from './state.ts';
import type { Outcome, Transition } from './transition.ts';

export interface Detection {
  /** The very object that went in when nothing changed: then nothing is written. Undefined for a job not to be stored. */
  readonly next: JobState | undefined;
  /** In the order to be told. */
  readonly transitions: readonly Transition[];
}

/**
 * Decides what one observation of a job means. Pure and total: no input makes it throw.
 *
 * | before              | observation                          | then                                              |
 * |---------------------|--------------------------------------|---------------------------------------------------|
 * | never read          | healthy                              | store                                             |
 * | never read          | quarantined                          | began (first sight)                               |
 * | healthy, removed    | quarantined, new or unusable series  | began (observed)                                  |
 * | healthy, removed    | quarantined, series told before      | doubt; confirmed: began again                     |
 * | quarantined         | quarantined, later series            | cleared (superseded), then began                  |
 * | quarantined         | quarantined, another reason          | doubt; confirmed: changed, if wanted              |
 * | quarantined         | quarantined otherwise                | store                                             |
 * | quarantined         | no quarantine, running               | doubt; confirmed: cleared (recovered)             |
 * | quarantined         | no quarantine, not running           | suspended: nothing is proven                      |
 * | healthy, removed    | healthy                              | store                                             |
 * | quarantined, healthy| gone                                 | doubt; confirmed, by its id too: removed, cleared if quarantined |
 * | any                 | unreadable, unwatched                | marked                                            |
 *
 * After all of this, a quarantine that was read and soon ends the job is reminded of, once an episode, if wanted.
 */
export function detect(
  key: JobKey,
  previous: JobState | undefined,
  observation: Observation,
  run: Run,
): Detection {
  if (observation.kind === 'read')
    return settle(previous, read(key, previous, observation, run), observation.at);
  if (!previous) return { next: undefined, transitions: [] };
  switch (observation.kind) {
    case 'gone':
      return settle(previous, gone(previous, observation, run), observation.at);
    case 'unreadable':
      return settle(
        previous,
        { next: unreadable(previous, observation, run), transitions: [] },
        observation.at,
      );
    case 'unwatched':
      return settle(
        previous,
        { next: unwatched(previous, observation.at, run), transitions: [] },
        observation.at,
      );
  }
}

type Read = Extract<Observation, { kind: 'read' }>;
type Gone = Extract<Observation, { kind: 'gone' }>;
type Unread = Extract<Observation, { kind: 'unreadable' }>;

function read(key: JobKey, previous: JobState | undefined, observation: Read, run: Run): Outcome {
  const { job, at } = observation;
  const now = answered(key, previous, observation, run);
  if (!job.evidence) {
    return previous?.state === 'quarantined'
      ? withoutQuarantine(now, previous, observation, run)
      : { next: { ...now, state: 'healthy' }, transitions: [] };
  }
  const outcome =
    previous?.state === 'quarantined'
      ? stillQuarantined(now, previous, at, run)
      : newlyQuarantined(now, previous, observation, run);
  return remind(outcome, at, run);
}

function newlyQuarantined(
  now: JobState,
  previous: JobState | undefined,
  { job, at }: Read,
  run: Run,
): Outcome {
  const series = seriesOf(job.quarantine, at);
  const toldBefore = series !== undefined && !isLaterSeries(series, now.toldSeries);
  if (!toldBefore) return begin(now, previous ? 'observed' : 'firstSight', at, run);

  // A replica may still answer an episode that is over: a series told before has to be seen by two runs.
  const { doubt, confirmed } = weigh('quarantined', previous, at, run);
  return confirmed ? begin(now, 'confirmed', at, run) : { next: { ...now, doubt }, transitions: [] };
}

function withoutQuarantine(now: JobState, previous: JobState, { job, at }: Read, run: Run): Outcome {
  // Until the clear is proven the last quarantine seen stays in the row: the clear tells it.
  const kept = { ...now, quarantine: previous.quarantine, evidence: previous.evidence };
  if (!job.running) return { next: { ...kept, suspended: true }, transitions: [] };
  const { doubt, confirmed } = weigh('recovered', previous, at, run);
  return confirmed
    ? clear(kept, now, { cause: 'recovered', before: doubt.since, at }, run)
    : { next: { ...kept, doubt }, transitions: [] };
}

function stillQuarantined(now: JobState, previous: JobState, at: Instant, run: Run): Outcome {
  const seen = { ...now, quarantineSeenAt: run.startedAt };
  const series = seriesOf(now.quarantine, at);
  const episode = previous.episode;
  if (!episode) return { next: seen, transitions: [] };
  const isLater =
    series !== undefined && episode.series !== undefined && isLaterSeries(series, episode.series);
  if (isLater) return superseded(now, previous, series, at, run);
  const isFirst = series !== undefined && episode.series === undefined;
  return learnReason(isFirst ? adoptSeries(seen, { ...episode, series }) : seen, previous, at, run);
}

/** A later series in the same place: the one before is over, though nobody saw it end. */
function superseded(now: JobState, previous: JobState, series: Instant, at: Instant, run: Run): Outcome {
  const firstWithout = previous.doubt?.what === 'recovered' ? previous.doubt.since : at;
  const ended = { ...previous, quarantineSeenAt: now.quarantineSeenAt };
  const before = earlierOf(firstWithout, series);
  const cleared = clear(ended, now, { cause: 'superseded', before, at }, run);
  const began = begin(cleared.next, 'observed', at, run);
  return { next: began.next, transitions: [...cleared.transitions, ...began.transitions] };
}

/** Missing in a list is one kind of proof, unknown by its id another: it takes two runs, and both kinds. */
function gone(previous: JobState, { at, byId }: Gone, run: Run): Outcome {
  const now = { ...previous, ...seenUntil(previous, run), unreadable: undefined, unwatchedSince: undefined };
  if (previous.state === 'removed') return { next: { ...now, doubt: undefined }, transitions: [] };
  const { doubt, confirmed } = weigh('gone', previous, at, run);
  if (!confirmed || !byId) {
    // What vanished with many others, and has stood for its time, has so until it is proven.
    const unreadable = previous.unreadable?.cause === 'massRemoval' ? previous.unreadable : undefined;
    return { next: { ...now, doubt, unreadable }, transitions: [] };
  }
  return previous.state === 'quarantined'
    ? clear(now, now, { cause: 'removed', before: doubt.since, at }, run)
    : { next: { ...now, state: 'removed', doubt: undefined }, transitions: [] };
}

/** An unreadable answer keeps everything, a doubt included: it proves nothing and takes nothing back. */
function unreadable(previous: JobState, { at, cause, detail }: Unread, run: Run): JobState {
  // A job proven to be gone has nothing to read, and a mass removal has to stand for its time: outages do not restart it.
  const { unreadable: before } = previous;
  const doubt = keptDoubt(previous.doubt, run);
  const hasVanished = before?.cause === 'massRemoval' && before.since <= at;
  if (previous.state === 'removed' || hasVanished) return { ...previous, doubt };
  const since = cause === 'massRemoval' ? at : earlierOf(at, before?.since);
  return {
    ...previous,
    ...seenUntil(previous, run),
    doubt,
    unreadable: { since, cause, detail },
    unwatchedSince: undefined,
  };
}

function unwatched(previous: JobState, at: Instant, run: Run): JobState {
  if (previous.state === 'removed') return previous;
  const unwatchedSince = previous.unwatchedSince ?? at;
  return { ...previous, ...seenUntil(previous, run), unreadable: undefined, unwatchedSince };
}

/** The times of a state whose job this run has not read. */
function seenUntil(state: JobState, run: Run): Pick<JobState, 'observedAt' | 'quarantineSeenAt'> {
  return {
    observedAt: observedAt(state, run.coveredSince),
    quarantineSeenAt: quarantineSeenAt(state, run.coveredSince),
  };
}

/** What a well-formed answer says by itself, beside what was told before; what it means is decided above. */
function answered(
  key: JobKey,
  previous: JobState | undefined,
  { job, application, at }: Read,
  run: Run,
): JobState {
  const named = application ?? previous?.application ?? { appId: '', displayName: '' };
  return {
    servicePrincipalId: key.servicePrincipalId,
    jobId: key.jobId,
    application: named,
    templateId: job.templateId,
    state: previous?.state ?? 'healthy',
    suspended: false,
    statusCode: job.statusCode,
    scheduleState: job.scheduleState,
    quarantine: job.quarantine,
    evidence: job.evidence,
    episode: previous?.episode,
    repeats: previous?.repeats ?? 0,
    toldSeries: previous?.toldSeries,
    sequence: previous?.sequence ?? firstSequence(run),
    doubt: undefined,
    unreadable: undefined,
    unwatchedSince: undefined,
    escrowsPruned: job.escrowsPruned,
    deleteThreshold: job.deleteThreshold,
    troubleshootingUrl: job.troubleshootingUrl,
    observedAt: run.startedAt,
    quarantineSeenAt: previous && quarantineSeenAt(previous, run.coveredSince),
    changedAt: at,
    hash: contentHash(job.raw, named, previous?.hash),
  };
}

/** Hands back the state that went in when the new one says nothing that it did not say. */
function settle(previous: JobState | undefined, { next, transitions }: Outcome, at: Instant): Detection {
  // A row with a time that lies ahead was written by a wrong clock: left alone it would look unread until that time has come.
  const isAhead = previous && next.observedAt < previous.observedAt;
  if (previous && transitions.length === 0 && !isAhead && saysTheSame(previous, next))
    return { next: previous, transitions };
  return { next: { ...next, changedAt: at }, transitions };
}

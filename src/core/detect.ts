import { unnamedApplication } from './application.ts';
import { contentHash } from './content-hash.ts';
import {
  type Decision,
  type Detection,
  type DetectionContext,
  firstSequence,
  onlyState,
} from './detection.ts';
import { keepDoubt, weigh } from './doubt.ts';
import { clear } from './episode.ts';
import { followQuarantine, type Reading } from './follow-quarantine.ts';
import { earlierOf, type Instant } from './instant.ts';
import type { JobKey } from './job-key.ts';
import type { Observation } from './observe.ts';
import { isSameState } from './same-state.ts';
import { type JobState, observedAt, quarantineSeenAt } from './state.ts';

/**
 * Decides what one observation of a job means. Pure and total: no input makes it throw.
 *
 * | before              | observation                          | then                                              |
 * |---------------------|--------------------------------------|---------------------------------------------------|
 * | never read          | healthy                              | store                                             |
 * | never read          | quarantined                          | began (first sight)                               |
 * | never read          | gone, unreadable, unwatched          | nothing                                           |
 * | healthy, removed    | quarantined, new or unusable series  | began (observed)                                  |
 * | healthy, removed    | quarantined, no later series         | doubt; confirmed: began again                     |
 * | quarantined         | quarantined, later series            | cleared (superseded), then began                  |
 * | quarantined         | quarantined, another reason          | doubt; confirmed: changed, if wanted              |
 * | quarantined         | quarantined otherwise                | store                                             |
 * | quarantined         | no quarantine, running               | doubt; confirmed: cleared (recovered)             |
 * | quarantined         | no quarantine, not running           | suspended: nothing is proven                      |
 * | healthy, removed    | healthy                              | store                                             |
 * | quarantined, healthy| gone                                 | doubt; confirmed, by its id too: removed, cleared if quarantined |
 * | any                 | unreadable, unwatched                | marked                                            |
 *
 * After all of this, once an episode and if wanted, subscribers are reminded of a quarantine that was read and soon ends the job.
 */
export function detect(
  key: JobKey,
  previous: JobState | undefined,
  observation: Observation,
  run: DetectionContext,
): Detection {
  const decision = decide(key, previous, observation, run);
  return decision ? settle(previous, decision, observation.at) : { next: undefined, transitions: [] };
}

/** Undefined where nothing is known of the job. */
function decide(
  key: JobKey,
  previous: JobState | undefined,
  observation: Observation,
  run: DetectionContext,
): Decision | undefined {
  if (observation.kind === 'read') {
    const now = stateAsRead(key, previous, observation, run);
    return followQuarantine(now, previous, observation, run);
  }
  if (!previous) return undefined;
  switch (observation.kind) {
    case 'gone':
      return decideAbsence(previous, observation, run);
    case 'unreadable':
      return onlyState(markUnreadable(previous, observation, run));
    case 'unwatched':
      return onlyState(markUnwatched(previous, observation.at, run));
  }
}

/** Hands back the state that went in when the new one says nothing that it did not say. */
function settle(
  previous: JobState | undefined,
  { next, transitions }: Decision,
  changedAt: Instant,
): Detection {
  // A row with a time that lies ahead was written by a wrong clock: left alone it would look unread until that time has come.
  const isAhead = previous && next.observedAt < previous.observedAt;
  if (previous && !isAhead && isSameState(previous, next)) return { next: previous, transitions };
  return { next: { ...next, changedAt }, transitions };
}

type GoneObservation = Extract<Observation, { kind: 'gone' }>;
type UnreadableObservation = Extract<Observation, { kind: 'unreadable' }>;

/** Missing in a list is one kind of proof, unknown by its id another: it takes two runs, and both kinds. */
function decideAbsence(previous: JobState, { at, byId }: GoneObservation, run: DetectionContext): Decision {
  const now = {
    ...previous,
    ...timesUnread(previous, run),
    unreadable: undefined,
    unwatchedSince: undefined,
  };
  if (previous.state === 'removed') return onlyState({ ...now, doubt: undefined });
  const { doubt, confirmed } = weigh('gone', previous, at, run);
  if (!confirmed || !byId) {
    // A job that vanished with many others keeps that mark, and since when, until its absence is proven.
    const unreadable = previous.unreadable?.cause === 'massRemoval' ? previous.unreadable : undefined;
    return onlyState({ ...now, doubt, unreadable });
  }
  return previous.state === 'quarantined'
    ? clear(now, now, { cause: 'removed', before: doubt.since, at }, run)
    : onlyState({ ...now, state: 'removed', doubt: undefined });
}

/** An unreadable answer keeps everything, a doubt included: it proves nothing and takes nothing back. */
function markUnreadable(
  previous: JobState,
  { at, cause, detail }: UnreadableObservation,
  run: DetectionContext,
): JobState {
  // A job proven to be gone has nothing to read, and a mass removal has to last for its time: outages do not restart it.
  const { unreadable: before } = previous;
  const doubt = keepDoubt(previous.doubt, run);
  const hasVanished = before?.cause === 'massRemoval' && before.since <= at;
  if (previous.state === 'removed' || hasVanished) return { ...previous, doubt };
  const since = cause === 'massRemoval' ? at : earlierOf(at, before?.since);
  return {
    ...previous,
    ...timesUnread(previous, run),
    doubt,
    unreadable: { since, cause, detail },
    unwatchedSince: undefined,
  };
}

function markUnwatched(previous: JobState, at: Instant, run: DetectionContext): JobState {
  if (previous.state === 'removed') return previous;
  const unwatchedSince = previous.unwatchedSince ?? at;
  return { ...previous, ...timesUnread(previous, run), unreadable: undefined, unwatchedSince };
}

/** The times of a state whose job this run has not read. */
function timesUnread(
  state: JobState,
  run: DetectionContext,
): Pick<JobState, 'observedAt' | 'quarantineSeenAt'> {
  return {
    observedAt: observedAt(state, run.coveredSince),
    quarantineSeenAt: quarantineSeenAt(state, run.coveredSince),
  };
}

/** The job as a well-formed answer shows it, with its history as recorded before; its meaning is decided elsewhere. */
function stateAsRead(
  key: JobKey,
  previous: JobState | undefined,
  { job, application, at }: Reading,
  run: DetectionContext,
): JobState {
  const named = application ?? previous?.application ?? unnamedApplication;
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
    latestSeries: previous?.latestSeries,
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

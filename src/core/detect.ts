import { conditionTypes } from '../contract/events/event-names.ts';
import { unnamedApplication } from './application.ts';
import { type AnyHappening, type Comparison, followReading, followRemoval } from './conditions/conditions.ts';
import type { ConditionRecord, ConditionRecords } from './conditions/record.ts';
import { contentHash } from './content-hash.ts';
import { type Detection, type DetectionContext, nextSequence } from './detection.ts';
import { keepDoubt, weigh } from './doubt.ts';
import { clocksDifferMs, earlierOf, type Instant } from './instant.ts';
import type { JobKey } from './job-key.ts';
import type { Observation } from './observe.ts';
import { isSeenRunning, rememberRuns } from './run-memory.ts';
import { isSameState } from './same-state.ts';
import { type JobState, observedAt, seenAt } from './state.ts';
import { type Transition, transitionBase } from './transition.ts';

/**
 * Decides what one observation of a job means. Pure and total: no input makes it throw.
 *
 * A reading is assessed for each condition: it holds (true), does not (false), or nothing can be concluded (unknown).
 *
 * | before           | observation                          | then                                                       |
 * |------------------|--------------------------------------|------------------------------------------------------------|
 * | never read       | gone, unreadable, unwatched          | nothing                                                    |
 * | never assessed   | false, unknown                       | store                                                      |
 * | never assessed   | true                                 | began (first sight), once it is proven                     |
 * | closed           | true, new or unusable series, or none | began, once it is proven                                  |
 * | closed           | true, no later series                | doubt; confirmed: began again                              |
 * | closed           | false, unknown                       | store; a doubt of a begin is dropped                       |
 * | open             | true, later series                   | cleared (superseded), then began                           |
 * | open             | true, another reason                 | doubt; confirmed: changed, if wanted                       |
 * | open             | true otherwise                       | store                                                      |
 * | open             | false                                | doubt; confirmed: cleared                                  |
 * | open             | unknown                              | suspended: nothing is proven; cleared where something else that is proven has taken its place |
 * | any              | gone                                 | doubt; confirmed, by its id too: removed, cleared if open  |
 * | any              | unreadable, unwatched                | marked                                                     |
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

/** The meaning of an observation: the state it leads to, and what happened on the way, in order. */
interface Decision {
  readonly next: JobState;
  readonly transitions: readonly Transition[];
}

type ReadObservation = Extract<Observation, { kind: 'read' }>;
type GoneObservation = Extract<Observation, { kind: 'gone' }>;
type UnreadableObservation = Extract<Observation, { kind: 'unreadable' }>;

/** Undefined where nothing is known of the job. */
function decide(
  key: JobKey,
  previous: JobState | undefined,
  observation: Observation,
  run: DetectionContext,
): Decision | undefined {
  if (observation.kind === 'read') return decideReading(key, previous, observation, run);
  if (!previous) return undefined;
  switch (observation.kind) {
    case 'gone':
      return decideAbsence(previous, observation, run);
    case 'unreadable':
      return { next: markUnreadable(previous, observation, run), transitions: [] };
    case 'unwatched':
      return { next: markUnwatched(previous, observation.at, run), transitions: [] };
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

function decideReading(
  key: JobKey,
  previous: JobState | undefined,
  observation: ReadObservation,
  run: DetectionContext,
): Decision {
  const { job, application, at, graphTime } = observation;
  const named = application ?? previous?.application ?? unnamedApplication;
  const hash = contentHash(job.raw, named, previous?.hash);
  const { overdueAfterMs } = run.limits;
  const now = graphTime !== undefined && differ(graphTime, at) ? graphTime : at;
  // One that is made again under the id of a removed one has not run; one that comes back brings its dates.
  const before = previous?.isRemoved ? undefined : previous?.runs;
  // What the memory would learn from an answer that it knows already: nothing, unless nobody looked at the job meanwhile.
  const isKnown =
    before !== undefined && hash === previous?.hash && (before.isRunning || !isSeenRunning(job));
  const runs = isKnown ? before : rememberRuns(before, job, { at: now, overdueAfterMs });
  const followed = followReading({ job, now, runs }, comparisonOf(previous, at, run));
  const next: JobState = {
    servicePrincipalId: key.servicePrincipalId,
    jobId: key.jobId,
    application: named,
    templateId: job.templateId,
    isRemoved: false,
    statusCode: job.statusCode,
    scheduleState: job.scheduleState,
    interval: job.interval,
    runs,
    conditions: followed.records,
    absence: undefined,
    step: previous?.step,
    removedSequence: previous?.removedSequence,
    unreadable: undefined,
    unwatchedSince: undefined,
    escrowsPruned: job.escrowsPruned,
    deleteThreshold: job.deleteThreshold,
    troubleshootingUrl: job.troubleshootingUrl,
    observedAt: run.startedAt,
    changedAt: at,
    hash,
  };
  return withTransitions(next, followed.happenings, at, run);
}

function differ(a: Instant, b: Instant): boolean {
  return Math.abs(Date.parse(a) - Date.parse(b)) > clocksDifferMs;
}

function comparisonOf(previous: JobState | undefined, at: Instant, run: DetectionContext): Comparison {
  return { previous, lastReadAt: previous && observedAt(previous, run.coveredSince), at, run };
}

/** The state with the steps of what happened, and what happened as transitions of the job. */
function withTransitions(
  state: JobState,
  happenings: readonly AnyHappening[],
  at: Instant,
  run: DetectionContext,
): Decision {
  if (happenings.length === 0) return { next: state, transitions: [] };
  let { step } = state;
  const transitions = happenings.map((happening): Transition => {
    step = nextSequence(step, run);
    return { ...transitionBase(state, step, at), ...happening };
  });
  return { next: { ...state, step }, transitions };
}

/** Missing in a list is one kind of proof, unknown by its id another: it takes two runs, and both kinds. */
function decideAbsence(previous: JobState, { at, byId }: GoneObservation, run: DetectionContext): Decision {
  const now = { ...previous, ...asUnread(previous, run), unreadable: undefined, unwatchedSince: undefined };
  if (previous.isRemoved) return { next: { ...now, absence: undefined }, transitions: [] };
  const { since, seenAt, confirmed } = weigh(previous.absence, at, run);
  const conditions = eachRecord(now.conditions, withoutDoubt);
  if (!confirmed || !byId) {
    // A job that vanished with many others keeps that mark, and since when, until its absence is proven.
    const unreadable = previous.unreadable?.cause === 'massRemoval' ? previous.unreadable : undefined;
    return { next: { ...now, conditions, absence: { since, seenAt }, unreadable }, transitions: [] };
  }
  const { records, happenings } = followRemoval(comparisonOf(now, at, run), since);
  const removed = { ...now, conditions: records, isRemoved: true, absence: undefined };
  return withRemoval(withTransitions(removed, happenings, at, run), previous, { since, at }, run);
}

/** The decision with the event that says that a job which has run is gone, where that is wanted. */
function withRemoval(
  { next, transitions }: Decision,
  previous: JobState,
  { since, at }: { readonly since: Instant; readonly at: Instant },
  run: DetectionContext,
): Decision {
  if (!run.wanted.conditions.has('jobs') || !next.runs?.hasRun) return { next, transitions };
  const sequence = nextSequence(next.removedSequence, run);
  const step = nextSequence(next.step, run);
  const removed: Transition = {
    ...transitionBase(next, step, at),
    condition: 'job',
    kind: 'removed',
    sequence,
    detection: 'confirmed',
    removedAfter: earlierOf(since, observedAt(previous, run.coveredSince)),
    removedBefore: since,
  };
  return { next: { ...next, step, removedSequence: sequence }, transitions: [...transitions, removed] };
}

/** An unreadable answer keeps everything, doubts included: it proves nothing and takes nothing back. */
function markUnreadable(
  previous: JobState,
  { at, cause, detail }: UnreadableObservation,
  run: DetectionContext,
): JobState {
  const kept: JobState = {
    ...previous,
    absence: keepDoubt(previous.absence, run),
    conditions: eachRecord(previous.conditions, (record) => withKeptDoubt(record, run)),
  };
  // A job proven to be gone has nothing to read, and a mass removal has to last for its time: outages do not restart it.
  const { unreadable: before } = previous;
  const hasVanished = before?.cause === 'massRemoval' && before.since <= at;
  if (previous.isRemoved || hasVanished) return kept;
  const since = cause === 'massRemoval' ? at : earlierOf(at, before?.since);
  const unreadable = { since, cause, detail };
  return { ...kept, ...asUnread(kept, run), unreadable, unwatchedSince: undefined };
}

function markUnwatched(previous: JobState, at: Instant, run: DetectionContext): JobState {
  if (previous.isRemoved) return previous;
  const unwatchedSince = previous.unwatchedSince ?? at;
  // It may be stopped and started while nobody looks.
  const runs = previous.runs?.isRunning ? { ...previous.runs, isRunning: false } : previous.runs;
  return { ...previous, ...asUnread(previous, run), runs, unreadable: undefined, unwatchedSince };
}

/** The times of a state whose job this run has not read. */
function asUnread(state: JobState, run: DetectionContext): Pick<JobState, 'observedAt' | 'conditions'> {
  return {
    observedAt: observedAt(state, run.coveredSince),
    conditions: eachRecord(state.conditions, (record) => {
      const at = seenAt(state, record, run.coveredSince);
      return at === record.seenAt ? record : { ...record, seenAt: at };
    }),
  };
}

/** What is doubted no longer is as if it had not been seen: what was open stays so, and what was not is not. */
function withoutDoubt<R extends ConditionRecord>(record: R): R {
  const { doubt } = record;
  if (!doubt) return record;
  if (doubt.what !== 'began')
    return { ...record, status: doubt.what === 'cleared' ? 'true' : record.status, doubt: undefined };
  return {
    ...record,
    status: doubt.after === undefined ? 'unknown' : 'false',
    facts: undefined,
    doubt: undefined,
  };
}

function withKeptDoubt<R extends ConditionRecord>(record: R, run: DetectionContext): R {
  const doubt = keepDoubt(record.doubt, run);
  return doubt ? { ...record, doubt } : withoutDoubt(record);
}

/** The very records that went in when none is changed. */
function eachRecord(
  records: ConditionRecords,
  change: <R extends ConditionRecord>(record: R) => R,
): ConditionRecords {
  const changed = {
    quarantine: change(records.quarantine),
    halt: change(records.halt),
    overdue: change(records.overdue),
    failures: change(records.failures),
  };
  return conditionTypes.every((type) => changed[type] === records[type]) ? records : changed;
}

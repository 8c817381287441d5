import type { ClearCause, ConditionType } from '../../contract/events/event-names.ts';
import { type DetectionContext, nextSequence } from '../detection.ts';
import { keepDoubt, weigh } from '../doubt.ts';
import { addMilliseconds, earlierOf, type Instant, laterOf } from '../instant.ts';
import { isLaterSeries } from '../quarantine.ts';
import type { Began, Cleared, Happening, Occurrence } from '../transition.ts';
import { isAnotherExecution } from './another-execution.ts';
import type { Assessment, Followed, Proof, Sight } from './condition.ts';
import type { ConditionRecord, Doubt, Episode, FactsOf, Reason } from './record.ts';

/*
 * How assessments become episodes: the same for every condition. The table is above `detect`.
 */

/** Reasons kept of one episode: as many as fit its row and its cleared event. */
export const mostReasons = 20;

const nothing: readonly never[] = [];

/** What a reading means for one condition of its job. `before` holds the start of the last run that saw it open in `seenAt`. */
export function follow<Type extends ConditionType>(
  sight: Sight<Type>,
  before: ConditionRecord<FactsOf[Type]>,
  now: Assessment<FactsOf[Type]>,
): Followed<Type> {
  const { facts } = now;
  if (!before.isOpen)
    return facts === undefined ? stayClosed(sight, before, now) : openOrDoubt(sight, before, now, facts);
  if (facts !== undefined) return goOn(sight, before, now, facts);
  if (now.status === 'false') return closeOrDoubt(sight, before, now);
  if (now.endedBy !== undefined)
    return clear(sight, before, now.status, { cause: now.endedBy, detection: 'inferred', before: sight.at });
  // Nothing can be concluded: the episode is kept.
  const doubt = now.keepsDoubt ? keepDoubt(before.doubt, sight.run) : undefined;
  return only({ ...before, status: 'unknown', doubt });
}

/** The end of an open episode of a job that is proven to be gone. */
export function clearRemoved<Type extends ConditionType>(
  sight: Sight<Type>,
  before: ConditionRecord<FactsOf[Type]>,
  goneSince: Instant,
): Followed<Type> {
  if (before.isOpen)
    return clear(sight, before, 'none', { cause: 'removed', detection: 'confirmed', before: goneSince });
  return only({ ...before, status: 'none', facts: undefined, doubt: undefined });
}

function stayClosed<Type extends ConditionType>(
  { run }: Sight<Type>,
  before: ConditionRecord<FactsOf[Type]>,
  { status, keepsDoubt = false }: Assessment<FactsOf[Type]>,
): Followed<Type> {
  if (keepsDoubt && before.doubt) return only({ ...before, status, doubt: keepDoubt(before.doubt, run) });
  const isSame = before.status === status && before.doubt === undefined && before.facts === undefined;
  return only(isSame ? before : { ...before, status, doubt: undefined, facts: undefined });
}

function openOrDoubt<Type extends ConditionType>(
  sight: Sight<Type>,
  before: ConditionRecord<FactsOf[Type]>,
  now: Assessment<FactsOf[Type]>,
  facts: FactsOf[Type],
): Followed<Type> {
  const { at, run, condition, lastReadAt } = sight;
  const after = before.status === 'false' ? lastReadAt : undefined;
  const seen = { ...before, status: now.status, facts };
  // A replica may still answer an episode that is over: a series that is not new has to be seen by two runs.
  const isRepeat = now.series !== undefined && !isLaterSeries(now.series, before.latestSeries);
  if (now.isProof && !isRepeat)
    return begin(sight, seen, now, { detection: lastReadAt ? 'observed' : 'firstSight', first: at, after });

  const doubted = before.doubt?.what === 'began' ? before.doubt : undefined;
  const proof = now.isProof ? undefined : condition.begin;
  const { doubt, confirmed } = weighProof(doubted, { what: 'began', proof }, now, at, run);
  const kept = { ...doubt, ...withAfter(doubted ? doubted.after : after) };
  if (!confirmed) return only({ ...seen, doubt: kept });
  const detection = isRepeat || kept.after !== undefined ? 'confirmed' : 'firstSight';
  return begin(sight, seen, now, { detection, first: now.isProof ? at : kept.since, after: kept.after });
}

function withAfter(after: Instant | undefined): Pick<Doubt, 'after'> {
  return after === undefined ? {} : { after };
}

/** How a begin was learnt. */
interface Beginning {
  readonly detection: Began['detection'];
  /** When it was first seen. */
  readonly first: Instant;
  readonly after: Instant | undefined;
}

function begin<Type extends ConditionType>(
  sight: Sight<Type>,
  seen: ConditionRecord<FactsOf[Type]> & { readonly facts: FactsOf[Type] },
  { series, isSilent = false, heldForMs }: Assessment<FactsOf[Type]>,
  { detection, first, after }: Beginning,
): Followed<Type> {
  const { at, run, type, condition } = sight;
  const isNew = series !== undefined && isLaterSeries(series, seen.latestSeries);
  // A count of its own: the same series may come again after a newer one, and must not get an id that was used before.
  const repeats = isNew || !seen.episode ? seen.repeats : seen.repeats + 1;
  const name = series ?? first;
  const reason = condition.reasonOf(seen.facts);
  const episode: Episode = {
    name,
    series,
    occurrence: repeats === seen.repeats ? 1 : repeats + 1,
    reasons: isBlank(reason) ? [] : [{ ...reason, since: name }],
    after,
    published: run.wanted.conditions.has(type) && !isSilent,
    heldUntil: heldForMs === undefined ? undefined : addMilliseconds(first, heldForMs),
    ...(heldForMs !== undefined && { massDelay: true }),
    remindedAt: undefined,
  };
  const opened = {
    ...adoptSeries(seen, episode),
    isOpen: true,
    repeats,
    doubt: undefined,
    seenAt: run.startedAt,
  };
  const isHeld = episode.heldUntil !== undefined && episode.heldUntil > at;
  return isHeld ? only(opened) : publishBegin(sight, opened, episode, detection);
}

/** Records the begin of an episode that is open. */
function publishBegin<Type extends ConditionType>(
  { type, run }: Sight<Type>,
  open: ConditionRecord<FactsOf[Type]>,
  held: Episode,
  detection: Began['detection'],
): Followed<Type> {
  const episode = { ...held, heldUntil: undefined };
  const record = withSequence({ ...open, episode }, episode, run);
  const { facts } = record;
  const began = { kind: 'began', detection } as const;
  return { record, happenings: [happening(type, record, episode, facts, began)] };
}

function goOn<Type extends ConditionType>(
  sight: Sight<Type>,
  before: ConditionRecord<FactsOf[Type]>,
  now: Assessment<FactsOf[Type]>,
  facts: FactsOf[Type],
): Followed<Type> {
  const { at, run } = sight;
  const { series } = now;
  const seen = { ...before, status: now.status, facts, doubt: undefined, seenAt: run.startedAt };
  const { episode } = before;
  if (!episode) return only(seen);
  if (episode.heldUntil !== undefined) {
    const isHeld = episode.heldUntil > at;
    return isHeld ? only(seen) : publishBegin(sight, seen, episode, 'confirmed');
  }
  if (episode.series === undefined)
    return learnReason(sight, before, adoptSeries(seen, { ...episode, series }));
  return series !== undefined && isLaterSeries(series, episode.series)
    ? supersede(sight, before, { ...seen, facts }, now, series)
    : learnReason(sight, before, seen);
}

/** A later series in the same place: the one before is over, though nobody saw it end. */
function supersede<Type extends ConditionType>(
  sight: Sight<Type>,
  before: ConditionRecord<FactsOf[Type]>,
  seen: ConditionRecord<FactsOf[Type]> & { readonly facts: FactsOf[Type] },
  now: Assessment<FactsOf[Type]>,
  series: Instant,
): Followed<Type> {
  const { at } = sight;
  const firstWithout = before.doubt?.what === 'cleared' ? before.doubt.since : at;
  const cleared = clear(sight, before, now.status, {
    cause: 'superseded',
    detection: 'inferred',
    before: earlierOf(firstWithout, series),
  });
  const began = begin(sight, { ...cleared.record, facts: seen.facts }, now, {
    detection: 'observed',
    first: at,
    after: undefined,
  });
  return { record: began.record, happenings: [...cleared.happenings, ...began.happenings] };
}

function closeOrDoubt<Type extends ConditionType>(
  sight: Sight<Type>,
  before: ConditionRecord<FactsOf[Type]>,
  now: Assessment<FactsOf[Type]>,
): Followed<Type> {
  const { at, run, condition } = sight;
  const cause = condition.clearedBy;
  if (now.isProof) return clear(sight, before, now.status, { cause, detection: 'observed', before: at });
  const doubted = before.doubt?.what === 'cleared' ? before.doubt : undefined;
  const wanted = { what: 'cleared', proof: condition.clear } as const;
  const { doubt, confirmed } = weighProof(doubted, wanted, now, at, run);
  return confirmed
    ? clear(sight, before, now.status, { cause, detection: 'confirmed', before: doubt.since })
    : only({ ...before, status: now.status, doubt });
}

/** How an episode ended: after the run that last saw it, and by `before` at the latest. */
interface Ending {
  readonly cause: ClearCause;
  readonly detection: Cleared['detection'];
  readonly before: Instant;
}

function clear<Type extends ConditionType>(
  { type, run, at }: Sight<Type>,
  closing: ConditionRecord<FactsOf[Type]>,
  status: ConditionRecord['status'],
  { cause, detection, before }: Ending,
): Followed<Type> {
  const { episode, facts } = closing;
  const closed = {
    ...closing,
    status,
    isOpen: false,
    facts: undefined,
    doubt: undefined,
    seenAt: undefined,
  };
  // Nothing was recorded of an episode that is not known, so there is nothing to take back.
  if (!episode) return only(closed);
  const cleared = (ended: Episode, record: ConditionRecord<FactsOf[Type]>) =>
    happening(type, record, ended, facts, {
      kind: 'cleared',
      cause,
      detection,
      clearedAfter: earlierOf(before, closing.seenAt ?? at),
      clearedBefore: before,
    });
  if (episode.heldUntil === undefined) {
    const record = withSequence(closed, episode, run);
    return { record, happenings: [cleared(episode, record)] };
  }
  // It was over before its begin was published: it stands in the history only.
  const silent = { ...episode, published: false, heldUntil: undefined };
  const record = { ...closed, episode: silent };
  const began = { kind: 'began', detection: 'confirmed' } as const;
  return { record, happenings: [happening(type, record, silent, facts, began), cleared(silent, record)] };
}

/**
 * Compares the reason of what is seen with the last known one of the episode. A new reason that two runs saw counts as changed. The known
 * reason ends a doubt, another one begins it again; no reason at all proves nothing, and keeps the doubt.
 */
function learnReason<Type extends ConditionType>(
  { condition, type, at, run }: Sight<Type>,
  before: ConditionRecord<FactsOf[Type]>,
  seen: ConditionRecord<FactsOf[Type]>,
): Followed<Type> {
  const { episode, facts } = seen;
  if (!episode || facts === undefined) return only(seen);
  const doubted = before.doubt?.what === 'changed' ? before.doubt : undefined;
  const reason = condition.reasonOf(facts);
  if (isBlank(reason)) return only({ ...seen, doubt: keepDoubt(doubted, run) });
  const isSame = condition.isSameReason ?? haveSameCodes;
  const known = episode.reasons.at(-1);
  if (known && isSame(known, reason)) return only(seen);

  const isDoubted = doubted?.reason !== undefined && isSame(doubted.reason, reason);
  const { since, seenAt, confirmed } = weigh(isDoubted ? doubted : undefined, at, run);
  if (!confirmed) return only({ ...seen, doubt: { what: 'changed', since, seenAt, reason } });
  const reasons = [...episode.reasons, { ...reason, since }].slice(-mostReasons);
  const changed = { ...seen, episode: { ...episode, reasons } };
  if (!condition.hasChanges || !run.wanted.changed) return only(changed);
  const record = withSequence(changed, episode, run);
  const what = { kind: 'changed', detection: 'confirmed', previous: known } as const;
  return { record, happenings: [happening(type, record, changed.episode, facts, what)] };
}

/** The doubt with this reading, and whether it is proven now. */
function weighProof(
  doubted: Doubt | undefined,
  { what, proof }: { readonly what: 'began' | 'cleared'; readonly proof: Proof | undefined },
  { execution, endedAt }: Assessment<unknown>,
  at: Instant,
  run: DetectionContext,
): { readonly doubt: Doubt; readonly confirmed: boolean } {
  const isLost = proof?.execution === 'same' && doubted?.execution !== execution;
  const before = isLost ? undefined : doubted;
  const { since, seenAt, confirmed } = weigh(before, at, run, proof?.afterMs(run));
  // The execution of the first answer: by it a later one is another.
  const kept = before?.since === since ? before : undefined;
  const first = kept ?? { execution, endedAt };
  const isAnother = kept !== undefined && isAnotherExecution({ execution, endedAt }, kept);
  const isProven = proof?.execution !== 'another' || isAnother;
  return {
    doubt: {
      what,
      since,
      seenAt,
      ...(proof?.execution && first.execution !== undefined && { execution: first.execution }),
      ...(first.endedAt !== undefined && { endedAt: first.endedAt }),
    },
    confirmed: confirmed && isProven,
  };
}

/** The record with `episode` as its own, its series among those of the job. */
function adoptSeries<R extends ConditionRecord>(record: R, episode: Episode): R {
  const { series } = episode;
  return {
    ...record,
    episode,
    latestSeries: series === undefined ? record.latestSeries : laterOf(series, record.latestSeries),
  };
}

/** The record with the sequence of one more event of the episode. */
export function withSequence<R extends ConditionRecord>(
  record: R,
  { published }: Episode,
  run: DetectionContext,
): R {
  return published ? { ...record, sequence: nextSequence(record.sequence, run) } : record;
}

/** What happened, with the sequence that the record was given for it. */
export function happening<Type extends ConditionType>(
  condition: Type,
  { sequence }: ConditionRecord,
  episode: Episode,
  facts: FactsOf[Type] | undefined,
  what: Occurrence,
): Happening<Type> {
  return { condition, sequence: episode.published ? sequence : undefined, episode, facts, ...what };
}

function isBlank({ reason, errorCode }: Reason): boolean {
  return reason === '' && errorCode === '';
}

function haveSameCodes(a: Reason, b: Reason): boolean {
  return a.reason === b.reason && a.errorCode === b.errorCode;
}

function only<Type extends ConditionType>(record: ConditionRecord<FactsOf[Type]>): Followed<Type> {
  return { record, happenings: nothing };
}

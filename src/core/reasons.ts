import { keptDoubt, waited } from './doubt.ts';
import type { Instant } from './instant.ts';
import type { JsonObject } from './json.ts';
import { errorCodeOf, reasonOf } from './quarantine-details.ts';
import { nextSequence, type Run } from './run.ts';
import type { Episode, JobState, ReasonPair, SeenReason } from './state.ts';
import { type Outcome, told } from './transition.ts';

/** Reasons kept of one episode: as many as fit its row and its cleared event. */
export const mostReasons = 20;

/** What a quarantine object gives as reason since an instant; nothing where it gives none. */
export function firstReasons(quarantine: JsonObject | undefined, since: Instant): readonly SeenReason[] {
  const pair = pairOf(quarantine);
  return isBlank(pair) ? [] : [{ ...pair, since }];
}

/**
 * What the quarantine object that `seen` holds says of why the episode goes on: a reason that two runs saw counts as
 * changed. The reason known takes a doubt back, another one starts it anew; no reason at all proves nothing, so that a doubt
 * stands.
 */
export function learnReason(seen: JobState, previous: JobState, at: Instant, run: Run): Outcome {
  const { episode } = seen;
  if (!episode) return { next: seen, transitions: [] };
  const before = previous.doubt?.what === 'changed' ? previous.doubt : undefined;
  const pair = pairOf(seen.quarantine);
  if (isBlank(pair)) return { next: { ...seen, doubt: keptDoubt(before, run) }, transitions: [] };
  const known = episode.reasons.at(-1);
  if (known && isSame(known, pair)) return { next: seen, transitions: [] };

  const { since, confirmed } = waited(before && isSame(before.pair, pair) ? before : undefined, at, run);
  const doubt = { what: 'changed', since, seenAt: run.startedAt, pair } as const;
  if (!confirmed) return { next: { ...seen, doubt }, transitions: [] };
  return changed(seen, episode, { ...pair, since }, at, run);
}

function changed(seen: JobState, before: Episode, reason: SeenReason, at: Instant, run: Run): Outcome {
  const episode = { ...before, reasons: [...before.reasons, reason].slice(-mostReasons) };
  if (!run.wanted.changed) return { next: { ...seen, episode }, transitions: [] };
  const next = { ...seen, episode, sequence: nextSequence(seen.sequence, run) };
  const [previous, { since }] = [before.reasons.at(-1), reason];
  const transition = {
    ...told(next, episode, at),
    kind: 'changed',
    detection: 'confirmed',
    previous,
    since,
  } as const;
  return { next, transitions: [transition] };
}

/** The codes that a quarantine object gives; blank where it gives none. */
export function pairOf(quarantine: JsonObject | undefined): ReasonPair {
  return { reason: reasonOf(quarantine).trim(), errorCode: errorCodeOf(quarantine).trim() };
}

function isBlank({ reason, errorCode }: ReasonPair): boolean {
  return reason === '' && errorCode === '';
}

function isSame(a: ReasonPair, b: ReasonPair): boolean {
  return a.reason === b.reason && a.errorCode === b.errorCode;
}

import { type Decision, type DetectionContext, nextSequence, onlyState } from './detection.ts';
import { keepDoubt, weighSince } from './doubt.ts';
import type { Instant } from './instant.ts';
import type { JsonObject } from './json.ts';
import { pairOf, type ReasonPair } from './quarantine.ts';
import type { Episode, JobState, SeenReason } from './state.ts';
import { transitionBase } from './transition.ts';

/** Reasons kept of one episode: as many as fit its row and its cleared event. */
export const mostReasons = 20;

/** The reasons of an episode at its begin: that of the quarantine object, or none where it gives none. */
export function firstReasons(quarantine: JsonObject | undefined, since: Instant): readonly SeenReason[] {
  const pair = pairOf(quarantine);
  return isBlank(pair) ? [] : [{ ...pair, since }];
}

/**
 * Compares the reason in the quarantine object of `seen` with the last known one of the episode. A new reason that two runs saw counts as
 * changed. The known reason ends a doubt, another one begins it again; no reason at all proves nothing, and keeps the doubt.
 */
export function learnReason(
  seen: JobState,
  previous: JobState,
  at: Instant,
  run: DetectionContext,
): Decision {
  const { episode } = seen;
  if (!episode) return onlyState(seen);
  const before = previous.doubt?.what === 'changed' ? previous.doubt : undefined;
  const pair = pairOf(seen.quarantine);
  if (isBlank(pair)) return onlyState({ ...seen, doubt: keepDoubt(before, run) });
  const known = episode.reasons.at(-1);
  if (known && isSame(known, pair)) return onlyState(seen);

  const { since, confirmed } = weighSince(before && isSame(before.pair, pair) ? before : undefined, at, run);
  const doubt = { what: 'changed', since, seenAt: run.startedAt, pair } as const;
  if (!confirmed) return onlyState({ ...seen, doubt });
  return changeReason(seen, episode, { ...pair, since }, at, run);
}

function changeReason(
  seen: JobState,
  before: Episode,
  reason: SeenReason,
  at: Instant,
  run: DetectionContext,
): Decision {
  const episode = { ...before, reasons: [...before.reasons, reason].slice(-mostReasons) };
  if (!run.wanted.changed) return onlyState({ ...seen, episode });
  const next = { ...seen, episode, sequence: nextSequence(seen.sequence, run) };
  const [previous, { since }] = [before.reasons.at(-1), reason];
  const transition = {
    ...transitionBase(next, episode, at),
    kind: 'changed',
    detection: 'confirmed',
    previous,
    since,
  } as const;
  return { next, transitions: [transition] };
}

function isBlank({ reason, errorCode }: ReasonPair): boolean {
  return reason === '' && errorCode === '';
}

function isSame(a: ReasonPair, b: ReasonPair): boolean {
  return a.reason === b.reason && a.errorCode === b.errorCode;
}

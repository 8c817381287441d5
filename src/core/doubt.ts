import { addMilliseconds, type Instant, laterOf } from './instant.ts';
import type { Run } from './run.ts';
import type { Doubt, JobState } from './state.ts';

/**
 * How one answer becomes proof: the first raises a doubt, a later run that started at least `confirmAfterMs` after it and
 * sees the same confirms it. A doubt from the future (the clock was set back) starts anew: late, never wrong. None is older
 * than its run: a clock that is set back in the middle of a run would let that run confirm its own.
 *
 * Runs can overlap, and a job that did not change is not written. So a doubt may be written by a slow run after a later one saw the
 * contrary: every run that asks for a job in doubt says so in `seenAt`, and a doubt that the last covering run did not see starts anew.
 */
export function weigh(
  what: Exclude<Doubt['what'], 'changed'>,
  previous: JobState | undefined,
  at: Instant,
  run: Run,
): { readonly doubt: Doubt; readonly confirmed: boolean } {
  const before = previous?.doubt;
  const { since, confirmed } = waited(before?.what === what ? before : undefined, at, run);
  return { doubt: { what, since, seenAt: run.startedAt }, confirmed };
}

/** Since when something is in doubt that was in the doubt `before`, and whether that is long enough. */
export function waited(
  before: Doubt | undefined,
  at: Instant,
  run: Run,
): { readonly since: Instant; readonly confirmed: boolean } {
  const kept = keptDoubt(before, run);
  if (!kept || kept.since > at) return { since: laterOf(at, run.startedAt), confirmed: false };
  const { since } = kept;
  const confirmed = run.startedAt > since && run.startedAt >= addMilliseconds(since, run.confirmAfterMs);
  return { since, confirmed };
}

/** A doubt of which this run learnt nothing: it stands, unless the last covering run did not see it. */
export function keptDoubt(before: Doubt | undefined, run: Run): Doubt | undefined {
  const isOutdated = before && run.coveredSince !== undefined && before.seenAt < run.coveredSince;
  return before && !isOutdated ? { ...before, seenAt: run.startedAt } : undefined;
}

import { addMilliseconds, type Instant, laterOf } from './instant.ts';
import type { Run } from './run.ts';
import type { Doubt, JobState } from './state.ts';

/**
 * How one answer becomes proof: the first raises a doubt, a later run that started at least `confirmAfter` after it and
 * sees the same confirms it. A doubt from the future (the clock was set back) starts anew: late, never wrong. None is older
 * than its run: a clock that is set back in the middle of a run would let that run confirm its own.
 */
export function weigh(
  what: Exclude<Doubt['what'], 'changed'>,
  previous: JobState | undefined,
  at: Instant,
  run: Run,
): { readonly doubt: Doubt; readonly confirmed: boolean } {
  const before = previous?.doubt;
  const { since, confirmed } = waited(before?.what === what ? before.since : undefined, at, run);
  return { doubt: { what, since }, confirmed };
}

/** Since when something is in doubt that was doubted before since `before`, and whether that is long enough. */
export function waited(
  before: Instant | undefined,
  at: Instant,
  run: Run,
): { readonly since: Instant; readonly confirmed: boolean } {
  if (before === undefined || before > at) return { since: laterOf(at, run.startedAt), confirmed: false };
  const confirmed = run.startedAt > before && run.startedAt >= addMilliseconds(before, run.confirmAfter);
  return { since: before, confirmed };
}

import type { DetectionContext } from './detection.ts';
import { addMilliseconds, type Instant, laterOf } from './instant.ts';
import type { Absence } from './state.ts';

/**
 * How one answer becomes proof: the first raises a doubt, a later run that started at least `afterMs` after it and sees the same confirms
 * it. A doubt from the future (the clock was set back) starts again: a late event is better than a wrong one. A doubt never starts before
 * its run does: otherwise a clock that is set back in the middle of a run would let that run confirm its own doubt.
 *
 * Runs can overlap, and a job that did not change is not written. So a doubt may be written by a slow run after a later one saw the
 * contrary: every run that asks for a job in doubt says so in `seenAt`, and a doubt that the last covering run did not see starts again.
 *
 * @param before the doubt about the same, where there was one
 * @param afterMs least age of the doubt; `run.confirmAfterMs` at least
 */
export function weigh(
  before: Absence | undefined,
  at: Instant,
  run: DetectionContext,
  afterMs = run.confirmAfterMs,
): { readonly since: Instant; readonly seenAt: Instant; readonly confirmed: boolean } {
  const seenAt = run.startedAt;
  const kept = keepDoubt(before, run);
  if (!kept || kept.since > at) return { since: laterOf(at, run.startedAt), seenAt, confirmed: false };
  const { since } = kept;
  const confirmed =
    run.startedAt > since && run.startedAt >= addMilliseconds(since, Math.max(afterMs, run.confirmAfterMs));
  return { since, seenAt, confirmed };
}

/** A doubt about which this run learnt nothing: it is kept, unless the last covering run did not see it. */
export function keepDoubt<D extends Absence>(before: D | undefined, run: DetectionContext): D | undefined {
  const isOutdated = before && run.coveredSince !== undefined && before.seenAt < run.coveredSince;
  return before && !isOutdated ? { ...before, seenAt: run.startedAt } : undefined;
}

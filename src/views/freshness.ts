import type { Freshness } from '../contract/answers/shared.ts';
import { addMilliseconds, clocksDifferMs, type Instant } from '../core/instant.ts';

/** The time, the last run that asked for everything, and the limit: freshness is judged by them. */
export interface FreshnessContext {
  readonly now: Instant;
  /** Start of the last run that asked for everything; undefined before the first: see `RunRecord.coveredSince`. */
  readonly coveredSince: Instant | undefined;
  /** Age at which what was read counts as stale. */
  readonly staleAfterMs: number;
}

/** How old an answer about the whole tenant is. */
export function tenantFreshness({ now, coveredSince, staleAfterMs }: FreshnessContext): Freshness {
  return {
    observedAt: coveredSince ?? null,
    stale: coveredSince === undefined || isTooOld(coveredSince, staleAfterMs, now),
  };
}

/** Whether `instant` lies more than `limitMs` before `now`, or so far ahead that only a wrong clock can have written it. */
export function isTooOld(instant: Instant, limitMs: number, now: Instant): boolean {
  return addMilliseconds(instant, limitMs) < now || instant > addMilliseconds(now, clocksDifferMs);
}

import type { Freshness } from '../contract/answers/shared.ts';
import { addMilliseconds, clocksDiffer, type Instant, secondsBetween } from '../core/instant.ts';

/** From where an answer looks at what is stored. */
export interface Vantage {
  readonly now: Instant;
  /** Start of the last run that asked for everything; undefined before the first: see `RunRecord.coveredSince`. */
  readonly coveredSince: Instant | undefined;
  /** Age in milliseconds at which what was read counts as stale. */
  readonly staleAfterMs: number;
}

/** How old an answer is: every one says so, rather than looking fresh. */
export type { Freshness };

/** Of what is said of the whole tenant. */
export function tenantFreshness({ now, coveredSince, staleAfterMs }: Vantage): Freshness {
  return {
    observedAt: coveredSince ?? null,
    stale: coveredSince === undefined || isOlder(coveredSince, staleAfterMs, now),
  };
}

/**
 * Whether `instant` lies more than `age` milliseconds before `now`. One that lies far ahead was written by a wrong clock: nobody knows
 * how old it is.
 */
export function isOlder(instant: Instant, age: number, now: Instant): boolean {
  return addMilliseconds(instant, age) < now || instant > addMilliseconds(now, clocksDiffer);
}

const units = [
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
  ['second', 1],
] as const;

/** The time from one instant to the next as a person says it: the largest unit of which there are two, rounded down. */
export function ageInWords(from: Instant, to: Instant): string {
  const seconds = secondsBetween(from, to);
  const [unit, length] = units.find(([, length]) => seconds >= 2 * length) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

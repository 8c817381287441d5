/** An instant as `Date.prototype.toISOString` writes it: UTC, milliseconds. Two of them compare as text. */
export type Instant = string;

export function laterOf(a: Instant, b: Instant | undefined = a): Instant {
  return b > a ? b : a;
}

/** The later of two dates of which either may be missing; undefined where both are. */
export function latest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined ? b : laterOf(a, b);
}

export function earlierOf(a: Instant, b: Instant | undefined = a): Instant {
  return b < a ? b : a;
}

export function addMilliseconds(instant: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(instant) + milliseconds).toISOString();
}

const sameDateMs = 1000;

/** Whether a date of Graph, cut to seconds, is later than another. Replicas round where others cut: a second apart they are the same. */
export function isLaterDate(date: Instant, other: Instant): boolean {
  return date > addMilliseconds(other, sameDateMs);
}

/** Whole seconds from one instant to the next, never below zero. */
export function secondsBetween(from: Instant, to: Instant): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1000));
}

const graphDate = /^(\d{4})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,16})?(?:Z|[+-]\d{2}:\d{2})?$/;

/**
 * The instant of a date as Graph writes it, cut to whole seconds, or undefined when it means "never".
 *
 * Graph writes "never" as null, "", year 1, or leaves the member out; .NET's largest date (year 9999) means the same.
 * Replicas differ in the digits after the second, so those never take part in a comparison.
 */
export function graphInstant(value: unknown): Instant | undefined {
  if (typeof value !== 'string') return undefined;
  const date = value.trim();
  const match = graphDate.exec(date);
  if (!match) return undefined;
  const year = Number(match[1]);
  if (year <= 1 || year >= 9999) return undefined;
  // Without its fraction, since with seven digits of it the engine parses a date several times as slowly.
  const [, fraction = ''] = date.split('.');
  const zone = fraction === '' ? '' : fraction.replace(/^\d+/, '');
  const milliseconds = Date.parse(rfc3339(fraction === '' ? date : `${date.slice(0, 19)}${zone}`));
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

export const hourMs = 60 * 60 * 1000;
export const dayMs = 24 * hourMs;

/** Milliseconds by which two clocks may differ: what lies further ahead was written by a wrong one. */
export const clocksDifferMs = 5 * 60_000;

/** The instant of a date as Graph or an event writes it, to the millisecond; undefined when it means "never". */
export function instantOf(date: string): Instant | undefined {
  return graphInstant(date) && new Date(Date.parse(rfc3339(date.trim()))).toISOString();
}

/** A date of Graph as RFC 3339 wants it: Graph's dates are UTC, but not every one of them says so. */
export function rfc3339(date: string): string {
  return /Z|[+-]\d{2}:/.test(date) ? date : `${date}Z`;
}

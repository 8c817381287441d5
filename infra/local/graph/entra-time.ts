/** What stands where something has never happened. */
export const never = '0001-01-01T00:00:00Z';

/**
 * A time as Entra writes it: up to seven fractional digits, trailing zeros cut (6 and 7 digits are published). The
 * digits below a millisecond are made up from those above, so that equal times stay equal.
 */
export function entraTime(at: Date): string {
  const belowMilliseconds = String(((at.getTime() % 10_000) * 7919) % 10_000).padStart(4, '0');
  const digits = at.toISOString().replace('Z', belowMilliseconds);
  return `${digits.replace(/\.?0+$/, '')}Z`;
}

/** The time that Entra wrote, in milliseconds since 1970; undefined for `never`, a blank, and what is no time. */
export function timeOf(text: unknown): number | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return time > Date.parse(never) ? time : undefined;
}

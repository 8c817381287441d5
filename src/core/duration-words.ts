import { type Instant, secondsBetween } from './instant.ts';
import { intervalMs } from './run-memory.ts';

const units = [
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
  ['second', 1],
] as const;

/** A time as a person says it: the largest unit of which there are two, rounded down. */
export function secondsInWords(seconds: number): string {
  const [unit, length] = units.find(([, length]) => seconds >= 2 * length) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The time from one instant to the next. */
export function ageInWords(from: Instant, to: Instant): string {
  return secondsInWords(secondsBetween(from, to));
}

/** `40 minutes`, of a duration as Graph writes it; undefined where it means that there is no schedule. */
export function intervalInWords(interval: string): string | undefined {
  const every = intervalMs(interval);
  return every === undefined ? undefined : secondsInWords(every / 1000);
}

import { addMilliseconds, type Instant, secondsBetween } from './instant.ts';
import { intervalMs } from './run-memory.ts';

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

const anyInstant: Instant = '2000-01-01T00:00:00.000Z';

/** `40 minutes`, of a duration as Graph writes it; undefined where it means that there is no schedule. */
export function intervalInWords(interval: string): string | undefined {
  const every = intervalMs(interval);
  return every === undefined ? undefined : ageInWords(anyInstant, addMilliseconds(anyInstant, every));
}

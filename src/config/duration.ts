import type { Wanted } from './wanted.ts';

const whole = (unit: string) => `(?:(\\d+)${unit})?`;
/** ISO 8601 takes a fraction in the last unit only. */
const fractional = (unit: string) => `(?:(\\d+(?:[.,]\\d+(?=${unit}$))?)${unit})?`;
const form = new RegExp(
  `^P(?=.)${[...'YMWD'].map(whole).join('')}(?:T(?=.)${[...'HMS'].map(fractional).join('')})?$`,
);

/** Milliseconds of an ISO 8601 duration; months and years are those that begin in 1970. NaN for what is no duration. */
export function durationMs(text: string): number {
  const found = form.exec(text);
  if (!found) return Number.NaN;
  const numbers = found.slice(1).map((number = '0') => Number(number.replace(',', '.')));
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = numbers;
  const wholeDays = Date.UTC(1970 + years, months, 1 + 7 * weeks + days);
  return wholeDays + Math.trunc(((hours * 60 + minutes) * 60 + seconds) * 1000);
}

/** Read as milliseconds. */
export function duration(longest: string, example: string): Wanted<number> {
  const longestMs = durationMs(longest);
  return {
    read(text) {
      const value = durationMs(text);
      return value > 0 && value <= longestMs ? value : undefined;
    },
    wants: `an ISO 8601 duration above zero and of at most ${longest}`,
    example,
  };
}

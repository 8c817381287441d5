import { addMilliseconds, type Instant } from '../../src/core/instant.ts';

const start = '2026-03-10T00:00:00.000Z';

/** The instant of a minute of a timeline. */
export function instantAt(minute: number): Instant {
  return addMilliseconds(start, minute * 60_000);
}

/** The minute of an instant, however many digits its seconds have. */
export function minuteOf(instant: string): string {
  return String(Math.floor((Date.parse(instant) - Date.parse(start)) / 60_000));
}

/** The `seriesBegan` of a quarantine imposed in this minute, in the seven digits that Graph writes. */
export function seriesOf(minute: number, digits = '.1234567'): string {
  return instantAt(minute).replace('.000', digits);
}

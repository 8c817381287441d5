import { expect, test } from 'vitest';
import { parseSchedule } from '../../functions-host/schedule.ts';

test.each([
  ['0 */5 * * * *', '2024-02-29T23:57:30Z', '2024-03-01T00:00:00.000Z'],
  ['30 5-59/20 9 * * Mon-Fri', '2024-03-01T09:25:30Z', '2024-03-01T09:45:30.000Z'],
  // A Friday that is a 13th: either alone is not enough.
  ['0 0 0 13 * 5', '2024-01-01T00:00:00Z', '2024-09-13T00:00:00.000Z'],
])('after %s, at %s, comes %s', (schedule, time, next) => {
  expect(parseSchedule(schedule).next(new Date(time)).toISOString()).toBe(next);
});

test.each(['* * * * *', '0 0 0 ? * *', '0 0 0 L * *', '0 0 0 * * 5#2', '0 60 * * * *', '@daily', '00:05:00'])(
  '%s is no schedule of the platform',
  (schedule) => {
    expect(() => parseSchedule(schedule)).toThrow(
      /^The schedule '.*' is no NCRONTAB expression of six fields, .* such as '0 \*\/5 \* \* \* \*' for every five minutes\.$/,
    );
  },
);

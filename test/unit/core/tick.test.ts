import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missedTicks, tickOf } from '../../../src/core/tick.ts';

/** A time of one morning. */
const at = (time: string) => `2026-03-10T${time}${time.length === 8 ? '.000' : ''}Z`;
/** As the host writes it. */
const byHost = (time: string) => `2026-03-10T${time}+00:00`;
const never = '0001-01-01T00:00:00';

describe('the tick of a timer', () => {
  test.each([
    // [what, last, next, now, tick, the next one]
    ['at its time', '08:00:00', '08:05:00', '08:05:00.012', '08:05:00', '08:10:00'],
    ['early by a second', '08:00:00', '08:05:00', '08:04:59.020', '08:05:00', '08:10:00'],
    [
      'after a run that began a moment late',
      '08:00:00.0123456',
      '08:05:00',
      '08:05:01',
      '08:05:00',
      '08:10:00',
    ],
    ['in its second try', '08:00:00', '08:05:00', '08:05:31', '08:05:00', '08:10:00'],
    ['in its third try', '08:00:00', '08:05:00', '08:06:02', '08:05:00', '08:10:00'],
    ['past due by three minutes', '08:00:00', '08:05:00', '08:08:00', '08:05:00', '08:10:00'],
    ['past due by hours', '02:00:00', '02:05:00', '08:08:00', '08:05:00', '08:10:00'],
    ['of every minute', '08:04:00', '08:05:00', '08:05:00', '08:05:00', '08:06:00'],
    ['of every hour', '07:00:00', '08:00:00', '08:00:00', '08:00:00', '09:00:00'],
  ])('%s', (_, last, next, now, tick, following) => {
    const status = { last: byHost(last), next: byHost(next) };
    expect(tickOf(status, at(now))).toEqual({ at: at(tick), next: at(following) });
  });

  test('that is the first one lasts as long as those of the usual schedule', () => {
    const first = tickOf({ last: never, next: byHost('08:05:00') }, at('08:05:00.100'));
    expect(first).toEqual({ at: at('08:05:00'), next: at('08:10:00') });
  });

  test('that follows a run which was long past due still lasts a minute', () => {
    const status = { last: byHost('08:04:59.900'), next: byHost('08:05:00') };
    expect(tickOf(status, at('08:05:00'))).toEqual({ at: at('08:05:00'), next: at('08:06:00') });
  });

  test('of a rare schedule lasts no longer than a message may live', () => {
    const weekly = { last: '2026-03-03T08:00:00+00:00', next: byHost('08:00:00') };
    expect(tickOf(weekly, at('08:00:01'))).toEqual({ at: at('08:00:00'), next: '2026-03-11T08:00:00.000Z' });
  });

  test('that somebody runs by hand is now, and not the one that was', () => {
    const status = { last: byHost('08:00:00'), next: byHost('08:05:00') };
    expect(tickOf(status, at('08:02:30.456'))).toEqual({ at: at('08:02:30'), next: at('08:07:30') });
  });

  test.each([undefined, {}, { last: '', next: '' }, { last: 'soon', next: 'later' }])(
    'is now where the host says %o of the schedule',
    (status) => {
      expect(tickOf(status, at('08:05:07.890')).at).toBe(at('08:05:07'));
    },
  );

  test('of a schedule of seconds, which no host watches, lasts a minute', () => {
    expect(tickOf(undefined, at('08:05:05.010'))).toEqual({ at: at('08:05:05'), next: at('08:06:05') });
  });

  test('is never over before its timer runs, and every try within it gives the same', () => {
    const start = Date.parse(at('00:00:00'));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1440 }),
        fc.integer({ min: 0, max: 59_999 }),
        fc.integer({ min: -4_999, max: 30 * 24 * 3_600_000 }),
        fc.integer({ min: 0, max: 62_000 }),
        (minutes, lateBy, runs, retried) => {
          const iso = (time: number) => new Date(start + time).toISOString();
          const interval = minutes * 60_000;
          const status = { last: iso(Math.min(lateBy, interval - 1)), next: iso(interval) };
          const tick = tickOf(status, iso(interval + runs));
          expect(tick.next > iso(interval + runs)).toBe(true);
          expect(tick.at <= iso(interval + runs + 5_000)).toBe(true);
          const again = iso(interval + runs + retried);
          if (again < tick.next) expect(tickOf(status, again)).toEqual(tick);
        },
      ),
    );
  });
});

describe('ticks that a tenant missed', () => {
  const tick = { at: at('08:05:00'), next: at('08:10:00') };
  const missed = (polledAt: string | undefined, now: string) =>
    missedTicks(tick, polledAt === undefined ? undefined : at(polledAt), at(now));

  test.each([
    // [polled, now, missed]
    ['08:05:03', '08:06:00', 0],
    ['08:05:03', '08:12:00', 0],
    // The clock of the table may be a little behind.
    ['08:04:59', '08:12:00', 0],
    // Its turn may still come.
    ['08:00:03', '08:09:59', 0],
    ['08:00:03', '08:10:00', 1],
    ['07:59:59', '08:06:00', 0],
    ['07:55:03', '08:06:00', 1],
    ['07:55:03', '08:10:00', 2],
    ['07:05:00', '08:06:00', 11],
  ])('polled at %s, at %s: %i', (polledAt, now, count) => {
    expect(missed(polledAt, now)).toBe(count);
  });

  test('are at least the last one where it was never polled', () => {
    expect([missed(undefined, '08:09:59'), missed(undefined, '08:10:00')]).toEqual([0, 1]);
  });
});

import { expect, test } from 'vitest';
import { ageInWords } from '../../../src/core/duration-words.ts';
import { isTooOld, tenantFreshness } from '../../../src/views/freshness.ts';

const now = '2026-03-10T12:00:00.000Z';

test('what nobody has read yet is stale', () => {
  const asOf = { now, coveredSince: undefined, staleAfterMs: 60_000 };
  expect(tenantFreshness(asOf)).toEqual({ observedAt: null, stale: true });
});

test('an age is too old once it is beyond the limit, not at it', () => {
  expect(isTooOld('2026-03-10T11:59:00.000Z', 60_000, now)).toBe(false);
  expect(isTooOld('2026-03-10T11:58:59.999Z', 60_000, now)).toBe(true);
});

test('an instant a little ahead is not old: clocks differ', () => {
  expect(isTooOld('2026-03-10T12:05:00.000Z', 60_000, now)).toBe(false);
});

test('an instant far ahead is as good as old: a wrong clock wrote it, and nobody knows how old it is', () => {
  expect(isTooOld('2026-03-10T12:05:00.001Z', 60_000, now)).toBe(true);
  const asOf = { now, coveredSince: '2026-03-11T12:00:00.000Z', staleAfterMs: 60_000 };
  expect(tenantFreshness(asOf).stale).toBe(true);
  expect(ageInWords('2026-03-10T13:00:00.000Z', now)).toBe('0 seconds');
});

test.each([
  ['2026-03-10T11:59:59.000Z', '1 second'],
  ['2026-03-10T11:58:01.000Z', '119 seconds'],
  ['2026-03-10T11:58:00.000Z', '2 minutes'],
  ['2026-03-10T09:00:01.000Z', '2 hours'],
  ['2026-03-09T12:00:00.000Z', '24 hours'],
  ['2026-03-07T00:00:00.000Z', '3 days'],
])('the time since %s is %s', (from, words) => {
  expect(ageInWords(from, now)).toBe(words);
});

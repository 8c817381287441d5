import { expect, test } from 'vitest';
import { graphInstant, instantOf, rfc3339, secondsBetween } from '../../../src/core/instant.ts';

test.each([
  ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00.000Z'],
  ['2026-03-01T08:00:00.1234567Z', '2026-03-01T08:00:00.000Z'],
  ['2026-03-01T08:00:00.999999Z', '2026-03-01T08:00:00.000Z'],
  [' 2026-03-01T08:00:00 ', '2026-03-01T08:00:00.000Z'],
  ['2026-03-01T10:00:00+02:00', '2026-03-01T08:00:00.000Z'],
])('Graph writes %s and means %s', (written, instant) => {
  expect(graphInstant(written)).toBe(instant);
});

test.each([
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.9999999Z',
  '',
  ' ',
  null,
  undefined,
  1772352000,
  {},
  '2026-13-01T00:00:00Z',
  '2026-03-01',
  'March 1, 2026',
  'since 2026-03-01T08:00:00Z',
  '+002026-03-01T08:00:00Z',
  '2026-03-01T08:00:00.12345678901234567',
  '2026-03-01T08:00:00Z (about)',
])('Graph means never, or nothing, by %j', (written) => {
  expect(graphInstant(written)).toBeUndefined();
});

test('Graph means nothing by a date with endless digits', () => {
  expect(graphInstant(`2026-03-01T08:00:00.${'9'.repeat(100_000)}Z`)).toBeUndefined();
});

test('a date without a zone is told as UTC, every other one as it was written', () => {
  expect(rfc3339('2026-03-01T08:00:00.1234567')).toBe('2026-03-01T08:00:00.1234567Z');
  expect(rfc3339('2026-03-01T08:00:00.1234567Z')).toBe('2026-03-01T08:00:00.1234567Z');
  expect(rfc3339('2026-03-01T08:00:00-07:00')).toBe('2026-03-01T08:00:00-07:00');
});

test('an instant keeps its milliseconds where they are wanted, and is none where Graph means never', () => {
  expect(instantOf('2026-03-01T08:00:00.1234567Z')).toBe('2026-03-01T08:00:00.123Z');
  expect(instantOf(' 2026-03-01T08:00:00.5 ')).toBe('2026-03-01T08:00:00.500Z');
  expect(instantOf('0001-01-01T00:00:00Z')).toBeUndefined();
  expect(instantOf('')).toBeUndefined();
});

test('a duration is never below zero', () => {
  expect(secondsBetween('2026-03-01T08:00:00.900Z', '2026-03-01T08:00:10.000Z')).toBe(9);
  expect(secondsBetween('2026-03-01T08:00:10Z', '2026-03-01T08:00:00Z')).toBe(0);
});

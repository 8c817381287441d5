import { expect, test } from 'vitest';
import { addMilliseconds, clocksDifferMs } from '../../../src/core/instant.ts';
import { pairOf, seriesOf } from '../../../src/core/quarantine.ts';

const now = '2026-03-01T08:00:00.000Z';

test('a series may lie ahead as far as clocks may differ, and no further', () => {
  const [ahead, further] = [clocksDifferMs, clocksDifferMs + 1000].map((ms) => addMilliseconds(now, ms));
  expect(seriesOf({ seriesBegan: ahead }, now)).toBe(ahead);
  expect(seriesOf({ seriesBegan: further }, now)).toBeUndefined();
});

test('blanks around a reason and an error code are no part of them', () => {
  const quarantine = { reason: ' TooManyDeletes\n', error: { code: ' InvalidCredentials ' } };
  expect(pairOf(quarantine)).toEqual({ reason: 'TooManyDeletes', errorCode: 'InvalidCredentials' });
});

test('a reason and an error code that are no texts are none', () => {
  const none = { reason: '', errorCode: '' };
  for (const quarantine of [
    undefined,
    {},
    { reason: 5, error: 'text' },
    { reason: null, error: { code: {} } },
  ])
    expect(pairOf(quarantine)).toEqual(none);
});

import { expect, test } from 'vitest';
import { durationMs } from '../../../src/config/duration.ts';

const day = 24 * 60 * 60_000;

test.each([
  ['PT5M', 5 * 60_000],
  ['PT1H30M', 90 * 60_000],
  ['PT1.5S', 1_500],
  ['PT1,5S', 1_500],
  ['PT0.5H', 30 * 60_000],
  ['PT1H0.5M', 3_630_000],
  ['PT0S', 0],
  ['P1D', day],
  ['P1DT12H', 1.5 * day],
  ['P4W', 28 * day],
  ['P1W2D', 9 * day],
  ['P1M', 31 * day],
  ['P2M', 59 * day],
  ['P1Y', 365 * day],
  ['P10Y', 3_652 * day],
  ['P1Y2M3W4DT5H6M7.008S', (365 + 59 + 21 + 4) * day + 18_367_008],
])('%s is %d milliseconds', (text, expected) => {
  expect(durationMs(text)).toBe(expected);
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  'P1',
  'PT1',
  'P1S',
  'PT1D',
  'PT5M1H',
  'P1D1W',
  'PT1.5H2M',
  'PT1.5M2.5S',
  'P1.5D',
  'PT.5S',
  'PT5.S',
  '-PT5M',
  'PT-5M',
  '+PT5M',
  'pt5m',
  ' PT5M',
  'PT5M\n',
  'xPT5M',
  'PT5Mx',
  'PT٥M',
  'P1e3D',
  'P99999999999999999999D',
  'P999999999999Y',
])('%j is none', (text) => {
  expect(durationMs(text)).toBeNaN();
});

import { describe, expect, it } from 'vitest';
import { backOffMs, retryAfterMs } from '../../../src/graph/retry.ts';

const now = '2026-03-01T08:00:00.000Z';

describe('Retry-After', () => {
  it.each([
    ['7', 7_000],
    [' 1.5 ', 1_500],
    ['Sun, 01 Mar 2026 08:00:30 GMT', 30_000],
  ])('%j is a wait', (header, milliseconds) => {
    expect(retryAfterMs(header, now)).toBe(milliseconds);
  });

  it.each([undefined, '', '0', '-5', 'soon', 'Soon, perhaps', 'Sun, 01 Mar 2026 07:59:00 GMT', '1e9'])(
    '%j asks for nothing',
    (header) => {
      expect(retryAfterMs(header, now)).toBeUndefined();
    },
  );
});

describe('back-off', () => {
  it('doubles with each attempt up to a bound', () => {
    expect([1, 2, 3, 4, 9].map((attempt) => backOffMs(attempt, 1))).toEqual([2e3, 4e3, 8e3, 16e3, 16e3]);
  });

  it('is spread over its whole range by chance', () => {
    expect([0, 0.25, 0.5].map((random) => backOffMs(2, random))).toEqual([0, 1_000, 2_000]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverageAfter, type Reach } from '../../../src/core/coverage.ts';
import type { Instant } from '../../../src/core/instant.ts';
import type { Round } from '../../../src/core/run-record.ts';
import { History } from '../../support/history.ts';

const { minute } = History;
type Coverage = { readonly coveredSince: Instant | undefined; readonly round: Round | undefined };
const never: Coverage = { coveredSince: undefined, round: undefined };
const before: Coverage = { coveredSince: minute(0), round: undefined };

function after(
  coverage: Coverage,
  startedAt: number,
  order: string,
  answered: number,
  more: Partial<Reach> = {},
) {
  return coverageAfter(coverage, {
    startedAt: minute(startedAt),
    order: [...order],
    answered,
    isSound: true,
    goesOn: true,
    ...more,
  });
}

describe('a run', () => {
  test('that asked everything covers as of its start', () => {
    expect(after(before, 5, 'abcd', 4)).toEqual({ coveredSince: minute(5), round: undefined });
  });

  test('that had nothing to ask covers too: nothing is known', () => {
    expect(after(never, 5, '', 0)).toEqual({ coveredSince: minute(5), round: undefined });
  });

  test('that wrote not everything, or could read nothing, covers nothing and ends the round', () => {
    const open = { ...before, round: { since: minute(5), from: 'a' } };
    expect(after(open, 10, 'cdab', 4, { isSound: false })).toEqual(before);
    expect(after(before, 10, 'abcd', 2, { isSound: false })).toEqual(before);
  });

  test('that came to a part of it begins a round where it began itself', () => {
    expect(after(before, 5, 'cdab', 3)).toEqual({ ...before, round: { since: minute(5), from: 'c' } });
  });

  test('that came to nothing begins none, and leaves the one that is open', () => {
    expect(after(before, 5, 'abcd', 0)).toEqual(before);
    const open = { ...before, round: { since: minute(5), from: 'a' } };
    expect(after(open, 10, 'cdab', 0)).toEqual(open);
  });
});

describe('a round of several runs', () => {
  test('covers as of the start of the first of them once they have come around', () => {
    const first = after(before, 5, 'abcde', 2);
    const second = after(first, 10, 'cdeab', 2);
    expect(second).toEqual(first);
    expect(after(second, 15, 'eabcd', 3)).toEqual({
      coveredSince: minute(5),
      round: { since: minute(15), from: 'e' },
    });
  });

  test('is done too where the last of them stops just before the place where it began', () => {
    const first = after(before, 5, 'abcd', 2);
    expect(after(first, 10, 'cdab', 2)).toEqual({
      coveredSince: minute(5),
      round: { since: minute(10), from: 'c' },
    });
  });

  test('is not done one short of that', () => {
    const first = after(before, 5, 'abcd', 1);
    expect(after(first, 10, 'bcda', 2)).toEqual(first);
  });

  test('is given up for one that asks everything', () => {
    expect(after(after(before, 5, 'abcd', 2), 10, 'cdab', 4)).toEqual({
      coveredSince: minute(10),
      round: undefined,
    });
  });

  test('begins anew where a run began elsewhere than the last one stopped', () => {
    const first = after(before, 5, 'abcd', 3);
    expect(after(first, 10, 'bcda', 3, { goesOn: false })).toEqual({
      ...before,
      round: { since: minute(10), from: 'b' },
    });
  });

  test('ends where its first service principal would stand, though it is not there any more', () => {
    const first = after(before, 5, 'bcdea', 2);
    expect(after(first, 10, 'deac', 2)).toEqual(first);
    expect(after(first, 10, 'deac', 3)).toMatchObject({ coveredSince: minute(5) });
    const only = after(before, 5, 'bcdea', 1);
    expect(after(only, 10, 'cdea', 1)).toEqual(only);
    const last = after(before, 5, 'eabcd', 2);
    expect(after(last, 10, 'cdab', 2)).toMatchObject({ coveredSince: minute(5) });
  });
});

/** Runs one after the other over known service principals, as many of them in each as it has time for. */
function rotate(known: readonly string[], capacities: readonly number[]) {
  let coverage = never;
  let cursor: string | undefined;
  const askedAt = new Map<string, Instant>();
  return capacities.map((capacity, run) => {
    const place =
      cursor === undefined
        ? 0
        : Math.max(
            0,
            known.findIndex((id) => id >= (cursor ?? '')),
          );
    const order = [...known.slice(place), ...known.slice(0, place)];
    const startedAt = minute(run * 5);
    const answered = Math.min(capacity, order.length);
    for (const id of order.slice(0, answered)) askedAt.set(id, startedAt);
    cursor = order[answered];
    coverage = coverageAfter(coverage, { startedAt, order, answered, isSound: true, goesOn: true });
    return {
      coverage,
      oldest: known.map((id) => askedAt.get(id)).sort()[0],
      isAllAsked: askedAt.size === known.length,
    };
  });
}

test('whatever each run has time for, what is said to be covered was asked since, and every round comes to its end', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.nat(8), { maxLength: 40 }),
      (count, capacities) => {
        const known = Array.from({ length: count }, (_, n) => String(n).padStart(2, '0'));
        for (const { coverage, oldest, isAllAsked } of rotate(known, capacities)) {
          if (coverage.coveredSince === undefined) continue;
          expect(isAllAsked).toBe(true);
          expect(coverage.coveredSince <= (oldest ?? '')).toBe(true);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('runs that always have time for the same number cover at least once in two rounds', () => {
  for (let count = 1; count <= 12; count++) {
    for (let capacity = 1; capacity <= count; capacity++) {
      const known = Array.from({ length: count }, (_, n) => String(n).padStart(2, '0'));
      const runs = rotate(known, Array(40).fill(capacity));
      const round = Math.ceil(count / capacity);
      for (const [index, { coverage }] of runs.entries()) {
        if (index < 2 * round) continue;
        const oldest = minute((index - 2 * round) * 5);
        expect((coverage.coveredSince ?? '') >= oldest).toBe(true);
      }
    }
  }
});

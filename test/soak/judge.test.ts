import { describe, expect, test } from 'vitest';
import { type Arrived, Judge } from './judge/judge.ts';
import type { Expected, Outage } from './plan/plan.ts';

const began: Expected = { job: 3, about: 'halt', kind: 'began', because: 'paused', from: 40, until: 60 };
const cleared: Expected = {
  job: 3,
  about: 'halt',
  kind: 'cleared',
  because: 'resumed',
  from: 200,
  until: 220,
};
const elsewhere: Expected = { job: 4, about: 'quarantine', kind: 'began', from: 10, until: 30 };
const tablesAway: Outage = { service: 'tables', from: 100, until: 160 };

let made = 0;
function event(expected: Expected, changes: Partial<Arrived> = {}): Arrived {
  const { job, about, kind, because } = expected;
  made++;
  return { id: `id ${made}`, job, about, kind, because, sequence: 7, minute: expected.from + 5, ...changes };
}

function judge(outages: readonly Outage[] = []): Judge {
  return new Judge({ expected: [began, elsewhere, cleared], outages });
}

describe('The judge of a soak', () => {
  test('has nothing to say of what was planned', () => {
    const it = judge();
    expect(it.hear(event(elsewhere, { because: 'TooManyDeletes' }))).toEqual([]);
    expect(it.hear(event(began))).toEqual([]);
    expect(it.hear(event(cleared, { sequence: 8 }))).toEqual([]);
    expect(it.missing(Number.POSITIVE_INFINITY)).toEqual([]);
  });

  test('names what was lost, once its time is over', () => {
    const it = judge();
    expect(it.missing(30)).toEqual([]);
    expect(it.missing(31)).toEqual(['job 4, quarantine began: never came, and should have by minute 30']);
    it.hear(event(elsewhere));
    expect(it.missing(61)).toEqual(['job 3, halt began (paused): never came, and should have by minute 60']);
  });

  test.each([
    ['of a job without trouble', event({ ...began, job: 9 })],
    ['of a condition that it did not have', event({ ...began, about: 'overdue' })],
    ['of a job that is unknown', event(began, { job: undefined })],
  ])('names what was invented: %s', (_, invented) => {
    expect(judge().hear(invented)[0]).toMatch(/: nothing of it happened$/);
  });

  test('names what came twice, whatever it says', () => {
    const it = judge();
    it.hear(event(began, { id: 'the same' }));
    expect(it.hear(event(cleared, { id: 'the same' }))[0]).toMatch(/: arrived twice \(the same\)$/);
  });

  test('names what came out of turn, for another reason, or before it was proven', () => {
    expect(judge().hear(event(cleared))[0]).toMatch(/: job 3, halt began \(paused\) has to come first$/);
    expect(judge().hear(event(began, { because: 'disabled' }))[0]).toMatch(/ has to come first$/);
    expect(judge().hear(event(began, { minute: 39 }))).toEqual([
      'job 3, halt began (paused) at minute 39.0: not before minute 40',
    ]);
  });

  test('wants sequences without a gap, and rising ones after an hour without tables', () => {
    for (const [outages, sequence, isWell] of [
      [[], 8, true],
      [[], 9, false],
      [[], 7, false],
      [[tablesAway], 900, true],
      [[tablesAway], 6, false],
      [[{ ...tablesAway, service: 'bus' }], 900, false],
    ] as const) {
      const it = judge(outages);
      it.hear(event(began));
      const wrong = it.hear(event(cleared, { sequence }));
      expect(wrong).toEqual(isWell ? [] : [expect.stringContaining(`sequence ${sequence} follows 7`)]);
    }
  });
});

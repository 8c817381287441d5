import { describe, expect, test } from 'vitest';
import { addMilliseconds } from '../../../../src/core/instant.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import type { Transition } from '../../../../src/core/transition.ts';
import { History } from '../../../support/history.ts';
import { noInterval, pausedJob, quarantinedJob, ranJob, seen } from '../../../support/jobs.ts';
import { usualLimits } from '../../../support/usual-limits.ts';
import { everyConditionWanted, noneWanted } from '../../../support/wanted-events.ts';

const { minute, arrival } = History;
const day = 24 * 60;

type Run = Parameters<typeof ranJob>[0];

/** The job, of whose objects some failed in the execution that ended in a minute. Without an interval it is late at no time. */
const failing = (count: unknown, ended: number, more: Run = {}) =>
  ranJob({ ended: minute(ended), failing: count, interval: noInterval, ...more });

const watched = (wanted = everyConditionWanted) => new History(2 * 60_000, wanted);

/** Seen at minute 1 with no failing object. */
function healthy(wanted = everyConditionWanted): History {
  const job = watched(wanted);
  job.read(1, failing(0, 0));
  return job;
}

/** Failing since the execution of minute 40, by that of minute 80. */
function failed(count = 20, wanted = everyConditionWanted, more: Run = {}): History {
  const job = healthy(wanted);
  for (const ended of [40, 80]) job.read(ended + 1, failing(count, ended, more));
  return job;
}

describe('a job with failing objects', () => {
  test('counts as failing once a second execution shows it, and not by the first one again', () => {
    const job = healthy();
    for (const at of [41, 46, 51]) expect(job.read(at, failing(12, 40))).toEqual([]);
    expect(job.record('failures')).toMatchObject({
      status: 'true',
      isOpen: false,
      facts: { count: 12 },
      doubt: { what: 'began', since: arrival(41), seenAt: minute(51), after: minute(1) },
    });
    const [began, ...others] = job.read(
      81,
      failing(15, 80, { entries: [100, 200], state: 'EntryLevelErrors' }),
    );
    expect(others).toEqual([]);
    expect(began).toMatchObject({
      condition: 'failures',
      kind: 'began',
      detection: 'confirmed',
      facts: { count: 15, entries: 300, executionState: 'EntryLevelErrors', countRaw: undefined },
      episode: {
        name: arrival(41),
        after: minute(1),
        published: true,
        reasons: [{ reason: 'objectsFail', errorCode: '', count: 15, since: arrival(41) }],
      },
      open: ['failures'],
    });
  });

  test('is proven by two executions no sooner than any doubt is', () => {
    const job = new History(10 * 60_000, everyConditionWanted);
    job.read(1, failing(0, 0));
    job.read(41, failing(12, 40));
    expect(job.read(46, failing(12, 45))).toEqual([]);
    expect(job.read(55, failing(12, 45))).toMatchObject([{ kind: 'began' }]);
  });

  test('knows executions by their ids, and by their ends where they have none', () => {
    const one = (at: number, activity?: unknown) => failing(12, at, { activity });
    const sameId = healthy();
    sameId.read(41, one(40, 'a'));
    expect(sameId.read(81, one(80, 'a'))).toEqual([]);
    expect(sameId.read(86, one(80, 'b'))).toHaveLength(1);
    const sameEnd = healthy();
    sameEnd.read(41, one(40, ''));
    expect(sameEnd.read(46, one(40, null))).toEqual([]);
    expect(sameEnd.read(51, one(40, 7))).toEqual([]);
    expect(sameEnd.read(81, one(80, ''))).toHaveLength(1);
  });

  test('is one execution, whether or not an answer has its id, and however its end is rounded', () => {
    const one = (more: Run) => failing(12, 40, more);
    const rounded = minute(40).replace('00.000Z', '01Z');
    const job = healthy();
    for (const [at, raw] of [
      [41, one({ activity: 'a' })],
      [46, one({})],
      [51, one({ ended: rounded })],
      [56, one({ activity: 'a', ended: rounded })],
    ] as const)
      expect(job.read(at, raw)).toEqual([]);
    expect(job.read(81, failing(12, 80))).toHaveLength(1);
    const nameless = healthy();
    nameless.read(41, one({ ended: minute(40).replace('.000Z', '.9Z') }));
    expect(nameless.read(46, one({ ended: rounded, activity: 'a' }))).toEqual([]);
    expect(nameless.read(51, one({ ended: minute(40).replace('00.000Z', '02Z') }))).toHaveLength(1);
  });

  test('is not proven by an execution of before, which an old replica answers', () => {
    const job = healthy();
    job.read(81, failing(12, 80, { activity: 'b' }));
    expect(job.read(86, failing(12, 40, { activity: 'a' }))).toEqual([]);
    expect(job.read(121, failing(12, 120, { activity: 'c' }))).toMatchObject([
      { kind: 'began', episode: { name: arrival(81) } },
    ]);
  });

  test.each<[string, Run, string, boolean]>([
    ['an id, by another id', { activity: 'b' }, 'a', true],
    ['an id, and not by the same', { activity: 'a' }, 'a', false],
    ['an id, by an end after that answer', { ended: minute(44) }, 'a', true],
    ['an id, and not by an end before that answer', { ended: minute(40) }, 'a', false],
    ['an end, by a later end', { activity: 'b', ended: minute(44) }, minute(40), true],
    ['an end, and not by the same', { activity: 'b', ended: minute(40) }, minute(40), false],
    ['an id in the form of a date that is none', { activity: 'b' }, '2026-99-10T00:00:00.000Z', true],
  ])('goes on from a row of before that names the first execution by %s', (_, more, execution, isProven) => {
    const job = healthy();
    job.read(41, failing(12, 40, { activity: 'a' }));
    const { state } = job;
    const { doubt, ...record } = job.record('failures');
    if (!state || !doubt) throw new Error('it is in no doubt');
    const { endedAt: _end, ...older } = doubt;
    const failures = { ...record, doubt: { ...older, execution } };
    job.state = { ...state, conditions: { ...state.conditions, failures } };
    expect(job.read(46, failing(12, 43, more))).toHaveLength(isProven ? 1 : 0);
  });

  test('at first sight counts once a second execution shows it, and nobody knows since when', () => {
    const job = watched();
    job.read(1, failing(12, 0));
    expect(job.read(41, failing(12, 40))).toMatchObject([
      { detection: 'firstSight', episode: { name: arrival(1), after: undefined } },
    ]);
  });

  test('is in no doubt any more after an execution with fewer', () => {
    const job = healthy();
    job.read(41, failing(12, 40));
    job.read(81, failing(9, 80));
    expect(job.record('failures')).toMatchObject({ status: 'false', doubt: undefined, facts: undefined });
    expect(job.read(121, failing(12, 120))).toEqual([]);
  });
});

describe('so many that it holds', () => {
  test.each<[string, number, readonly unknown[], boolean]>([
    ['ten of few', 10, [100], true],
    ['nine of few', 9, [100], false],
    ['ten of a thousand', 10, [400, 600], true],
    ['eleven of 1,100, which is a hundredth', 11, [1100], true],
    ['ten of 1,100', 10, [1100], false],
    ['a hundredth of very many', 1000, [50_000, 50_000], true],
    ['less than a hundredth of very many', 999, [50_000, 50_000], false],
    ['ten of a job that says of none how many it has', 10, [], true],
    ['ten where the numbers are none', 10, ['many', -1, 1.5, null], true],
    ['ten beside one number that is one', 10, ['many', 1001], false],
  ])('%s', (_, count, entries, holds) => {
    expect(failed(count, everyConditionWanted, { entries }).record('failures').isOpen).toBe(holds);
  });

  test('as is set', () => {
    for (const [failuresFrom, holds] of [
      [20, true],
      [21, false],
    ] as const) {
      const job = new History(2 * 60_000, everyConditionWanted, { limits: { ...usualLimits, failuresFrom } });
      for (const ended of [40, 80]) job.read(ended + 1, failing(20, ended));
      expect(job.record('failures').isOpen).toBe(holds);
    }
  });

  test('of entries that are no list are of none', () => {
    const raw = (ended: number) => failing(10, ended, { status: { synchronizedEntryCountByType: 'x' } });
    const job = watched();
    for (const ended of [40, 80]) job.read(ended + 1, raw(ended));
    expect(job.record('failures')).toMatchObject({ isOpen: true, facts: { entries: 0 } });
  });

  test('with the raw count beside it, where that is one', () => {
    const raw = (ended: number, countEscrowedRaw: unknown): JsonObject => {
      const { status } = failing(0, ended);
      return ranJob({
        interval: noInterval,
        status: {
          ...(status as JsonObject),
          lastExecution: {
            state: 'Succeeded',
            timeEnded: minute(ended),
            countEscrowed: 15,
            countEscrowedRaw,
          },
        },
      });
    };
    const job = watched();
    job.read(41, raw(40, 40));
    expect(job.record('failures').facts).toMatchObject({ count: 15, countRaw: 40 });
    job.read(81, raw(80, 'x'));
    expect(job.record('failures').facts).toMatchObject({ count: 15, countRaw: undefined });
  });
});

describe('an execution that says nothing of it', () => {
  test.each<[string, JsonObject]>([
    ['failed as a whole, which counts nothing', failing(0, 40, { state: 'Failed' })],
    ['failed as a whole, though it counts', failing(50, 40, { state: 'Failed' })],
    ['has a state that is not known', failing(50, 40, { state: 'Odd' })],
    [
      'has a state that is no text',
      ranJob({ interval: noInterval, status: { lastExecution: { state: 7 } } }),
    ],
    ['has no end', failing(50, 40, { ended: '0001-01-01T00:00:00Z', steady: minute(0) })],
    ['has a count that is none', failing('50', 40)],
    ['has a negative count', failing(-50, 40)],
    ['is none', ranJob({ interval: noInterval, status: { lastExecution: null } })],
    ['is of a job that is stopped', failing(50, 40, { status: { code: 'Paused' } })],
    ['is of a job in quarantine', failing(50, 40, { status: { code: 'Quarantine' } })],
    ['is of a job without a status', { id: 'scim.1', status: null }],
  ])('%s: it neither begins', (_, raw) => {
    const job = healthy();
    job.read(41, raw);
    expect(job.record('failures')).toMatchObject({ status: 'none', isOpen: false, doubt: undefined });
  });

  test.each<[string, JsonObject]>([
    ['failed as a whole', failing(0, 2 * day, { state: 'Failed' })],
    ['is of a job that is stopped', failing(0, 2 * day, { status: { code: 'Paused' } })],
    ['is none', ranJob({ interval: noInterval, status: { lastExecution: null } })],
  ])('%s: nor ends', (_, raw) => {
    const job = failed();
    for (const at of [0, 10, 2 * day]) expect(job.read(2 * day + at, raw).filter(isFailures)).toEqual([]);
    expect(job.record('failures')).toMatchObject({ isOpen: true, status: 'unknown', facts: { count: 20 } });
  });

  test('between two that count, it takes nothing back', () => {
    const job = watched();
    job.read(41, failing(20, 40));
    job.read(81, failing(0, 80, { state: 'Failed' }));
    expect(job.record('failures')).toMatchObject({
      status: 'none',
      doubt: { what: 'began', since: arrival(41) },
    });
    expect(job.read(121, failing(20, 120)).filter(isFailures)).toMatchObject([
      { kind: 'began', episode: { name: arrival(41) } },
    ]);
    job.read(161, failing(0, 160));
    job.read(201, failing(0, 200, { state: 'Failed' }));
    expect(job.record('failures')).toMatchObject({ status: 'unknown', doubt: { what: 'cleared' } });
    expect(job.read(162 + day, failing(0, 160 + day)).filter(isFailures)).toMatchObject([
      { kind: 'cleared', clearedBefore: arrival(161) },
    ]);
  });

  test('without a status, between two that count, it takes nothing back', () => {
    const blank = { id: 'scim.1', status: null, schedule: null };
    const job = watched();
    job.read(41, failing(20, 40));
    job.read(46, blank);
    expect(job.record('failures')).toMatchObject({ status: 'none', doubt: { since: arrival(41) } });
    expect(job.read(81, failing(20, 80))).toMatchObject([{ kind: 'began', episode: { name: arrival(41) } }]);
    job.read(121, failing(0, 120));
    for (const at of [500, 1000]) expect(job.read(at, blank)).toEqual([]);
    expect(job.read(122 + day, failing(0, 120 + day))).toMatchObject([
      { kind: 'cleared', clearedBefore: arrival(121) },
    ]);
  });

  test('is one where its state is written in small letters', () => {
    const job = watched();
    for (const ended of [40, 80]) job.read(ended + 1, failing(12, ended, { state: 'entrylevelerrors' }));
    expect(job.record('failures').isOpen).toBe(true);
  });
});

const isFailures = ({ condition }: { readonly condition: string }) => condition === 'failures';

describe('a job that was failing', () => {
  const fewer = (count: number, ended: number) => failing(count, ended);

  test('has recovered after a day in which every execution was below half of what it takes', () => {
    const job = failed();
    expect(job.read(121, fewer(4, 120))).toEqual([]);
    expect(job.record('failures')).toMatchObject({
      isOpen: true,
      status: 'false',
      facts: { count: 20 },
      doubt: { what: 'cleared', since: arrival(121) },
    });
    for (const ended of [400, 800, 1200]) expect(job.read(ended + 1, fewer(4, ended))).toEqual([]);
    expect(job.read(121 + day + 1, fewer(4, 121 + day))).toMatchObject([
      {
        condition: 'failures',
        kind: 'cleared',
        cause: 'recovered',
        detection: 'confirmed',
        clearedAfter: minute(81),
        clearedBefore: arrival(121),
        facts: { count: 20 },
        episode: { reasons: [{ count: 20 }] },
      },
    ]);
    expect(job.record('failures')).toMatchObject({ isOpen: false, status: 'false', facts: undefined });
  });

  test('has not recovered a millisecond before the day is over', () => {
    for (const [ms, events] of [
      [-1, 0],
      [0, 1],
    ] as const) {
      const job = failed();
      job.read(121, fewer(0, 120));
      const startedAt = addMilliseconds(arrival(121), day * 60_000 + ms);
      expect(job.observe(0, seen(fewer(0, 500), startedAt), { startedAt })).toHaveLength(events);
    }
  });

  test('has not recovered by one execution, however long that is the last one', () => {
    const job = failed();
    for (const at of [121, 500, 2 * day, 10 * day]) expect(job.read(at, fewer(0, 120))).toEqual([]);
    expect(job.read(10 * day + 5, fewer(0, 10 * day))).toMatchObject([{ kind: 'cleared' }]);
  });

  test('has not recovered by one execution that is a day old and named in two ways', () => {
    const job = failed();
    job.read(121, failing(0, 120, { activity: 'c' }));
    expect(job.read(125 + day, failing(0, 120, { activity: 'c' }))).toEqual([]);
    expect(job.read(130 + day, failing(0, 120))).toEqual([]);
    // Nor by one of before it began.
    expect(job.read(135 + day, failing(0, 0, { activity: 'a' }))).toEqual([]);
    expect(job.read(140 + day, failing(0, 139 + day, { activity: 'd' }))).toMatchObject([
      { kind: 'cleared' },
    ]);
  });

  test('does not flap at the edge: at half it goes on, and its day begins anew', () => {
    const job = failed(10);
    const events: Transition[] = [];
    for (let n = 0; n < 80; n++) {
      const ended = 120 + n * 40;
      events.push(...job.read(ended + 1, fewer(n % 2 === 0 ? 9 : 11, ended)));
    }
    expect(events).toEqual([]);
    // Half of ten is five: five goes on, four does not.
    job.read(5001, fewer(4, 5000));
    job.read(5041, fewer(5, 5040));
    expect(job.record('failures')).toMatchObject({ status: 'true', doubt: undefined });
    expect(job.read(5001 + day + 45, fewer(4, 5001 + day + 40))).toEqual([]);
  });

  test('goes on by half of a hundredth, where it has very many', () => {
    const job = failed(1000, everyConditionWanted, { entries: [100_000] });
    job.read(121, failing(500, 120, { entries: [100_000] }));
    expect(job.record('failures')).toMatchObject({ status: 'true', doubt: undefined });
    job.read(161, failing(499, 160, { entries: [100_000] }));
    expect(job.record('failures')).toMatchObject({ status: 'false', doubt: { what: 'cleared' } });
  });

  test('needs as many as the first time to fail again', () => {
    const job = failed();
    job.read(121, fewer(0, 120));
    job.read(121 + day + 1, fewer(0, 121 + day));
    const later = 3 * day;
    for (const n of [0, 40, 80]) expect(job.read(later + n + 1, fewer(9, later + n))).toEqual([]);
    for (const n of [120, 160]) job.read(later + n + 1, fewer(10, later + n));
    expect(job.transitions.at(-1)).toMatchObject({ kind: 'began', episode: { occurrence: 2 } });
  });

  test('recovers as soon as is set', () => {
    const limits = { ...usualLimits, failuresClearAfterMs: 5000 };
    const job = new History(2 * 60_000, everyConditionWanted, { limits });
    for (const ended of [40, 80]) job.read(ended + 1, failing(20, ended));
    job.read(121, fewer(0, 120));
    // Two runs lie as far apart as every proof asks for, whatever is set.
    expect(job.read(122, fewer(0, 121))).toEqual([]);
    expect(job.read(124, fewer(0, 123))).toMatchObject([{ kind: 'cleared' }]);
  });

  test('that is quarantined or halted goes on failing, marked, and has no end by that', () => {
    const job = failed();
    job.read(121, quarantinedJob(minute(120)));
    expect(job.record('failures')).toMatchObject({ isOpen: true, status: 'unknown', facts: { count: 20 } });
    const stopped = failed();
    stopped.read(121, pausedJob());
    expect(stopped.read(160, pausedJob()).map(({ condition }) => condition)).toEqual(['halt']);
    expect(stopped.record('failures')).toMatchObject({ isOpen: true, status: 'unknown' });
  });

  test('that is gone ends as removed', () => {
    const job = failed();
    job.gone(121);
    expect(job.gone(126)).toMatchObject([{ condition: 'failures', cause: 'removed' }, { condition: 'job' }]);
  });
});

describe('a count that grows tenfold', () => {
  const wantChanges = { ...everyConditionWanted, changed: true };

  test('is a change once two runs saw it', () => {
    const job = failed(20, wantChanges);
    expect(job.read(121, failing(199, 120))).toEqual([]);
    expect(job.record('failures').doubt).toBeUndefined();
    expect(job.read(161, failing(200, 160))).toEqual([]);
    expect(job.record('failures').doubt).toMatchObject({ what: 'changed', since: arrival(161) });
    expect(job.read(166, failing(200, 160))).toMatchObject([
      {
        condition: 'failures',
        kind: 'changed',
        detection: 'confirmed',
        previous: { count: 20 },
        facts: { count: 200 },
        episode: { reasons: [{ count: 20 }, { count: 200, since: arrival(161) }] },
        sequence: (job.transitions[0]?.sequence ?? 0) + 1,
      },
    ]);
  });

  test('is measured by the last change: a hundredfold is another one, a fall is none', () => {
    const job = failed(20, wantChanges);
    for (const at of [121, 126]) job.read(at, failing(200, 120));
    for (const at of [161, 166]) expect(job.read(at, failing(20, 160))).toEqual([]);
    for (const at of [201, 206]) expect(job.read(at, failing(1999, 200))).toEqual([]);
    job.read(241, failing(2000, 240));
    expect(job.read(246, failing(2000, 240))).toMatchObject([{ kind: 'changed', previous: { count: 200 } }]);
  });

  test('is in no doubt any more when the next answer has fewer', () => {
    const job = failed(20, wantChanges);
    job.read(121, failing(500, 120));
    expect(job.read(161, failing(30, 160))).toEqual([]);
    expect(job.record('failures').doubt).toBeUndefined();
  });

  test('is learnt without an event where nobody wants changes', () => {
    const job = failed();
    for (const at of [121, 126]) expect(job.read(at, failing(200, 120))).toEqual([]);
    expect(job.record('failures').episode?.reasons.map(({ count }) => count)).toEqual([20, 200]);
  });

  test('has no sequence where the episode is not published', () => {
    const job = failed(20, { ...noneWanted, changed: true });
    for (const at of [121, 126]) job.read(at, failing(200, 120));
    expect(job.transitions).toMatchObject([
      { kind: 'began', sequence: undefined },
      { kind: 'changed', sequence: undefined },
    ]);
  });
});

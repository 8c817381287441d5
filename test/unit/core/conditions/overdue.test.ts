import { describe, expect, test } from 'vitest';
import type { DetectionContext } from '../../../../src/core/detection.ts';
import { addMilliseconds } from '../../../../src/core/instant.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import { History, sequencesOf } from '../../../support/history.ts';
import { healthyJob, noInterval, pausedJob, quarantinedJob, ranJob, seen } from '../../../support/jobs.ts';
import { usualLimits } from '../../../support/usual-limits.ts';
import { everyConditionWanted, noneWanted } from '../../../support/wanted-events.ts';

const { minute, arrival } = History;
const hour = 60;
const day = 24 * hour;
const never = '0001-01-01T00:00:00Z';

type Run = Parameters<typeof ranJob>[0];

/** The job whose last run ended in a minute. */
const ran = (ended: number, more: Run = {}) => ranJob({ ended: minute(ended), ...more });

const watched = (more: Partial<DetectionContext> = {}) => new History(2 * 60_000, everyConditionWanted, more);

/** An answer without a status. */
const blank = { id: 'scim.1', status: null };

/** Seen to run every 40 minutes, the last time in minute 80: by minute 240 it has to have run again. */
function onTime(more: Partial<DetectionContext> = {}, run: Run = {}): History {
  const job = watched(more);
  for (const ended of [0, 40, 80]) job.read(ended + 1, ran(ended, run));
  return job;
}

/** Late since minute 241, by the polls of 241 and 245. */
function late(more: Partial<DetectionContext> = {}): History {
  const job = onTime(more);
  job.read(241, ran(80));
  job.read(245, ran(80));
  return job;
}

const status = (job: History) => job.record('overdue').status;
const reason = (job: History) => job.record('overdue').facts?.reason;

describe('a job that should run and does not', () => {
  test('is late once two runs see it so', () => {
    const job = onTime();
    expect(job.read(200, ran(80))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ status: 'false', facts: undefined, doubt: undefined });
    expect(job.read(241, ran(80))).toEqual([]);
    expect(job.unchanged).toBe(false);
    expect(job.record('overdue')).toMatchObject({
      status: 'true',
      isOpen: false,
      facts: { reason: 'notRunning', expectedBy: minute(240) },
      doubt: { what: 'began', since: arrival(241), after: minute(200) },
    });
    expect(job.read(245, ran(80))).toMatchObject([
      {
        condition: 'overdue',
        kind: 'began',
        detection: 'confirmed',
        facts: {
          reason: 'notRunning',
          expectedBy: minute(240),
          endedAt: minute(80),
          steadyAt: minute(80),
          progress: [],
        },
        episode: { name: arrival(241), after: minute(200), published: true, occurrence: 1 },
        open: ['overdue'],
      },
    ]);
    job.read(250, ran(80));
    expect(job.unchanged).toBe(true);
  });

  test('is late by then, also where each second answer has no status', () => {
    const job = onTime();
    for (const at of [100, 180, 235]) {
      expect(job.read(at, blank)).toEqual([]);
      job.read(at + 2, ran(80));
      expect(status(job)).toBe('false');
    }
    expect(job.read(241, ran(80))).toEqual([]);
    expect(job.read(245, blank)).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ status: 'unknown', doubt: { what: 'began' } });
    expect(job.read(250, ran(80))).toMatchObject([{ kind: 'began', episode: { name: arrival(241) } }]);
  });

  test('and is late in another way at the second answer has to be seen once more', () => {
    const job = onTime();
    job.read(241, ran(80));
    const behind = ran(2 * day + 300, { steady: minute(80) });
    expect(job.read(2 * day + 301, behind)).toEqual([]);
    expect(job.record('overdue').doubt).toMatchObject({ since: arrival(2 * day + 301) });
    expect(job.read(2 * day + 305, behind)).toMatchObject([{ kind: 'began', facts: { reason: 'backlog' } }]);
  });

  test('is late by a millisecond after the time it had, and not at it', () => {
    for (const [at, expected] of [
      [minute(240), 'false'],
      [addMilliseconds(minute(240), 1), 'true'],
    ] as const) {
      const job = onTime();
      job.readAt(239, at, ran(80));
      expect(status(job)).toBe(expected);
    }
  });

  test.each<[string, Run, number]>([
    ['four intervals', { interval: 'PT40M' }, 160],
    ['at least an hour, though four intervals are less', { interval: 'PT2M' }, 60],
    ['an hour where four intervals are just that', { interval: 'PT15M' }, 60],
    ['four intervals as soon as they are more', { interval: 'PT16M' }, 64],
    ['four intervals of days', { interval: 'P1D' }, 4 * day],
    ['twice as long as the last run took besides', { began: minute(70) }, 180],
    ['no more where the run has no begin', { began: never }, 160],
    ['no less where the run ended before it began', { began: minute(90) }, 160],
  ])('has %s', (_, run, allowed) => {
    const job = watched();
    job.read(-10 * day, ran(80 - 10 * day, run));
    job.readAt(81, minute(80 + allowed), ran(80, run));
    expect(status(job)).toBe('false');
    job.readAt(82, addMilliseconds(minute(80 + allowed), 1), ran(80, run));
    expect(job.record('overdue').facts).toMatchObject({
      reason: 'notRunning',
      expectedBy: minute(80 + allowed),
    });
  });

  test('has the time that is set, where that is more', () => {
    const job = onTime({ limits: { ...usualLimits, overdueAfterMs: 5 * 60 * 60_000 } });
    job.read(379, ran(80));
    expect(status(job)).toBe('false');
    job.read(380, ran(80));
    expect(job.record('overdue').facts?.expectedBy).toBe(minute(380));
  });

  test('has its time from when it was seen to be running again, not from its last run', () => {
    const job = onTime();
    job.read(85, pausedJob());
    job.read(500, ran(80));
    job.read(655, ran(80));
    expect(status(job)).toBe('false');
    job.read(660, ran(80));
    job.read(665, ran(80));
    expect(job.record('overdue').facts?.expectedBy).toBe(addMilliseconds(arrival(500), 160 * 60_000));
  });

  test('has its time from its first sight, however long ago it ran before', () => {
    const job = watched();
    job.read(0, ran(-20 * day));
    job.read(160, ran(-20 * day));
    expect(status(job)).toBe('false');
    job.read(161, ran(-20 * day));
    expect(status(job)).toBe('true');
  });

  test('is late by the highest end that was ever read, whatever an old replica answers', () => {
    const job = onTime();
    job.read(200, ran(40));
    job.read(235, ran(0));
    expect(status(job)).toBe('false');
    job.read(241, ran(40));
    expect(job.record('overdue').facts).toMatchObject({ expectedBy: minute(240), endedAt: minute(80) });
  });

  test('is not late by a single answer of two', () => {
    const job = onTime();
    job.read(241, ran(80));
    expect(job.read(245, ran(243))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ status: 'false', facts: undefined, doubt: undefined });
  });
});

describe('the dates of Graph', () => {
  test.each([
    [null],
    [''],
    ['PT0S'],
    ['P0D'],
    ['whenever'],
    ['P1M'],
    ['P1Y'],
    [noInterval],
    ['P367D'],
    ['every PT40M'],
    ['PT40M or so'],
    [40],
    [{}],
  ])('an interval of %j is none: nothing is expected', (interval) => {
    const job = watched();
    const raw = ran(0, { interval: interval === null ? noInterval : interval, schedule: { interval } });
    for (const at of [1, day, 40 * day]) expect(job.read(at, raw)).toEqual([]);
    expect(status(job)).toBe('false');
  });

  test.each([
    ['PT40M', 160],
    [' PT40M ', 160],
    ['PT2400S', 160],
    ['PT40M0.25S', 160],
    ['PT10H', 4 * 10 * hour],
    ['PT1H', 240],
    ['P1DT1H', 4 * (day + hour)],
    ['P366D', 4 * 366 * day],
  ])('an interval of %s is understood', (interval, allowed) => {
    const job = watched();
    job.read(-4 * 400 * day, ran(0 - 4 * 400 * day, { interval }));
    job.readAt(1, minute(allowed), ran(0, { interval }));
    expect(status(job)).toBe('false');
    job.readAt(2, addMilliseconds(minute(allowed), 1), ran(0, { interval }));
    expect(status(job)).toBe('true');
  });

  test.each([
    [never],
    ['0001-01-01T00:00:00'],
    [''],
    [null],
    ['9999-12-31T23:59:59.9999999Z'],
    ['soon'],
    [7],
    [{}],
  ])('an end of %j is none: the time counts from when it was seen running', (ended) => {
    const job = watched();
    const raw = ranJob({ ended, steady: minute(-5) });
    job.read(0, raw);
    job.read(160, raw);
    expect(status(job)).toBe('false');
    job.read(161, raw);
    expect(job.record('overdue').facts).toMatchObject({
      reason: 'notRunning',
      endedAt: undefined,
      expectedBy: addMilliseconds(arrival(0), 160 * 60_000),
    });
  });

  test('an end in seven digits, with or without its zone, is one', () => {
    for (const ended of ['2026-03-10T01:20:00.7488681Z', '2026-03-10T01:20:00.7488681']) {
      const job = watched();
      job.read(-10, ran(-20));
      job.read(81, ranJob({ ended }));
      job.read(241, ranJob({ ended }));
      expect(job.record('overdue').facts?.expectedBy).toBe(minute(240));
    }
  });

  test('an end that other digits of a replica move has not moved', () => {
    const job = late();
    expect(job.read(250, ranJob({ ended: minute(80).replace('.000Z', '.9Z') }))).toEqual([]);
    expect(status(job)).toBe('true');
  });

  test('an end that lies ahead by no more than a day is remembered, and the job is on time until then', () => {
    const job = watched();
    job.read(0, ran(0));
    job.readAt(5, minute(5), ran(day + 5));
    expect(job.state?.runs?.endedAt).toBe(minute(day + 5));
    job.read(10, ran(8));
    job.read(day + 5 + 159, ran(8));
    expect(status(job)).toBe('false');
    job.read(day + 5 + 161, ran(8));
    expect(status(job)).toBe('true');
  });

  test('an end that lies further ahead makes nobody late while it is answered, and is forgotten then', () => {
    const job = onTime();
    const ahead = ranJob({ ended: '2027-03-10T00:00:00Z', steady: minute(80) });
    for (const at of [200, 300, 305, 5 * hour]) expect(job.read(at, ahead)).toEqual([]);
    expect(status(job)).toBe('false');
    expect(job.state?.runs?.endedAt).toBe(minute(80));
    job.read(400, ran(80));
    expect(job.record('overdue').facts).toMatchObject({ reason: 'notRunning', expectedBy: minute(240) });
  });

  test('an end that lay further ahead is one once that time has come, though the answer is the same', () => {
    const job = onTime();
    const ahead = ran(3000);
    for (const at of [121, 2990, 3005, 3159]) expect(job.read(at, ahead)).toEqual([]);
    expect(status(job)).toBe('false');
    job.read(3161, ahead);
    expect(job.record('overdue').facts).toMatchObject({ reason: 'notRunning', expectedBy: minute(3160) });
  });

  test('a newer steady state says that it has run, also where Graph gives no last execution', () => {
    const steady = (at: number) =>
      ran(0, { status: { lastExecution: null, steadyStateLastAchievedTime: minute(at) } });
    const job = onTime();
    for (const at of [120, 160, 200, 240]) expect(job.read(at + 1, steady(at))).toEqual([]);
    expect(job.read(399, steady(240))).toEqual([]);
    expect(status(job)).toBe('false');
    for (const at of [401, 405]) job.read(at, steady(240));
    expect(job.record('overdue').facts).toMatchObject({ reason: 'notRunning', expectedBy: minute(400) });
    expect(job.read(410, steady(408))).toMatchObject([{ kind: 'cleared', detection: 'observed' }]);
  });

  test('a steady state that lies further ahead is neither a first cycle nor a backlog while it is answered', () => {
    const job = watched();
    const ahead = (ended: number) => ran(ended, { steady: '2027-03-10T00:00:00Z' });
    for (const at of [0, day, 2 * day, 3 * day, 4 * day]) expect(job.read(at + 1, ahead(at))).toEqual([]);
    expect(status(job)).toBe('false');
    job.read(4 * day + 5, ran(4 * day + 4, { steady: never }));
    expect(reason(job)).toBe('initialCycle');
  });

  test('the last run without any error never matters: it stands still while one object fails', () => {
    const withSuccess = (ended: number, success: string): JsonObject =>
      ran(ended, {
        status: {
          lastSuccessfulExecution: { state: 'Succeeded', timeBegan: never, timeEnded: success },
          lastSuccessfulExecutionWithExports: { state: 'Succeeded', timeEnded: success },
        },
      });
    const job = watched();
    for (const ended of [0, 40, 80, 120])
      expect(job.read(ended + 1, withSuccess(ended, '2026-01-01T00:00:00Z'))).toEqual([]);
    job.read(281, withSuccess(120, minute(279)));
    expect(job.record('overdue').facts).toMatchObject({ expectedBy: minute(280), endedAt: minute(120) });
  });

  test("Graph's clock counts where ours is over five minutes off", () => {
    const at = minute(230);
    for (const [graphTime, expected] of [
      [addMilliseconds(at, 5 * 60_000 + 1), 'false'],
      [minute(240), 'false'],
      [addMilliseconds(minute(240), 1), 'true'],
    ] as const) {
      const job = onTime();
      job.readAt(230, at, ran(80), graphTime);
      expect(status(job)).toBe(expected);
    }
    const ahead = onTime();
    ahead.readAt(300, minute(300), ran(80), minute(239));
    expect(status(ahead)).toBe('false');
  });

  test("a job that was started again has its time by Graph's clock too, where ours is far behind", () => {
    const job = onTime();
    const behind = (at: number, raw: JsonObject) => job.readAt(at, minute(at), raw, minute(at + 180));
    behind(85, pausedJob());
    for (const at of [90, 95]) behind(at, ran(80));
    expect(status(job)).toBe('false');
    behind(251, ran(80));
    expect(job.record('overdue').facts?.expectedBy).toBe(minute(90 + 180 + 160));
  });

  test('our own clock counts where they differ by five minutes at most', () => {
    const job = onTime();
    job.readAt(239, minute(239), ran(80), minute(244));
    expect(status(job)).toBe('false');
    const other = onTime();
    other.readAt(244, minute(244), ran(80), minute(239));
    expect(status(other)).toBe('true');
  });
});

describe('what is known of a job too little to alarm anyone', () => {
  const lateAfter = (job: History, ended: number): History => {
    for (const at of [300, 305]) job.read(ended + at, ran(ended));
    return job;
  };

  test('is shown, and not published, before its end was seen to move twice in its time', () => {
    const unseen = watched();
    unseen.read(1, ran(0));
    const once = watched();
    for (const ended of [0, 40]) once.read(ended + 1, ran(ended));
    for (const job of [lateAfter(unseen, 0), lateAfter(once, 40)]) {
      expect(job.record('overdue')).toMatchObject({ status: 'true', isOpen: true });
      expect(job.transitions).toMatchObject([
        { condition: 'overdue', kind: 'began', sequence: undefined, episode: { published: false } },
      ]);
      // Not even its clear.
      expect(job.read(400, ran(399))).toMatchObject([{ kind: 'cleared', sequence: undefined }]);
    }
  });

  test('does not count an end that moved later than it should have', () => {
    const job = watched();
    for (const ended of [0, 40, 40 + 161]) job.read(ended + 1, ran(ended));
    expect(lateAfter(job, 201).transitions).toMatchObject([{ sequence: undefined }]);
  });

  test('counts an end that moved just in its time', () => {
    const job = watched();
    for (const ended of [0, 160, 320]) job.read(ended + 1, ran(ended));
    expect(sequencesOf(lateAfter(job, 320).transitions)).toHaveLength(1);
  });

  test('holds not for a first cycle that never ends: that is published', () => {
    const job = watched();
    const raw = ran(0, { steady: never });
    job.read(1, raw);
    job.read(2 * day + 2, raw);
    expect(job.read(2 * day + 5, raw)).toMatchObject([
      { kind: 'began', facts: { reason: 'initialCycle' }, episode: { published: true } },
    ]);
  });
});

describe('a first cycle', () => {
  const starting = (more: Run = {}) => ran(0, { steady: never, ...more });

  test('may take two days since it was first seen to run, and not a millisecond more', () => {
    const job = watched();
    job.read(1, starting());
    job.readAt(2 * day + 1, addMilliseconds(arrival(1), 2 * day * 60_000), starting());
    expect(status(job)).toBe('false');
    job.readAt(2 * day + 2, addMilliseconds(arrival(1), 2 * day * 60_000 + 1), starting());
    expect(job.record('overdue').facts).toEqual({
      reason: 'initialCycle',
      expectedBy: addMilliseconds(arrival(1), 2 * day * 60_000),
      runningSince: arrival(1),
      endedAt: minute(0),
      steadyAt: undefined,
      progress: [],
    });
  });

  test('that waits to be run for so long is late too', () => {
    const job = watched();
    const raw = healthyJob('scim.1', {
      code: 'NotRun',
      lastExecution: null,
      steadyStateFirstAchievedTime: never,
      steadyStateLastAchievedTime: never,
    });
    job.read(0, raw);
    job.read(2 * day + 1, raw);
    expect(job.read(2 * day + 5, raw)).toMatchObject([{ facts: { reason: 'initialCycle' } }]);
  });

  test('that is stopped while it is late is a halt, also where no run of it was ever seen, and ends its delay', () => {
    const job = watched();
    const none = {
      lastExecution: null,
      steadyStateFirstAchievedTime: never,
      steadyStateLastAchievedTime: never,
    };
    const waiting = healthyJob('scim.1', { code: 'NotRun', ...none });
    const stopped = healthyJob('scim.1', { code: 'Paused', ...none }, { state: 'Paused' });
    job.read(0, waiting);
    job.read(2 * day + 1, waiting);
    job.read(2 * day + 5, waiting);
    job.read(2 * day + 10, stopped);
    expect(job.read(2 * day + 45, stopped)).toMatchObject([
      { condition: 'halt', kind: 'began', facts: { reason: 'paused' } },
      { condition: 'overdue', kind: 'cleared', cause: 'halted' },
    ]);
    job.read(2 * day + 50, stopped);
    expect(job.record('halt')).toMatchObject({ status: 'true', isOpen: true });
  });

  test('begins anew with a restart: what ran before makes nobody late', () => {
    const job = onTime();
    const restarted = healthyJob(
      'scim.1',
      {
        code: 'NotRun',
        lastExecution: { state: 'Failed', error: { code: 'None' }, timeBegan: never, timeEnded: never },
        steadyStateFirstAchievedTime: never,
        steadyStateLastAchievedTime: never,
      },
      { interval: 'PT40M' },
    );
    for (const at of [85, 246, 2 * day + 80]) expect(job.read(at, restarted)).toEqual([]);
    expect(status(job)).toBe('false');
    job.read(2 * day + 86, restarted);
    expect(reason(job)).toBe('initialCycle');
  });

  test('counts from when it runs: neither what was before its start nor a quarantine counts', () => {
    const job = watched();
    job.read(0, { ...starting(), schedule: { state: 'Disabled' } });
    job.read(3 * day, starting());
    expect(status(job)).toBe('false');
    job.read(4 * day, starting({ status: { code: 'Quarantine' } }));
    job.read(5 * day, starting());
    job.read(5 * day + 5, starting());
    expect(status(job)).toBe('false');
    job.read(7 * day + 5, starting());
    expect(job.record('overdue').facts?.expectedBy).toBe(addMilliseconds(arrival(5 * day), 2 * day * 60_000));
  });

  test('is over with the first steady state, the first or the last one that Graph names', () => {
    for (const name of ['steadyStateFirstAchievedTime', 'steadyStateLastAchievedTime']) {
      const job = watched();
      job.read(0, starting());
      job.read(day, starting({ status: { [name]: minute(day) }, interval: noInterval }));
      for (const at of [2 * day + 1, 2 * day + 5]) {
        const steady = { [name]: minute(day) };
        expect(job.read(at, starting({ status: steady, interval: noInterval }))).toEqual([]);
      }
      expect(job.record('overdue')).toMatchObject({ status: 'false' });
    }
  });

  test('is late with what it has come to, bounded', () => {
    const item = (n: number) => ({
      currentTaskName: `Task ${n}`,
      completedUnits: n,
      totalUnits: 0,
      progressObservationDateTime: '2026-03-10T00:00:00.1234567Z',
      other: 'x',
    });
    const odd = [
      { currentTaskName: '', description: 'Described', completedUnits: -1, totalUnits: 1.5 },
      { description: 7, progressObservationDateTime: never },
      'no object',
      { currentTaskName: 7, description: 'Named' },
      { currentTaskName: 'x'.repeat(1000) },
    ];
    const many = Array.from({ length: 8 }, (_, n) => item(n));
    const raw = starting({ status: { progress: [...odd, ...many] } });
    const job = watched();
    job.read(0, raw);
    job.read(2 * day + 1, raw);
    const progress = job.record('overdue').facts?.progress ?? [];
    expect(progress).toHaveLength(9);
    expect(progress.slice(0, 5)).toEqual([
      { name: 'Described' },
      { name: '' },
      { name: 'Named' },
      { name: `${'x'.repeat(255)}…` },
      { name: 'Task 0', completedUnits: 0, totalUnits: 0, observedAt: '2026-03-10T00:00:00.123Z' },
    ]);
  });
});

describe('a job that runs and does not catch up', () => {
  const behind = (ended: number, steady = 0) => ran(ended, { steady: minute(steady) });

  test('has a backlog once it ran for two days without a steady state, and not at two days', () => {
    const job = watched();
    job.read(-5, behind(-6, -6));
    job.read(1, behind(0));
    job.read(2 * day + 1, behind(2 * day));
    expect(status(job)).toBe('false');
    job.read(2 * day + 2, behind(2 * day + 1));
    expect(job.record('overdue').facts).toMatchObject({
      reason: 'backlog',
      expectedBy: minute(2 * day),
      steadyAt: minute(0),
    });
    expect(job.read(2 * day + 5, behind(2 * day + 1))).toMatchObject([
      { kind: 'began', facts: { reason: 'backlog' }, episode: { published: true } },
    ]);
  });

  test('is not behind by the days in which it did not run', () => {
    const job = watched();
    job.read(1, behind(0));
    job.read(5, pausedJob());
    job.read(10 * day, behind(0));
    job.read(10 * day + 5, behind(10 * day + 4));
    expect(status(job)).toBe('false');
    job.read(12 * day + 5, behind(12 * day + 4));
    expect(job.record('overdue').facts).toMatchObject({
      reason: 'backlog',
      expectedBy: addMilliseconds(arrival(10 * day), 2 * day * 60_000),
    });
  });

  test('has caught up with a newer steady state, by one answer', () => {
    const job = watched();
    job.read(1, behind(0));
    for (const at of [3, 7]) job.read(2 * day + at, behind(2 * day + at - 1));
    job.read(2 * day + 10, behind(2 * day + 9));
    expect(job.record('overdue')).toMatchObject({ isOpen: true, facts: { endedAt: minute(2 * day + 9) } });
    expect(job.read(2 * day + 20, behind(2 * day + 19, 2 * day + 19))).toMatchObject([
      { kind: 'cleared', cause: 'caughtUp', detection: 'observed' },
    ]);
  });

  test('has caught up with a newer steady state alone, by the same run', () => {
    const job = watched();
    job.read(1, behind(0));
    for (const at of [3, 7]) job.read(2 * day + at, behind(2 * day + at - 1));
    expect(job.read(2 * day + 10, behind(2 * day + 6, 2 * day + 6))).toMatchObject([
      { kind: 'cleared', detection: 'observed' },
    ]);
  });

  test.each<[string, JsonObject]>([
    [
      'with a code that is not known',
      ran(2 * day + 6, { steady: minute(0), status: { code: 'Hibernating' } }),
    ],
    ['in which it is stopped', pausedJob()],
    ['as if it waited for its first run', ran(2 * day + 6, { steady: never, status: { code: 'NotRun' } })],
  ])('has not caught up by one answer %s, and another run that is behind', (_, blip) => {
    const job = watched();
    job.read(1, behind(0));
    for (const at of [3, 7]) job.read(2 * day + at, behind(2 * day + at - 1));
    job.read(2 * day + 15, blip);
    for (const at of [20, 60, 100]) expect(job.read(2 * day + at, behind(2 * day + at - 1))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'unknown' });
    expect(job.read(2 * day + 140, behind(2 * day + 139, 2 * day + 139))).toMatchObject([
      { kind: 'cleared', detection: 'observed' },
    ]);
  });

  test('and then stood still too has not caught up by a run that is as far behind, though it was started again', () => {
    const job = watched();
    job.read(1, behind(0));
    for (const at of [3, 7]) job.read(2 * day + at, behind(2 * day + at - 1));
    for (const at of [200, 205]) job.read(2 * day + at, behind(2 * day + 6));
    expect(job.record('overdue').facts?.reason).toBe('notRunning');
    job.read(2 * day + 210, pausedJob());
    expect(job.read(2 * day + 215, behind(2 * day + 214))).toEqual([]);
    // It stands still again for as long as is late by its new start, and runs on as before.
    expect(job.read(2 * day + 400, behind(2 * day + 214))).toEqual([]);
    expect(job.read(2 * day + 405, behind(2 * day + 404))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'unknown' });
    expect(job.read(2 * day + 445, behind(2 * day + 444, 2 * day + 444))).toMatchObject([
      { kind: 'cleared' },
    ]);
  });

  test('that stops altogether is not running: two runs learn that, and say nothing', () => {
    const job = watched({ wanted: { ...everyConditionWanted, changed: true } });
    job.read(1, behind(0));
    for (const at of [3, 7]) job.read(2 * day + at, behind(2 * day + at - 1));
    const until = 2 * day + 6 + 160;
    for (const at of [until + 1, until + 5]) expect(job.read(at, behind(2 * day + 6))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({
      isOpen: true,
      facts: { reason: 'notRunning' },
      episode: { reasons: [{ reason: 'backlog' }, { reason: 'notRunning', since: arrival(until + 1) }] },
    });
  });
});

describe('a late job', () => {
  test('has caught up by one answer with a newer end that is on time', () => {
    const job = late();
    expect(job.read(260, ran(258))).toMatchObject([
      {
        condition: 'overdue',
        kind: 'cleared',
        cause: 'caughtUp',
        detection: 'observed',
        clearedAfter: minute(245),
        clearedBefore: arrival(260),
        facts: { reason: 'notRunning', expectedBy: minute(240) },
        sequence: (job.transitions[0]?.sequence ?? 0) + 1,
      },
    ]);
    expect(job.record('overdue')).toMatchObject({ isOpen: false, status: 'false', facts: undefined });
  });

  test('has caught up by a newer end alone, though it is not at its steady state', () => {
    expect(late().read(260, ran(258, { steady: minute(80) }))).toMatchObject([
      { kind: 'cleared', detection: 'observed' },
    ]);
  });

  test('has caught up by the first end that Graph ever gave', () => {
    const job = watched();
    const raw = ranJob({ ended: never, steady: minute(-5) });
    for (const at of [0, 161, 165]) job.read(at, raw);
    expect(job.record('overdue').isOpen).toBe(true);
    expect(job.read(170, ran(168))).toMatchObject([{ kind: 'cleared', detection: 'observed' }]);
  });

  test('has not caught up by a newer end that is late itself', () => {
    const job = late();
    expect(job.read(400, ran(230))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, facts: { expectedBy: minute(390) } });
    expect(job.read(405, ran(402))).toMatchObject([{ kind: 'cleared' }]);
  });

  test('has caught up by two answers where it is on time without a newer date', () => {
    const job = late();
    const limits = { ...usualLimits, overdueAfterMs: 12 * 60 * 60_000 };
    expect(job.observe(250, seen(ran(80), arrival(250)), { limits })).toEqual([]);
    expect(job.record('overdue')).toMatchObject({
      isOpen: true,
      status: 'false',
      doubt: { what: 'cleared' },
    });
    expect(job.observe(255, seen(ran(80), arrival(255)), { limits })).toMatchObject([
      { kind: 'cleared', detection: 'confirmed', clearedAfter: minute(245), clearedBefore: arrival(250) },
    ]);
  });

  test('that is stopped ends as halted once that is proven, and not before', () => {
    const job = late();
    const stopped = ran(80, { status: { code: 'Paused' } });
    expect(job.read(250, stopped)).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'unknown' });
    expect(job.read(270, stopped)).toEqual([]);
    expect(job.read(285, stopped)).toMatchObject([
      { condition: 'halt', kind: 'began', open: ['halt'] },
      {
        condition: 'overdue',
        kind: 'cleared',
        cause: 'halted',
        detection: 'inferred',
        clearedAfter: minute(245),
        clearedBefore: arrival(285),
        open: ['halt'],
      },
    ]);
    expect(job.record('overdue')).toMatchObject({ isOpen: false, status: 'unknown' });
  });

  test.each<[string, JsonObject]>([
    ['is stopped and started again', ran(80, { status: { code: 'Paused' } })],
    ['is answered once with a code that is not known', ran(80, { status: { code: 'Hibernating' } })],
    ['waits for its first run in one answer', ran(80, { steady: never, status: { code: 'NotRun' } })],
  ])('that %s is still late, until it runs', (_, blip) => {
    const job = late();
    job.read(500, blip);
    for (const at of [505, 510, 600]) {
      expect(job.read(at, ran(80))).toEqual([]);
      expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'unknown', doubt: undefined });
    }
    expect(job.read(670, ran(80))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'true' });
    // A run that ended before it was started again is as late as none.
    job.read(675, blip);
    expect(job.read(680, ran(500))).toEqual([]);
    expect(job.record('overdue').isOpen).toBe(true);
    expect(job.read(685, ran(682))).toMatchObject([{ kind: 'cleared', detection: 'observed' }]);
  });

  test('that is answered without a status was not started anew by that', () => {
    const job = late();
    expect(job.read(500, blank)).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'unknown' });
    expect(job.read(505, ran(80))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'true' });
    expect(job.read(510, ran(507))).toMatchObject([{ kind: 'cleared', detection: 'observed' }]);
  });

  test('that is restarted from its first cycle is late until it runs, and not until that cycle is done', () => {
    const restarted = (ended: number, code: string) => ran(ended, { steady: never, status: { code } });
    const job = late();
    for (const at of [500, 505, 700]) expect(job.read(at, restarted(80, 'NotRun'))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'unknown' });
    expect(job.read(705, restarted(703, 'Active'))).toMatchObject([{ kind: 'cleared', cause: 'caughtUp' }]);
  });

  test('of which some answers give no schedule is still late, and has caught up with its next run', () => {
    const none = (ended: number) => ({ ...ran(ended), schedule: null });
    const job = late();
    for (const at of [500, 505, 900]) expect(job.read(at, none(80))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'unknown' });
    // Nobody knows how often it should run: within the least time it has.
    expect(job.read(905, none(840))).toEqual([]);
    expect(job.read(910, none(905))).toMatchObject([{ kind: 'cleared', detection: 'observed' }]);
  });

  test('of which it is not known since when it was seen to run is still late without a newer date', () => {
    const job = late();
    const { state } = job;
    const { facts } = job.record('overdue');
    if (!state || !facts) throw new Error('it is not late');
    const { runningSince: _, ...older } = facts;
    const overdue = { ...job.record('overdue'), facts: older };
    job.state = { ...state, conditions: { ...state.conditions, overdue } };
    job.read(500, pausedJob());
    for (const at of [505, 510]) expect(job.read(at, ran(80))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'unknown' });
    expect(job.read(515, ran(512))).toMatchObject([{ kind: 'cleared' }]);
  });

  test('that is quarantined ends as quarantined, in the same run', () => {
    expect(late().read(250, quarantinedJob(minute(248)))).toMatchObject([
      { condition: 'quarantine', kind: 'began' },
      { condition: 'overdue', kind: 'cleared', cause: 'quarantined', detection: 'inferred' },
    ]);
  });

  test('that is gone ends as removed', () => {
    const job = late();
    job.gone(250);
    expect(job.gone(255)).toMatchObject([
      { condition: 'overdue', kind: 'cleared', cause: 'removed' },
      { condition: 'job', kind: 'removed' },
    ]);
  });

  test('that cannot be read stays late, however long', () => {
    const job = late();
    for (const at of [250, 500, 900]) expect(job.unreadable(at)).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, facts: { expectedBy: minute(240) } });
  });
});

describe('what is late by no fault of its own', () => {
  test('an outage of ours makes nobody late', () => {
    const job = onTime();
    // Two days in which nothing was polled, or nothing could be read.
    job.unreadable(85);
    expect(job.read(2 * day, ran(2 * day - 3))).toEqual([]);
    expect(job.read(2 * day + 5, ran(2 * day - 3))).toEqual([]);
    expect(status(job)).toBe('false');
    expect(job.transitions).toEqual([]);
  });

  test('an unreadable answer never makes late', () => {
    const job = onTime();
    job.read(200, ran(80));
    for (const at of [241, 245, 400]) job.unreadable(at);
    expect(job.record('overdue')).toMatchObject({ status: 'false', isOpen: false });
  });

  test('a quarantine that is in doubt, or is not proven to be over, makes nobody late', () => {
    const job = onTime();
    job.read(85, quarantinedJob(minute(84)));
    job.read(500, ran(80));
    expect(status(job)).toBe('unknown');
    // Proven to be over, it has its time from when it was seen to run again.
    job.read(505, ran(80));
    expect(job.record('quarantine').isOpen).toBe(false);
    expect(status(job)).toBe('false');
    job.read(655, ran(80));
    expect(status(job)).toBe('false');
  });

  test.each([
    ['the same', {}],
    ['another', { interval: 'PT39M' }],
  ])('a job that was not watched has its time from when it is read again, by %s answer', (_, more) => {
    const job = onTime();
    // Nobody saw that it was stopped meanwhile, and started again just now.
    job.unwatched(85);
    expect(job.read(10 * day, ran(80, more))).toEqual([]);
    expect(job.read(10 * day + 5, ran(80, more))).toEqual([]);
    expect(status(job)).toBe('false');
    job.read(10 * day + 161, ran(80, more));
    expect(job.read(10 * day + 166, ran(80, more))).toMatchObject([{ kind: 'began' }]);
  });

  test('a job that was late when it was left unwatched stays late until it has run', () => {
    const job = late();
    job.unwatched(250);
    for (const at of [10 * day, 10 * day + 5]) expect(job.read(at, ran(80))).toEqual([]);
    expect(job.record('overdue').isOpen).toBe(true);
    expect(job.read(10 * day + 40, ran(10 * day + 39))).toMatchObject([
      { kind: 'cleared', cause: 'caughtUp', detection: 'observed' },
    ]);
  });

  test('a job that runs when somebody uploads may idle', () => {
    const job = watched();
    for (const at of [1, day, 40 * day])
      expect(job.read(at, { ...ran(0), templateId: 'API2AAD' })).toEqual([]);
    expect(status(job)).toBe('none');
  });

  test.each<[string, number, string]>([
    ['two answers that show what it is', 80, 'confirmed'],
    ['its next upload', 499, 'observed'],
  ])('a job that counts as late, and is seen to run when somebody uploads, is over by %s', (_, ended, by) => {
    const job = late();
    const api = { ...ran(ended), templateId: 'API2AAD' };
    const events = [500, 505].flatMap((at) => job.read(at, api));
    expect(events).toMatchObject([{ kind: 'cleared', cause: 'caughtUp', detection: by }]);
    job.read(40 * day, api);
    expect(job.record('overdue')).toMatchObject({ isOpen: false, status: 'none' });
  });

  test('a late job is not over by one answer of another kind', () => {
    const job = late();
    job.read(500, { ...ran(80), templateId: 'API2AAD' });
    for (const at of [505, 510]) expect(job.read(at, ran(80))).toEqual([]);
    expect(job.record('overdue')).toMatchObject({ isOpen: true, status: 'true' });
  });

  test('a job that is stopped, or whose words are not known, is not late', () => {
    for (const code of ['Paused', 'NotConfigured', 'Hibernating', '']) {
      const job = watched();
      job.read(1, ran(0, { status: { code } }));
      job.read(2, ran(0, { status: { code } }));
      expect(status(job)).toBe('unknown');
    }
  });
});

/** An episode that was published as soon as it was proven. */
const notMassDelayed = expect.not.objectContaining({ massDelay: true });

describe('many that are late at once', () => {
  const held = () => {
    const job = onTime({ isMassDelay: true });
    job.read(241, ran(80));
    job.read(245, ran(80));
    return job;
  };
  const until = addMilliseconds(arrival(241), 4 * hour * 60_000);

  test('are shown, and their begins are held back', () => {
    const job = held();
    expect(job.transitions).toEqual([]);
    expect(job.record('overdue')).toMatchObject({
      isOpen: true,
      sequence: undefined,
      episode: { name: arrival(241), heldUntil: until, published: true },
    });
  });

  test('are published after four hours, to the millisecond, with the mark of it', () => {
    const job = held();
    expect(job.readAt(480, addMilliseconds(until, -1), ran(80))).toEqual([]);
    expect(job.readAt(485, until, ran(80))).toMatchObject([
      {
        kind: 'began',
        detection: 'confirmed',
        episode: { massDelay: true, name: arrival(241), heldUntil: undefined, published: true },
      },
    ]);
    expect(job.read(490, ran(80))).toEqual([]);
    expect(job.read(500, ran(498))).toMatchObject([
      { kind: 'cleared', sequence: (job.transitions[0]?.sequence ?? 0) + 1 },
    ]);
  });

  test('are published after four hours too where it is hardly any by then', () => {
    const job = held();
    expect(job.observe(485, seen(ran(80), until), { isMassDelay: false })).toMatchObject([
      { kind: 'began', episode: { massDelay: true } },
    ]);
  });

  test('whose first late answer lies four hours back are published at once', () => {
    const job = onTime({ isMassDelay: true });
    job.read(241, ran(80));
    job.unreadable(300);
    expect(job.readAt(485, until, ran(80))).toMatchObject([{ kind: 'began', episode: { massDelay: true } }]);
  });

  test('that end before are never published: the history alone has both', () => {
    const job = held();
    expect(job.read(300, ran(298))).toMatchObject([
      { kind: 'began', sequence: undefined, episode: { published: false, massDelay: true } },
      { kind: 'cleared', cause: 'caughtUp', sequence: undefined, episode: { published: false } },
    ]);
    expect(job.record('overdue')).toMatchObject({ isOpen: false, sequence: undefined });
    // The next one, when it is alone, is published as any other.
    job.read(340, ran(338));
    job.observe(499, seen(ran(338), arrival(499)), { isMassDelay: false });
    expect(job.observe(505, seen(ran(338), arrival(505)), { isMassDelay: false })).toMatchObject([
      { kind: 'began', episode: notMassDelayed },
    ]);
  });

  test('that are removed or quarantined before are never published either', () => {
    const gone = held();
    gone.gone(250);
    expect(sequencesOf(gone.gone(255).filter(({ condition }) => condition === 'overdue'))).toEqual([]);
    const quarantined = held();
    quarantined.read(250, quarantinedJob(minute(249)));
    expect(quarantined.transitions).toMatchObject([
      { condition: 'quarantine' },
      { condition: 'overdue', kind: 'began', sequence: undefined },
      { condition: 'overdue', kind: 'cleared', cause: 'quarantined', sequence: undefined },
    ]);
  });

  test('hold back no first cycle and no backlog: those are of a job alone', () => {
    const job = watched({ isMassDelay: true });
    const raw = ran(0, { steady: never });
    job.read(1, raw);
    job.read(2 * day + 2, raw);
    expect(job.read(2 * day + 5, raw)).toMatchObject([{ kind: 'began', episode: notMassDelayed }]);
  });

  test('hold back nothing that was published before', () => {
    const job = late();
    expect(job.observe(250, seen(ran(80), arrival(250)), { isMassDelay: true })).toEqual([]);
    expect(job.record('overdue').episode?.heldUntil).toBeUndefined();
  });
});

test('a late job that nobody wants to hear of is kept in the history, without a sequence', () => {
  const job = late({ wanted: noneWanted });
  job.read(250, ran(248));
  expect(job.transitions).toMatchObject([
    { kind: 'began', sequence: undefined },
    { kind: 'cleared', sequence: undefined },
  ]);
});

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { RunMemory } from '../../../src/core/run-memory.ts';
import { History } from '../../support/history.ts';
import { createdJob, healthyJob, pausedJob, quarantinedJob, ranJob } from '../../support/jobs.ts';

const { minute, arrival } = History;
const never = '0001-01-01T00:00:00Z';
const ran = (ended: number, more: Parameters<typeof ranJob>[0] = {}) =>
  ranJob({ ended: minute(ended), ...more });

function runsOf(job: History): RunMemory {
  if (!job.state?.runs) throw new Error('nothing is remembered');
  return job.state.runs;
}

/** What is remembered after answers at the given minutes. */
function after(...answers: readonly (readonly [minute: number, raw: JsonObject])[]): RunMemory {
  const job = new History();
  for (const [at, raw] of answers) job.read(at, raw);
  return runsOf(job);
}

describe('whether a job ever ran', () => {
  test.each<[string, JsonObject, boolean]>([
    ['not by defaults', createdJob(), false],
    ['not while it waits for its first cycle', createdJob({ code: 'NotRun' }, { state: 'Active' }), false],
    [
      'not by a code that says that it runs, where its schedule does not',
      createdJob({ code: 'Active' }),
      false,
    ],
    ['by the end of a run', createdJob({ lastExecution: { timeEnded: minute(0) } }), true],
    ['by the begin of a run', createdJob({ lastExecution: { timeBegan: minute(0) } }), true],
    ['by its first steady state', createdJob({ steadyStateFirstAchievedTime: minute(0) }), true],
    ['by its last steady state', createdJob({ steadyStateLastAchievedTime: minute(0) }), true],
    ['by a quarantine', createdJob({ quarantine: { seriesCount: 1 } }), true],
    ['by being read as active', createdJob({ code: 'active' }, { state: 'Active' }), true],
    ['not by a run that said nothing of itself', createdJob({ lastExecution: { state: 'Failed' } }), false],
    ['not by what is no object', createdJob({ lastExecution: 'x' }), false],
  ])('%s', (_, raw, hasRun) => {
    expect(after([0, raw]).hasRun).toBe(hasRun);
  });

  test('is never forgotten', () => {
    expect(after([0, healthyJob()], [5, createdJob()], [10, { id: 'scim.1', status: null }]).hasRun).toBe(
      true,
    );
  });
});

describe('since when it runs', () => {
  test('is the first answer that showed it running, and stays that', () => {
    expect(after([0, ran(0)], [5, ran(4)], [10, ran(9)]).runningSince).toBe(arrival(0));
  });

  test('begins anew after it was stopped, or in quarantine', () => {
    for (const raw of [pausedJob(), quarantinedJob()]) {
      expect(after([0, ran(0)], [5, raw]).runningSince).toBe(arrival(0));
      expect(after([0, ran(0)], [5, raw], [10, ran(9)]).runningSince).toBe(arrival(10));
    }
  });

  test('goes on over answers without a status', () => {
    const blank = { id: 'scim.1', status: null };
    expect(after([0, ran(0)], [5, blank], [10, blank], [15, ran(9)]).runningSince).toBe(arrival(0));
  });

  test.each([
    ['stopped', pausedJob()],
    ['in quarantine', quarantinedJob()],
  ])('begins anew after it was %s and answered without a status', (_, raw) => {
    const blank = { id: 'scim.1', status: null };
    expect(after([0, ran(0)], [5, raw], [10, blank], [15, ran(9)]).runningSince).toBe(arrival(15));
  });

  test('is not known of a job that was never read running', () => {
    expect(after([0, pausedJob()], [5, quarantinedJob()]).runningSince).toBeUndefined();
  });

  test('begins anew for a job that is back after it was removed', () => {
    const job = new History();
    job.read(0, ran(0));
    for (const at of [5, 10]) job.gone(at);
    job.read(15, ran(0));
    expect(runsOf(job).runningSince).toBe(arrival(15));
  });

  test('goes on over answers that could not be read', () => {
    const job = new History();
    job.read(0, ran(0));
    job.unreadable(5);
    job.read(15, ran(0));
    expect(runsOf(job).runningSince).toBe(arrival(0));
  });

  test.each([
    ['by the same answer', ran(0)],
    ['by another one', ran(9)],
  ])('begins anew for a job that was not watched meanwhile, %s', (_, raw) => {
    const job = new History();
    job.read(0, ran(0));
    for (const at of [5, 10]) job.unwatched(at);
    expect(job.unchanged).toBe(true);
    // The first answer after it is none: nobody has seen it yet.
    job.unreadable(12);
    job.read(15, raw);
    expect(runsOf(job)).toMatchObject({ runningSince: arrival(15), isRunning: true });
    job.read(20, raw);
    expect(job.unchanged).toBe(true);
    expect(runsOf(job).runningSince).toBe(arrival(15));
  });
});

describe('the end of its last run', () => {
  test('only rises, cut to seconds', () => {
    expect(after([0, ran(-2)], [5, ran(4)], [10, ran(-2)]).endedAt).toBe(minute(4));
    expect(after([0, ranJob({ ended: '2026-03-09T23:00:00.7488681Z' })]).endedAt).toBe(
      '2026-03-09T23:00:00.000Z',
    );
  });

  test('outlives an answer without one', () => {
    expect(after([0, ran(-2)], [5, createdJob()]).endedAt).toBe(minute(-2));
  });

  test('may lie ahead by a day, and not by a second more', () => {
    const at = 24 * 60;
    const job = (ended: string) => {
      const history = new History();
      history.readAt(0, minute(0), ranJob({ ended }));
      return runsOf(history);
    };
    expect(job(minute(at))).toMatchObject({ endedAt: minute(at), steadyAt: minute(at) });
    const further = minute(at).replace('00.000Z', '01.000Z');
    expect(job(further)).toMatchObject({ endedAt: undefined, steadyAt: undefined });
  });
});

describe('how long its last run took', () => {
  const took = (ended: number, minutes: number) => ran(ended, { began: minute(ended - minutes) });

  test('is known of the run whose end is the last one', () => {
    expect(after([0, took(0, 3)]).durationMs).toBe(180_000);
    expect(after([0, took(0, 3)], [45, took(40, 7)]).durationMs).toBe(420_000);
    // An old replica: its run is not the last one.
    expect(after([0, took(0, 3)], [45, took(40, 7)], [50, took(0, 3)]).durationMs).toBe(420_000);
  });

  test('is believed up to a year, and nothing where it is more', () => {
    const year = 366 * 24 * 60;
    expect(after([0, took(0, year)]).durationMs).toBe(year * 60_000);
    expect(after([0, took(0, year + 1)]).durationMs).toBe(0);
  });

  test('is nothing where one of its dates is none, or they contradict each other', () => {
    expect(after([0, ran(0, { began: never })]).durationMs).toBe(0);
    expect(after([0, took(0, -3)]).durationMs).toBe(0);
    expect(after([0, ran(0, { ended: never, began: minute(-5) })]).durationMs).toBe(0);
  });
});

describe('how often its end moved in its time', () => {
  const moved = (...ends: number[]) =>
    after(...ends.map((ended) => [ended + 1, ran(ended)] as const)).endsInTime;

  test('is counted up to two', () => {
    expect([moved(0), moved(0, 40), moved(0, 40, 80), moved(0, 40, 80, 120)]).toEqual([0, 1, 2, 2]);
  });

  test('does not count what moved too late, and takes nothing back for it', () => {
    expect(moved(0, 161)).toBe(0);
    expect(moved(0, 160)).toBe(1);
    expect(moved(0, 40, 300, 340)).toBe(2);
  });

  test('does not count an end that went back, or one that was there before it was read first', () => {
    expect(moved(40, 0)).toBe(0);
    expect(moved(40, 0, 40)).toBe(0);
  });

  test('gives a long run its time', () => {
    const long = (ended: number) => ran(ended, { began: minute(ended - 30) });
    expect(after([1, long(0)], [221, long(220)]).endsInTime).toBe(1);
    expect(after([1, long(0)], [222, long(221)]).endsInTime).toBe(0);
  });

  test('gives a job without an interval the least time', () => {
    const odd = (ended: number) => ran(ended, { interval: '' });
    expect(after([1, odd(0)], [61, odd(60)]).endsInTime).toBe(1);
    expect(after([1, odd(0)], [62, odd(61)]).endsInTime).toBe(0);
  });
});

describe('its first cycle', () => {
  const starting = ran(0, { steady: never });

  test('is unfinished while it runs without a steady state', () => {
    expect(after([1, starting])).toMatchObject({ inFirstCycle: true, steadyAt: undefined });
    expect(after([1, starting], [5, ran(4)])).toMatchObject({ inFirstCycle: false, steadyAt: minute(4) });
  });

  test('was unfinished when it was stopped', () => {
    const stopped = ran(0, { steady: never, status: { code: 'Paused' } });
    expect(after([1, starting], [5, stopped]).inFirstCycle).toBe(true);
    expect(after([1, stopped]).inFirstCycle).toBe(false);
  });

  test('is over with the later of both dates that Graph gives of a steady state', () => {
    const status = { steadyStateFirstAchievedTime: minute(-30), steadyStateLastAchievedTime: never };
    expect(after([1, ran(0, { status })]).steadyAt).toBe(minute(-30));
    const last = { steadyStateFirstAchievedTime: minute(-30), steadyStateLastAchievedTime: minute(-5) };
    expect(after([1, ran(0, { status: last })]).steadyAt).toBe(minute(-5));
  });

  test('stays over when an answer gives none any more', () => {
    expect(after([1, ran(0)], [5, starting])).toMatchObject({ inFirstCycle: false, steadyAt: minute(0) });
  });

  test('begins anew when a job that had a steady state waits for its first run: it was restarted', () => {
    const restarted = ran(0, { steady: never, status: { code: 'NotRun' } });
    expect(after([1, ran(0)], [5, restarted])).toMatchObject({
      inFirstCycle: true,
      steadyAt: undefined,
      runningSince: arrival(5),
      endedAt: minute(0),
    });
    expect(after([1, ran(0)], [5, restarted], [9, ran(8)])).toMatchObject({ inFirstCycle: false });
  });

  test('stays over while the job is stopped, and when its steady state lies too far ahead to be believed', () => {
    const stopped = ran(0, { steady: never, status: { code: 'Paused' } });
    expect(after([1, ran(0)], [5, stopped])).toMatchObject({ steadyAt: minute(0), runningSince: arrival(1) });
    const ahead = ran(0, { steady: minute(9 * 24 * 60), status: { code: 'NotRun' } });
    expect(after([1, ran(0)], [5, ahead])).toMatchObject({ steadyAt: minute(0), runningSince: arrival(1) });
  });
});

test('an answer that says nothing new leaves the memory as it is', () => {
  const job = new History();
  job.read(0, ran(0));
  const { runs } = job.state ?? {};
  job.read(5, ran(0));
  expect(job.state?.runs).toBe(runs);
  expect(job.unchanged).toBe(true);
});

test('a row that was written before runs were remembered learns them from the next answer, though that says nothing new', () => {
  const job = new History();
  job.read(0, ran(0));
  if (job.state) job.state = { ...job.state, runs: undefined };
  job.read(5, ran(0));
  expect(runsOf(job)).toMatchObject({ hasRun: true, runningSince: arrival(5), endedAt: minute(0) });
  expect(job.unchanged).toBe(false);
});

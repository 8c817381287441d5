import { expect, test } from 'vitest';
import { findStandingStill } from '../../../src/core/mass-delay.ts';
import type { JobState } from '../../../src/core/state.ts';
import { History } from '../../support/history.ts';
import { pausedJob, quarantinedJob, ranJob } from '../../support/jobs.ts';

const { minute } = History;
const never = '0001-01-01T00:00:00Z';

function stateOf(job: History): JobState {
  if (!job.state) throw new Error('not stored');
  return job.state;
}

/** It ended in a minute and was last read in minute 300, on time or late. */
function ended(at: number, then?: (job: History) => void): JobState {
  const job = new History();
  job.read(at + 1, ranJob({ ended: minute(at) }));
  job.read(300, ranJob({ ended: minute(at) }));
  then?.(job);
  return stateOf(job);
}

const times = (count: number, state: JobState) => Array.from({ length: count }, () => state);
const late = () => ended(80);
const onTime = () => ended(200);
const isMass = (...states: JobState[]) => findStandingStill(states).isMassDelay;

test('more than five of few that stand still at once are many, five are not', () => {
  expect(isMass(...times(5, late()))).toBe(false);
  expect(isMass(...times(6, late()))).toBe(true);
});

test('more than a tenth of those that should run are many, a tenth is not', () => {
  expect(isMass(...times(10, late()), ...times(90, onTime()))).toBe(false);
  expect(isMass(...times(11, late()), ...times(99, onTime()))).toBe(false);
  expect(isMass(...times(11, late()), ...times(98, onTime()))).toBe(true);
});

test('those that stand still are named, with when the first of them should have run', () => {
  const later = ended(100);
  const first = late();
  expect(findStandingStill([onTime(), later, first])).toEqual({
    jobs: [later, first],
    shouldRun: 3,
    isMassDelay: false,
    since: History.arrival(241),
  });
  expect(findStandingStill([onTime()])).toEqual({
    jobs: [],
    shouldRun: 1,
    isMassDelay: false,
    since: undefined,
  });
});

test('a job counts from its first late answer on, before it is proven', () => {
  const job = late();
  expect(job.conditions.overdue).toMatchObject({ isOpen: false, doubt: { what: 'began' } });
  expect(findStandingStill([job]).jobs).toHaveLength(1);
});

test('only jobs that should run count, on either side', () => {
  const paused = ended(80, (job) => job.read(305, pausedJob()));
  const quarantined = ended(80, (job) => job.read(305, quarantinedJob(minute(304))));
  const unwatched = ended(80, (job) => job.unwatched(305));
  const removed = ended(80, (job) => {
    job.gone(305);
    job.gone(310);
  });
  for (const state of [paused, quarantined, unwatched, removed]) {
    expect(findStandingStill([state]).jobs).toEqual([]);
    expect(isMass(...times(6, late()), ...times(1000, state))).toBe(true);
  }
  const unreadable = ended(80, (job) => job.unreadable(305));
  expect(findStandingStill([unreadable]).jobs).toEqual([unreadable]);
});

test('a job that is late for a reason of its own is not one that stands still', () => {
  const job = new History();
  for (const at of [0, 3 * 24 * 60]) job.read(at, ranJob({ ended: minute(0), steady: never }));
  expect(stateOf(job).conditions.overdue.facts?.reason).toBe('initialCycle');
  expect(findStandingStill([stateOf(job)]).jobs).toEqual([]);
});

import { expect, test } from 'vitest';
import { screenRemovals } from '../../../src/core/mass-removal.ts';
import type { JobState } from '../../../src/core/state.ts';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';

function known(): JobState {
  const job = new History();
  job.read(0, healthyJob());
  if (!job.state) throw new Error('not stored');
  return job.state;
}

/** It vanished with many others at minute 0. */
const marked = (): JobState => ({
  ...known(),
  unreadable: { since: History.minute(0), cause: 'massRemoval', detail: '' },
});

function gone(count: number, at = History.minute(5), state = known()) {
  return Array.from({ length: count }, () => ({ state, at, byId: false }));
}

/** So many known jobs, one of which was read. */
const of = (count: number, unsettled = 0) => ({ count, read: 1, unsettled });

function causes(observations: ReturnType<typeof screenRemovals>): (string | undefined)[] {
  return [...new Set(observations.map((seen) => (seen.kind === 'unreadable' ? seen.cause : seen.kind)))];
}

test('five jobs of a small tenant may go at once, six may not', () => {
  expect(causes(screenRemovals(gone(5), of(8)))).toEqual(['gone']);
  expect(causes(screenRemovals(gone(6), of(8)))).toEqual(['massRemoval']);
});

test('a tenth of a large tenant may go at once, one more may not', () => {
  expect(causes(screenRemovals(gone(100), of(1000)))).toEqual(['gone']);
  expect(causes(screenRemovals(gone(101), of(1000)))).toEqual(['massRemoval']);
});

test('what a list lacks and whose id is not answered counts too', () => {
  expect(causes(screenRemovals(gone(4), of(40, 1)))).toEqual(['gone']);
  const vanished = screenRemovals(gone(4), of(40, 2));
  expect(causes(vanished)).toEqual(['massRemoval']);
  expect(vanished[0]).toMatchObject({
    detail: expect.stringContaining('6 of 40 known jobs vanished at once'),
  });
});

test('a mass removal that has stood for 24 hours is believed', () => {
  expect(causes(screenRemovals(gone(50, History.minute(24 * 60 - 1), marked()), of(60)))).toEqual([
    'massRemoval',
  ]);
  expect(causes(screenRemovals(gone(50, History.minute(24 * 60), marked()), of(60)))).toEqual(['gone']);
});

test('jobs that vanished with many others stay held until a day has passed, though later runs miss fewer', () => {
  const vanished = screenRemovals(gone(20, History.minute(0)), of(60));
  expect(causes(vanished)).toEqual(['massRemoval']);
  for (const at of [5, 24 * 60 - 1])
    expect(causes(screenRemovals(gone(5, History.minute(at), marked()), of(60)))).toEqual(['massRemoval']);
  expect(screenRemovals(gone(5, History.minute(5), marked()), of(60))[0]).toMatchObject({
    detail: expect.stringContaining('5 of 60 known jobs vanished at once'),
  });
  expect(causes(screenRemovals(gone(5, History.minute(24 * 60), marked()), of(60)))).toEqual(['gone']);
});

test('jobs that are held do not hold the few that go beside them', () => {
  const at = History.minute(5);
  const screened = screenRemovals([...gone(3, at, marked()), ...gone(2, at)], of(60));
  expect(screened.map(({ kind }) => kind)).toEqual([
    ...Array(3).fill('unreadable'),
    ...Array(2).fill('gone'),
  ]);
});

test('a job that vanished with many others is held through outages, and while others come back', () => {
  const job = new History();
  job.read(0, quarantinedJob());
  const miss = (at: number, missing: { knownRead: number; others: number }) => {
    const { state } = job;
    if (!state) throw new Error('not stored');
    const own = { state, at: History.arrival(at), byId: true };
    const [seen] = screenRemovals([own, ...gone(missing.others, own.at, marked())], {
      count: 60,
      read: missing.knownRead,
      unsettled: 0,
    });
    if (seen) job.observe(at, seen);
    return [job.state?.isRemoved, job.state?.unreadable?.cause, job.state?.absence !== undefined];
  };
  const held = [false, 'massRemoval', false];
  const day = 24 * 60;
  expect(miss(5, { knownRead: 40, others: 19 })).toEqual(held);
  expect(miss(10, { knownRead: 55, others: 4 })).toEqual(held);
  job.unreadable(15);
  expect(miss(20, { knownRead: 59, others: 0 })).toEqual(held);
  expect(miss(day + 4, { knownRead: 59, others: 0 })).toEqual(held);
  expect(miss(day + 5, { knownRead: 59, others: 0 })).toEqual([false, 'massRemoval', true]);
  expect(miss(day + 10, { knownRead: 59, others: 0 })).toEqual([true, undefined, false]);
});

test('jobs that wait since yesterday do not drag along what went today', () => {
  const at = History.minute(24 * 60);
  const screened = screenRemovals([...gone(50, at, marked()), ...gone(7, at)], of(60));
  expect(screened.slice(0, 50).every((seen) => seen.kind === 'gone')).toBe(true);
  expect(screened.slice(50).every((seen) => seen.kind === 'unreadable')).toBe(true);
});

test('jobs that were missed before are believed beside many that are missed for the first time', () => {
  const absence = { since: History.minute(0), seenAt: History.minute(0) };
  const missedBefore = gone(2, History.minute(5), { ...known(), absence }).map((job) => ({
    ...job,
    byId: true,
  }));
  const screened = screenRemovals([...gone(7), ...missedBefore], of(60));
  expect(screened.slice(0, 7).every((seen) => seen.kind === 'unreadable')).toBe(true);
  expect(screened.slice(7)).toEqual(missedBefore.map(({ at }) => ({ kind: 'gone', at, byId: true })));
});

test('a run that read no known job believes no second absence either', () => {
  const absence = { since: History.minute(0), seenAt: History.minute(0) };
  const missedBefore = gone(1, History.minute(5), { ...known(), absence }).map((job) => ({
    ...job,
    byId: true,
  }));
  expect(causes(screenRemovals(missedBefore, { count: 2, read: 0, unsettled: 0 }))).toEqual(['massRemoval']);
});

test('a few that went today are believed beside many that have waited since yesterday', () => {
  const at = History.minute(24 * 60);
  expect(causes(screenRemovals([...gone(50, at, marked()), ...gone(3, at)], of(60)))).toEqual(['gone']);
});

test('a mass removal says how many of how many vanished', () => {
  expect(screenRemovals(gone(7), of(60))[0]).toMatchObject({
    detail: '7 of 60 known jobs vanished at once; they count as removed once that has lasted for 24 hours',
  });
});

test('a run that read no known job at all believes no absence, be it of a single job, before a day has passed', () => {
  const blind = { count: 5, read: 0, unsettled: 0 };
  const [seen] = screenRemovals(gone(1), blind);
  expect(seen).toMatchObject({
    kind: 'unreadable',
    cause: 'massRemoval',
    at: History.minute(5),
    detail: expect.stringContaining('none of them was read'),
  });
  expect(causes(screenRemovals(gone(1, History.minute(24 * 60 - 1), marked()), blind))).toEqual([
    'massRemoval',
  ]);
  expect(causes(screenRemovals(gone(1, History.minute(24 * 60), marked()), blind))).toEqual(['gone']);
});

test('an absence that is believed is the word of a list only: it needs the proof by id too', () => {
  expect(screenRemovals(gone(1), of(8))).toEqual([{ kind: 'gone', at: History.minute(5), byId: false }]);
});

test('an empty list of each of five principals, twice, ends none of five quarantines', () => {
  const jobs = Array.from({ length: 5 }, () => new History());
  for (const job of jobs) job.read(0, quarantinedJob());
  for (const at of [5, 10]) {
    const newlyGone = jobs.flatMap(({ state }) =>
      state ? [{ state, at: History.arrival(at), byId: false }] : [],
    );
    const screened = screenRemovals(newlyGone, { count: 5, read: 0, unsettled: 0 });
    for (const [index, job] of jobs.entries()) {
      const observation = screened[index];
      if (observation) job.observe(at, observation);
    }
  }
  expect(jobs.flatMap(({ transitions }) => transitions).map(({ kind }) => kind)).toEqual(
    Array(5).fill('began'),
  );
  expect(jobs.map(({ state }) => state?.unreadable?.cause)).toEqual(Array(5).fill('massRemoval'));
});

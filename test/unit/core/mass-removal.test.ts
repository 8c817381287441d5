import { expect, test } from 'vitest';
import { isNewlyGone, screenRemovals } from '../../../src/core/mass-removal.ts';
import type { JobState } from '../../../src/core/state.ts';
import { History } from '../../support/history.ts';
import { healthyJob } from '../../support/jobs.ts';

function known(): JobState {
  const job = new History();
  job.read(0, healthyJob());
  if (!job.state) throw new Error('not stored');
  return job.state;
}

function gone(count: number, at = History.minute(5), state = known()) {
  return Array.from({ length: count }, () => ({ state, at }));
}

function causes(observations: ReturnType<typeof screenRemovals>): (string | undefined)[] {
  return [...new Set(observations.map((seen) => (seen.kind === 'unreadable' ? seen.cause : seen.kind)))];
}

test('five jobs of a small tenant may go at once, six may not', () => {
  expect(causes(screenRemovals(gone(5), 8))).toEqual(['gone']);
  expect(causes(screenRemovals(gone(6), 8))).toEqual(['massRemoval']);
});

test('a tenth of a large tenant may go at once, one more may not', () => {
  expect(causes(screenRemovals(gone(100), 1000))).toEqual(['gone']);
  expect(causes(screenRemovals(gone(101), 1000))).toEqual(['massRemoval']);
});

test('a mass removal that has stood for 24 hours is believed', () => {
  const marked: JobState = {
    ...known(),
    unreadable: { since: History.minute(0), cause: 'massRemoval', detail: '' },
  };
  expect(causes(screenRemovals(gone(50, History.minute(24 * 60 - 1), marked), 60))).toEqual(['massRemoval']);
  expect(causes(screenRemovals(gone(50, History.minute(24 * 60), marked), 60))).toEqual(['gone']);
});

test('jobs that wait since yesterday do not drag along what went today', () => {
  const marked: JobState = {
    ...known(),
    unreadable: { since: History.minute(0), cause: 'massRemoval', detail: '' },
  };
  const at = History.minute(24 * 60);
  const screened = screenRemovals([...gone(50, at, marked), ...gone(7, at)], 60);
  expect(screened.slice(0, 50).every((seen) => seen.kind === 'gone')).toBe(true);
  expect(screened.slice(50).every((seen) => seen.kind === 'unreadable')).toBe(true);
});

test('a job whose removal was doubted before, or is known, is not newly gone', () => {
  const seen = { kind: 'gone', at: History.minute(5) } as const;
  expect(isNewlyGone(known(), seen)).toBe(true);
  expect(isNewlyGone({ ...known(), doubt: { what: 'gone', since: History.minute(0) } }, seen)).toBe(false);
  expect(isNewlyGone({ ...known(), state: 'removed' }, seen)).toBe(false);
});

test('a few that went today are believed beside many that have waited since yesterday', () => {
  const marked: JobState = {
    ...known(),
    unreadable: { since: History.minute(0), cause: 'massRemoval', detail: '' },
  };
  const at = History.minute(24 * 60);
  expect(causes(screenRemovals([...gone(50, at, marked), ...gone(3, at)], 60))).toEqual(['gone']);
});

test('a mass removal says how many of how many vanished', () => {
  expect(screenRemovals(gone(7), 60)[0]).toMatchObject({
    detail: expect.stringContaining('7 of 60 known jobs vanished at once'),
  });
});

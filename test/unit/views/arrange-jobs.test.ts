import { expect, test } from 'vitest';
import type { JobSummary } from '../../../src/contract/answers/job.ts';
import { type Sort, wholeOverview } from '../../../src/contract/http/query-values.ts';
import { arrangeJobs, mostUrgentFirst, nameOf } from '../../../src/views/arrange-jobs.ts';
import { toJobSummary } from '../../../src/views/job.ts';
import { globalRoots } from '../../support/global-roots.ts';
import { healthyJob, pausedJob, quarantinedJob } from '../../support/jobs.ts';
import { stateOf } from '../http/stub-app.ts';

const asOf = {
  now: '2026-03-10T00:05:00.000Z',
  coveredSince: '2026-03-10T00:00:00.000Z',
  staleAfterMs: 900_000,
};

function job(displayName: string, more: Partial<JobSummary> = {}, raw = healthyJob(displayName)): JobSummary {
  return { ...toJobSummary(stateOf(raw), asOf, globalRoots), displayName, ...more };
}

const early = job('Early', {}, quarantinedJob('2026-03-01T00:00:00Z', {}, 'early'));
const late = job('Late', {}, quarantinedJob('2026-03-05T00:00:00Z', {}, 'late'));
const undated = job('Undated', {}, quarantinedJob('', {}, 'undated'));
const app2 = job('App 2', { observedAt: '2026-03-09T00:00:00.000Z' });
const app10 = job('app 10', { unreadable: { since: asOf.now, cause: 'http403', detail: '' } });
const all = [late, app10, undated, app2, early];

const names = (jobs: readonly JobSummary[]) => jobs.map(nameOf);
const by = (sort: Sort) => names(arrangeJobs(all, { ...wholeOverview, sort }));

test('by name as people count: numbers by their size, capitals beside small letters', () => {
  expect(by('name')).toEqual(['App 2', 'app 10', 'Early', 'Late', 'Undated']);
});

test('by state: quarantines first, and among equals what cannot be read', () => {
  expect(by('state')).toEqual(['Early', 'Late', 'Undated', 'app 10', 'App 2']);
});

test('by state: the worst first', () => {
  const words = [
    'unwatched',
    'healthy',
    'starting',
    'notStarted',
    'failing',
    'halted',
    'unknown',
    'removed',
    'overdue',
    'quarantined',
  ] as const;
  const jobs = words.map((state) => job(state, { state }));
  const shown = ['watched', 'removed', 'unwatched'] as const;
  expect(
    shown.flatMap((state) => names(arrangeJobs(jobs, { ...wholeOverview, sort: 'state', state }))),
  ).toEqual([
    'quarantined',
    'halted',
    'overdue',
    'failing',
    'unknown',
    'notStarted',
    'starting',
    'healthy',
    'removed',
    'unwatched',
  ]);
});

test('by a date that not every job has: those without come last', () => {
  expect(by('disable')).toEqual(['Early', 'Late', 'Undated', 'App 2', 'app 10']);
  expect(by('since').slice(0, 2)).toEqual(['Early', 'Late']);
  expect(by('read')[0]).toBe('App 2');
});

test('the most urgent quarantine is the one that Entra will switch off first', () => {
  expect(names(mostUrgentFirst([undated, late, early]))).toEqual(['Early', 'Late', 'Undated']);
});

test('the most urgent of what is stopped has been so for longest, and comes behind every quarantine', () => {
  const stopped = (name: string, since: string) => {
    const { conditions, ...more } = job(name, {}, pausedJob(name));
    return { ...more, conditions: conditions.map((each) => ({ ...each, since })) };
  };
  const old = stopped('Old', '2026-03-01T00:00:00.000Z');
  const young = stopped('Young', '2026-03-09T00:00:00.000Z');
  expect(names(mostUrgentFirst([young, old, undated]))).toEqual(['Undated', 'Old', 'Young']);
  expect(names(arrangeJobs([app2, young, old], { ...wholeOverview, sort: 'since' }))).toEqual([
    'Old',
    'Young',
    'App 2',
  ]);
});

test('by the last run: what ran longest ago first, and what never ran last', () => {
  const ran = (name: string, lastRunEndedAt: string | null) => job(name, { lastRunEndedAt });
  const jobs = [
    ran('Never', null),
    ran('Today', '2026-03-10T00:00:00.000Z'),
    ran('Long ago', '2026-01-01T00:00:00.000Z'),
  ];
  expect(names(arrangeJobs(jobs, { ...wholeOverview, sort: 'run' }))).toEqual(['Long ago', 'Today', 'Never']);
});

test('a job is found by its state, its kind, and what is wrong with it, but not by what is not', () => {
  const stopped = job('Stopped', {}, pausedJob('stopped'));
  const found = (q: string) => names(arrangeJobs([app2, stopped, early], { ...wholeOverview, q }));
  expect(found('halted')).toEqual(['Stopped']);
  expect(found('halt')).toEqual(['Stopped']);
  expect(found('Paused')).toEqual(['Stopped']);
  expect(found('outbound')).toEqual(['Early', 'Stopped', 'App 2']);
  expect(found('failures')).toEqual([]);
});

test('a job without a name goes by its id, and is found by every name that it has', () => {
  const nameless = job('x', { displayName: null });
  expect(nameOf(nameless)).toBe('x');
  for (const q of ['EARLY', early.servicePrincipalId.slice(3, 9), 'invalidcred', 'app-1'])
    expect(names(arrangeJobs(all, { ...wholeOverview, q }))).toContain('Early');
  expect(arrangeJobs(all, { ...wholeOverview, q: 'nothing' })).toEqual([]);
});

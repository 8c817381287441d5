import { expect, test } from 'vitest';
import type { JobSummary } from '../../../src/contract/answers/job.ts';
import { type Sort, wholeOverview } from '../../../src/contract/http/query-values.ts';
import { arrangeJobs, mostUrgentFirst, nameOf } from '../../../src/views/arrange-jobs.ts';
import { toJobSummary } from '../../../src/views/job.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { stateOf } from '../http/stub-app.ts';

const asOf = {
  now: '2026-03-10T00:05:00.000Z',
  coveredSince: '2026-03-10T00:00:00.000Z',
  staleAfterMs: 900_000,
};

function job(displayName: string, more: Partial<JobSummary> = {}, raw = healthyJob(displayName)): JobSummary {
  return { ...toJobSummary(stateOf(raw), asOf), displayName, ...more };
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

test('by a date that not every job has: those without come last', () => {
  expect(by('disable')).toEqual(['Early', 'Late', 'Undated', 'App 2', 'app 10']);
  expect(by('since').slice(0, 2)).toEqual(['Early', 'Late']);
  expect(by('read')[0]).toBe('App 2');
});

test('the most urgent quarantine is the one that Entra will switch off first', () => {
  expect(names(mostUrgentFirst([undated, late, early]))).toEqual(['Early', 'Late', 'Undated']);
});

test('a job without a name goes by its id, and is found by every name that it has', () => {
  const nameless = job('x', { displayName: null });
  expect(nameOf(nameless)).toBe('x');
  for (const q of ['EARLY', early.servicePrincipalId.slice(3, 9), 'invalidcred', 'app-1'])
    expect(names(arrangeJobs(all, { ...wholeOverview, q }))).toContain('Early');
  expect(arrangeJobs(all, { ...wholeOverview, q: 'nothing' })).toEqual([]);
});

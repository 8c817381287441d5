import { expect, test } from 'vitest';
import type { JobState } from '../../../src/core/state.ts';
import { isWatched, neverFound, principalsToAsk, type Watch } from '../../../src/core/watch.ts';
import { History } from '../../support/history.ts';
import { healthyJob } from '../../support/jobs.ts';

function known(servicePrincipalId: string, more: Partial<JobState> = {}): JobState {
  const job = new History();
  job.read(0, healthyJob());
  if (!job.state) throw new Error('not stored');
  return { ...job.state, servicePrincipalId, ...more };
}

const tenant: Watch = { kind: 'tenant' };
const list: Watch = {
  kind: 'list',
  entries: [
    { servicePrincipalId: 'b', jobId: undefined },
    { servicePrincipalId: 'a', jobId: 'one' },
  ],
};

function asked(...question: Parameters<typeof principalsToAsk>): string[] {
  const toAsk = principalsToAsk(...question);
  return [...toAsk.known, ...toAsk.discovered];
}

test('the whole tenant watches every job, a list those it names', () => {
  expect(isWatched(tenant, { servicePrincipalId: 'x', jobId: 'y' })).toBe(true);
  expect(isWatched(list, { servicePrincipalId: 'b', jobId: 'any' })).toBe(true);
  expect(isWatched(list, { servicePrincipalId: 'a', jobId: 'one' })).toBe(true);
  expect(isWatched(list, { servicePrincipalId: 'a', jobId: 'two' })).toBe(false);
});

test('a list asks the principals it names, whatever else is known', () => {
  expect(asked(list, [known('z')], ['y'], undefined)).toEqual(['a', 'b']);
});

test('known principals are asked before those that discovery found beside them', () => {
  expect(asked(tenant, [known('m'), known('m'), known('z')], ['a', 'm', 'n'], undefined)).toEqual([
    'm',
    'z',
    'a',
    'n',
  ]);
});

test('a principal of removed jobs only is not asked, unless one of them may be back', () => {
  const doubt = { what: 'quarantined', since: History.minute(0) } as const;
  const jobs = [known('a', { state: 'removed' }), known('b', { state: 'removed', doubt })];
  expect(asked(tenant, jobs, [], undefined)).toEqual(['b']);
});

test('what the last run did not reach comes first', () => {
  const jobs = ['a', 'b', 'c', 'd'].map((id) => known(id));
  expect(asked(tenant, jobs, [], 'c')).toEqual(['c', 'd', 'a', 'b']);
  expect(asked(tenant, jobs, ['x', 'y', 'z'], 'c')).toEqual(['c', 'd', 'a', 'b', 'x', 'y', 'z']);
});

test('a sweep that one run could not finish goes on where it stopped', () => {
  const jobs = ['a', 'b'].map((id) => known(id));
  expect(asked(tenant, jobs, ['z', 'x', 'y'], 'y')).toEqual(['a', 'b', 'y', 'z']);
});

test('an id of the list that Graph does not have is reported, one that it had is not', () => {
  const at = History.minute(0);
  const gone = { servicePrincipalId: 'b', at, kind: 'gone' } as const;
  const jobs = { servicePrincipalId: 'a', at, kind: 'jobs', jobs: [], cut: undefined } as const;
  expect(neverFound(list, gone, [])).toEqual([
    { cause: 'notFound', detail: 'WATCH names b, which Graph does not have: check the ids' },
  ]);
  expect(neverFound(list, { ...jobs, servicePrincipalId: 'b' }, [])).toEqual([]);
  const unreadable = {
    servicePrincipalId: 'a',
    at,
    kind: 'unreadable',
    cause: 'http503',
    detail: '',
  } as const;
  expect(neverFound(list, unreadable, [])).toEqual([]);
  expect(neverFound(list, gone, [new Map([['known before', {}]])])).toEqual([]);
  expect(neverFound(list, jobs, [])[0]?.detail).toContain('a/one');
  expect(neverFound(list, jobs, [new Map(), new Map([['one', {}]])])).toEqual([]);
  expect(neverFound(tenant, gone, [])).toEqual([]);
});

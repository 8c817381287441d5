import { expect, test } from 'vitest';
import { observe, type PrincipalAnswer } from '../../../src/core/observe.ts';
import { healthyJob } from '../../support/jobs.ts';

const at = '2026-03-10T00:00:00.000Z';
const servicePrincipalId = '11111111-1111-4111-8111-111111111111';

function jobs(list: readonly unknown[], cut?: { cause: string; detail: string }): PrincipalAnswer {
  return { servicePrincipalId, at, kind: 'jobs', jobs: list, cut };
}

function kinds(answer: PrincipalAnswer, known: string[]): Record<string, string> {
  const { byJob } = observe(answer, known, undefined);
  return Object.fromEntries(
    [...byJob].map(([id, seen]) => [id, seen.kind === 'unreadable' ? seen.cause : seen.kind]),
  );
}

test('a whole list reads its jobs and proves the absence of others', () => {
  expect(kinds(jobs([healthyJob('a'), healthyJob('b')]), ['a', 'gone'])).toEqual({
    a: 'read',
    b: 'read',
    gone: 'gone',
  });
});

test('an empty list proves the absence of all', () => {
  expect(kinds(jobs([]), ['a', 'b'])).toEqual({ a: 'gone', b: 'gone' });
});

test('a list that was cut reads its jobs and proves no absence', () => {
  const cut = { cause: 'http503', detail: 'page 2' };
  expect(kinds(jobs([healthyJob('a')], cut), ['a', 'b'])).toEqual({ a: 'read', b: 'http503' });
});

test('a member without an id proves no absence: it may be the job that seems to be missing', () => {
  const { byJob, strays } = observe(
    jobs([healthyJob('a'), { status: { code: 'Active' } }]),
    ['a', 'b'],
    undefined,
  );
  expect(byJob.get('a')).toMatchObject({ kind: 'read' });
  expect(byJob.get('b')).toMatchObject({
    kind: 'unreadable',
    cause: 'malformed',
    detail: 'value[1].id is missing or blank',
  });
  expect(strays).toEqual([{ cause: 'malformed', detail: 'value[1].id is missing or blank' }]);
});

test.each([['half\ud83d'], ['x'.repeat(513)]])(
  'a member whose id would not come back from its row unchanged counts as one without an id',
  (id) => {
    const { byJob, strays } = observe(jobs([healthyJob(id)]), ['half\ufffd'], undefined);
    expect([...byJob].map(([jobId, { kind }]) => [jobId, kind])).toEqual([['half\ufffd', 'unreadable']]);
    expect(strays).toEqual([{ cause: 'malformed', detail: 'value[0].id is too long or no valid text' }]);
  },
);

test('a malformed member is unreadable and says where, the others are read', () => {
  const { byJob } = observe(jobs([{ id: 'a', status: {} }, healthyJob('b')]), ['a', 'c'], undefined);
  expect(byJob.get('a')).toMatchObject({
    kind: 'unreadable',
    detail: 'value[0].status.code is missing or blank',
  });
  expect(byJob.get('b')).toMatchObject({ kind: 'read' });
  expect(byJob.get('c')).toMatchObject({ kind: 'gone' });
});

test('a job that is there twice is unreadable: which of the two is true cannot be known', () => {
  const twice = jobs([healthyJob('a'), healthyJob('a', { code: 'Quarantine' })]);
  expect(kinds(twice, [])).toEqual({ a: 'malformed' });
  expect(observe(twice, [], undefined).strays).toEqual([
    { cause: 'malformed', detail: 'value[1].id appears twice' },
  ]);
});

test('a principal proven to be gone takes its jobs along', () => {
  expect(kinds({ servicePrincipalId, at, kind: 'gone' }, ['a'])).toEqual({ a: 'gone' });
});

test('an answer that cannot be read marks every known job, and is reported when none is known', () => {
  const answer: PrincipalAnswer = {
    servicePrincipalId,
    at,
    kind: 'unreadable',
    cause: 'http403',
    detail: 'no',
  };
  expect(kinds(answer, ['a', 'b'])).toEqual({ a: 'http403', b: 'http403' });
  expect(observe(answer, [], undefined).strays).toEqual([{ cause: 'http403', detail: 'no' }]);
});

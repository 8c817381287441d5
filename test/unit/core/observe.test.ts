import { describe, expect, test } from 'vitest';
import { type Answer, type Cause, observe } from '../../../src/core/observe.ts';
import { healthyJob, quarantinedJob, series1 } from '../../support/jobs.ts';

const at = '2026-03-10T00:00:00.000Z';
const servicePrincipalId = '11111111-1111-4111-8111-111111111111';

const all = { servicePrincipalId, jobId: undefined, at };

function jobs(list: readonly unknown[], cut?: Cause): Answer {
  return { ...all, kind: 'jobs', jobs: list, cut };
}

function kinds(answer: Answer, known: string[]): Record<string, string> {
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
  const { byJob } = observe(jobs([{ id: 'a', status: 5 }, healthyJob('b')]), ['a', 'c'], undefined);
  expect(byJob.get('a')).toMatchObject({
    kind: 'unreadable',
    detail: 'value[0].status is not an object',
  });
  expect(byJob.get('b')).toMatchObject({ kind: 'read' });
  expect(byJob.get('c')).toMatchObject({ kind: 'gone' });
});

test('jobs without status, or with null for it, are read', () => {
  const bare = [
    { id: 'a', templateId: null },
    { id: 'b', schedule: null, status: null },
    { id: 'c', status: { code: null, quarantine: null } },
  ];
  expect(kinds(jobs(bare), [])).toEqual({ a: 'read', b: 'read', c: 'read' });
});

test('a job that stands in two pages as it is, its members in any order, is one job', () => {
  const job = quarantinedJob(series1, {}, 'a');
  const copy = Object.fromEntries(Object.entries(job).reverse());
  const { byJob, strays, unseen } = observe(
    jobs([healthyJob('b'), job, copy, job, healthyJob('c')]),
    [],
    undefined,
  );
  expect([...byJob].map(([id, { kind }]) => `${id} ${kind}`)).toEqual(['b read', 'a read', 'c read']);
  expect({ strays, unseen }).toEqual({ strays: [], unseen: undefined });
});

test('a job whose copies differ is unreadable, wherever they stand: which of them is true cannot be known', () => {
  const [one, other] = [healthyJob('a'), healthyJob('a', { code: 'Quarantine' })];
  for (const list of [
    [one, other],
    [one, one, other],
    [one, other, other],
  ]) {
    expect(kinds(jobs(list), ['a', 'b'])).toEqual({ a: 'malformed', b: 'gone' });
    const { strays } = observe(jobs(list), [], undefined);
    expect(strays).toHaveLength(1);
    expect(strays[0]?.detail).toMatch(/^value\[\d\] is in the list twice, and the two differ$/);
  }
});

test('a malformed job that is there twice stays malformed', () => {
  expect(
    kinds(
      jobs([
        { id: 'a', status: 5 },
        { id: 'a', status: 5 },
      ]),
      [],
    ),
  ).toEqual({ a: 'malformed' });
  expect(kinds(jobs([{ id: 'a', status: 5 }, healthyJob('a')]), [])).toEqual({ a: 'malformed' });
});

test('copies that are nested without end do not make the reading throw', () => {
  const deep = () => JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
  const twice = jobs([
    { ...healthyJob('a'), deep: deep() },
    { ...healthyJob('a'), deep: deep() },
    healthyJob('b'),
  ]);
  expect(kinds(twice, [])).toEqual({ a: 'malformed', b: 'read' });
});

test('a principal whose jobs Graph does not know lacks them as an empty list does', () => {
  const { byJob, strays, unseen } = observe({ ...all, kind: 'notFound' }, ['a'], undefined);
  expect([...byJob]).toEqual([['a', { kind: 'gone', at, byId: false }]]);
  expect({ strays, unseen }).toEqual({ strays: [], unseen: undefined });
});

test('a principal without known jobs that Graph does not know costs nothing: it has no jobs', () => {
  expect(observe({ ...all, kind: 'notFound' }, [], undefined)).toEqual({
    byJob: new Map(),
    strays: [],
    unseen: undefined,
  });
});

test('what is missing in a list is not proven by its id', () => {
  expect(observe(jobs([]), ['a'], undefined).byJob.get('a')).toEqual({ kind: 'gone', at, byId: false });
});

test('an answer that cannot be read marks every known job, and is reported when none is known', () => {
  const answer: Answer = { ...all, kind: 'unreadable', cause: 'http403', detail: 'no' };
  expect(kinds(answer, ['a', 'b'])).toEqual({ a: 'http403', b: 'http403' });
  const { strays } = observe(answer, [], undefined);
  expect(strays).toEqual([{ cause: 'http403', detail: 'no' }]);
});

describe('what may hold a job that nobody has seen', () => {
  const cut = { cause: 'http503', detail: 'page 2' };
  const unseen = (answer: Answer, known: string[] = []) => observe(answer, known, undefined).unseen;

  test('is a list that was cut, whatever is known of it', () => {
    expect(unseen(jobs([healthyJob('a')], cut), ['a'])).toEqual(cut);
  });

  test('is a member that is malformed, of a job without a row', () => {
    const list = jobs([healthyJob('a'), { id: 'b', status: 5 }]);
    expect(unseen(list)).toEqual({ cause: 'malformed', detail: 'value[1].status is not an object' });
    expect(unseen(list, ['b'])).toBeUndefined();
  });

  test('is a member without an id', () => {
    expect(unseen(jobs([{ status: {} }]), ['a'])).toMatchObject({ cause: 'malformed' });
  });

  test('is a principal that cannot be read where no job of it is known: known ones bear the mark themselves', () => {
    const answer: Answer = { ...all, kind: 'unreadable', cause: 'http403', detail: 'no' };
    expect(unseen(answer)).toEqual({ cause: 'http403', detail: 'no' });
    expect(unseen(answer, ['a'])).toBeUndefined();
  });

  test.each(['malformed', 'foreignNextLink'])(
    'is a list that cannot be taken apart, though jobs of it are known: they are asked for by their ids (%s)',
    (cause) => {
      const answer: Answer = { ...all, kind: 'unreadable', cause, detail: 'no' };
      expect(unseen(answer, ['a'])).toEqual({ cause, detail: 'no' });
      expect(unseen(answer)).toEqual({ cause, detail: 'no' });
    },
  );

  test('is neither a whole list nor a principal that is not found', () => {
    expect(unseen(jobs([healthyJob('a')]), ['b'])).toBeUndefined();
    expect(unseen({ ...all, kind: 'notFound' })).toBeUndefined();
  });
});

describe('a question for one job', () => {
  const one = { ...all, jobId: 'a' };

  test('is answered by that job', () => {
    const { byJob, strays, unseen } = observe({ ...one, kind: 'job', job: healthyJob('a') }, ['a', 'b'], {
      appId: 'app',
      displayName: 'Box',
    });
    expect([...byJob.keys()]).toEqual(['a']);
    expect(byJob.get('a')).toMatchObject({ kind: 'read', job: { id: 'a' }, application: { appId: 'app' } });
    expect({ strays, unseen }).toEqual({ strays: [], unseen: undefined });
  });

  test('that Graph does not know is the proof by its id, and says nothing of others', () => {
    const { byJob, strays, unseen } = observe({ ...one, kind: 'notFound' }, ['a', 'b'], undefined);
    expect([...byJob]).toEqual([['a', { kind: 'gone', at, byId: true }]]);
    expect({ strays, unseen }).toEqual({ strays: [], unseen: undefined });
  });

  test.each<[string, Answer, string]>([
    [
      'another job',
      { ...one, kind: 'job', job: healthyJob('b') },
      'the job that was answered has another id',
    ],
    [
      'a malformed one',
      { ...one, kind: 'job', job: { id: 'a', status: 5 } },
      'the job .status is not an object',
    ],
    ['a list', { ...one, kind: 'jobs', jobs: [healthyJob('a')], cut: undefined }, 'the job is not an object'],
  ])('is not answered by %s', (_, answer, detail) => {
    const malformed = { cause: 'malformed', detail };
    const { byJob, strays, unseen } = observe(answer, ['a'], undefined);
    expect([...byJob]).toEqual([['a', { kind: 'unreadable', at, ...malformed }]]);
    expect({ strays, unseen }).toEqual({ strays: [malformed], unseen: undefined });
    expect(observe(answer, [], undefined).unseen).toEqual(malformed);
  });

  test('that cannot be read marks the job, and nothing else', () => {
    const answer: Answer = { ...one, kind: 'unreadable', cause: 'http503', detail: 'no' };
    expect(kinds(answer, ['a', 'b'])).toEqual({ a: 'http503' });
  });
});

test('a list of jobs is not answered by a single one', () => {
  const answer: Answer = { ...all, kind: 'job', job: healthyJob('a') };
  expect(kinds(answer, ['a'])).toEqual({ a: 'malformed' });
  expect(observe(answer, [], undefined).unseen).toEqual({
    cause: 'malformed',
    detail: 'the answer is no list of jobs',
  });
});

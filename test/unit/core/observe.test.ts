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
  const { byJob, unreadable } = observe(
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
  expect(unreadable).toEqual([
    { cause: 'malformed', detail: 'value[1].id is missing or blank', jobId: undefined },
  ]);
});

test.each([['half\ud83d'], ['x'.repeat(513)]])(
  'a member whose id would not come back from its row unchanged counts as one without an id',
  (id) => {
    const { byJob, unreadable } = observe(jobs([healthyJob(id)]), ['half\ufffd'], undefined);
    expect([...byJob].map(([jobId, { kind }]) => [jobId, kind])).toEqual([['half\ufffd', 'unreadable']]);
    expect(unreadable).toEqual([
      { cause: 'malformed', detail: 'value[0].id is too long or no valid text', jobId: undefined },
    ]);
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
  const { byJob, unreadable } = observe(
    jobs([healthyJob('b'), job, copy, job, healthyJob('c')]),
    [],
    undefined,
  );
  expect([...byJob].map(([id, { kind }]) => `${id} ${kind}`)).toEqual(['b read', 'a read', 'c read']);
  expect(unreadable).toEqual([]);
});

test('a job whose copies differ is unreadable, wherever they stand: which of them is true cannot be known', () => {
  const [one, other] = [healthyJob('a'), healthyJob('a', { code: 'Quarantine' })];
  for (const list of [
    [one, other],
    [one, one, other],
    [one, other, other],
  ]) {
    expect(kinds(jobs(list), ['a', 'b'])).toEqual({ a: 'malformed', b: 'gone' });
    expect(observe(jobs(list), [], undefined).unreadable).toEqual([
      {
        cause: 'malformed',
        detail: expect.stringMatching(/^value\[\d\] is in the list twice, and the two differ$/),
        jobId: 'a',
      },
    ]);
  }
});

test('a job that is there twice, once malformed, is in the list twice: that is what is wrong with it', () => {
  const { byJob } = observe(jobs([healthyJob('a'), { id: 'a', status: 5 }]), [], undefined);
  expect(byJob.get('a')).toMatchObject({ detail: 'value[1] is in the list twice, and the two differ' });
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
  const { byJob, unreadable } = observe({ ...all, kind: 'notFound' }, ['a'], undefined);
  expect([...byJob]).toEqual([['a', { kind: 'gone', at, byId: false }]]);
  expect(unreadable).toEqual([]);
});

test('a principal without known jobs that Graph does not know costs nothing: it has no jobs', () => {
  expect(observe({ ...all, kind: 'notFound' }, [], undefined)).toEqual({
    byJob: new Map(),
    unreadable: [],
    isConclusive: true,
  });
});

test('what is missing in a list is not proven by its id', () => {
  expect(observe(jobs([]), ['a'], undefined).byJob.get('a')).toEqual({ kind: 'gone', at, byId: false });
});

test('an answer that cannot be read marks every known job, and is reported whether one is known or not', () => {
  const answer: Answer = { ...all, kind: 'unreadable', cause: 'http403', detail: 'no' };
  expect(kinds(answer, ['a', 'b'])).toEqual({ a: 'http403', b: 'http403' });
  for (const known of [['a', 'b'], []])
    expect(observe(answer, known, undefined).unreadable).toEqual([
      { cause: 'http403', detail: 'no', jobId: undefined },
    ]);
});

describe('what of an answer could not be read', () => {
  const cut = { cause: 'http503', detail: 'page 2' };
  const unreadable = (answer: Answer, known: string[] = []) => observe(answer, known, undefined).unreadable;

  test('is the end of a list that was cut, whatever is known of it: any job may stand there', () => {
    for (const known of [['a'], []])
      expect(unreadable(jobs([healthyJob('a')], cut), known)).toEqual([{ ...cut, jobId: undefined }]);
  });

  test('is a member that is malformed, with its id, whether the job is known or not', () => {
    const list = jobs([healthyJob('a'), { id: 'b', status: 5 }]);
    for (const known of [['b'], []])
      expect(unreadable(list, known)).toEqual([
        { cause: 'malformed', detail: 'value[1].status is not an object', jobId: 'b' },
      ]);
  });

  test('is a member without an id: it may be any job', () => {
    expect(unreadable(jobs([{ status: {} }]), ['a'])).toEqual([
      { cause: 'malformed', detail: 'value[0].id is missing or blank', jobId: undefined },
    ]);
  });

  test('is each part of it: the end first, then the members in the order of the list', () => {
    const list = jobs([{ id: 'b', status: 5 }, healthyJob('a'), { status: {} }, { id: 'c', status: 5 }], cut);
    expect(unreadable(list).map(({ cause, jobId }) => [cause, jobId])).toEqual([
      ['http503', undefined],
      ['malformed', 'b'],
      ['malformed', undefined],
      ['malformed', 'c'],
    ]);
  });

  test('is nothing of a whole list, nor of a principal that is not found', () => {
    expect(unreadable(jobs([healthyJob('a')]), ['b'])).toEqual([]);
    expect(unreadable({ ...all, kind: 'notFound' })).toEqual([]);
  });
});

describe('an answer tells whether something of the principal was never read', () => {
  const isConclusive = (answer: Answer, known: string[]) => observe(answer, known, undefined).isConclusive;
  const failed = (cause: string): Answer => ({ ...all, kind: 'unreadable', cause, detail: 'no' });
  const cut = { cause: 'http503', detail: 'page 2' };

  test.each<[string, Answer]>([
    ['a whole one', jobs([healthyJob('a')])],
    ['one that was cut', jobs([healthyJob('a')], cut)],
    ['one without known jobs', jobs([healthyJob('b')])],
    ['one of malformed jobs', jobs([{ id: 'a', status: 5 }])],
    ['one that Graph does not have', { ...all, kind: 'notFound' }],
  ])('where it is a list: %s', (_, answer) => {
    expect(isConclusive(answer, ['a'])).toBe(true);
    expect(isConclusive(answer, [])).toBe(true);
  });

  test.each(['http403', 'http503', 'timeout', 'TokenUnavailable'])(
    'where no job is known, not where known jobs bear the mark: %s',
    (cause) => {
      expect(isConclusive(failed(cause), [])).toBe(true);
      expect(isConclusive(failed(cause), ['a'])).toBe(false);
    },
  );

  test.each(['malformed', 'foreignNextLink'])(
    'where the list cannot be taken apart, though jobs of it are known: they are asked for by their ids (%s)',
    (cause) => {
      expect(isConclusive(failed(cause), [])).toBe(true);
      expect(isConclusive(failed(cause), ['a'])).toBe(true);
    },
  );

  test('where it is about one job: if that was read, is unknown to Graph, or has no row', () => {
    const one = { ...all, jobId: 'a' };
    for (const known of [['a'], ['b'], []]) {
      expect(isConclusive({ ...one, kind: 'job', job: healthyJob('a') }, known)).toBe(true);
      expect(isConclusive({ ...one, kind: 'notFound' }, known)).toBe(true);
      const isUnmarked = !known.includes('a');
      expect(isConclusive({ ...failed('http503'), jobId: 'a' }, known)).toBe(isUnmarked);
      expect(isConclusive({ ...failed('malformed'), jobId: 'a' }, known)).toBe(isUnmarked);
      expect(isConclusive({ ...one, kind: 'job', job: { id: 'a', status: 5 } }, known)).toBe(isUnmarked);
    }
  });
});

describe('a question for one job', () => {
  const one = { ...all, jobId: 'a' };

  test('is answered by that job', () => {
    const { byJob, unreadable } = observe({ ...one, kind: 'job', job: healthyJob('a') }, ['a', 'b'], {
      appId: 'app',
      displayName: 'Box',
    });
    expect([...byJob.keys()]).toEqual(['a']);
    expect(byJob.get('a')).toMatchObject({ kind: 'read', job: { id: 'a' }, application: { appId: 'app' } });
    expect(unreadable).toEqual([]);
  });

  test('that Graph does not know is the proof by its id, and says nothing of others', () => {
    const { byJob, unreadable } = observe({ ...one, kind: 'notFound' }, ['a', 'b'], undefined);
    expect([...byJob]).toEqual([['a', { kind: 'gone', at, byId: true }]]);
    expect(unreadable).toEqual([]);
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
    for (const known of [['a'], []]) {
      const { byJob, unreadable } = observe(answer, known, undefined);
      expect([...byJob]).toEqual([['a', { kind: 'unreadable', at, ...malformed }]]);
      expect(unreadable).toEqual([{ ...malformed, jobId: 'a' }]);
    }
  });

  test('that cannot be read marks the job, and nothing else', () => {
    const answer: Answer = { ...one, kind: 'unreadable', cause: 'http503', detail: 'no' };
    expect(kinds(answer, ['a', 'b'])).toEqual({ a: 'http503' });
    expect(observe(answer, ['a', 'b'], undefined).unreadable).toEqual([
      { cause: 'http503', detail: 'no', jobId: 'a' },
    ]);
  });
});

test('a list of jobs is not answered by a single one', () => {
  const answer: Answer = { ...all, kind: 'job', job: healthyJob('a') };
  expect(kinds(answer, ['a'])).toEqual({ a: 'malformed' });
  expect(observe(answer, [], undefined).unreadable).toEqual([
    { cause: 'malformed', detail: 'the answer is no list of jobs', jobId: undefined },
  ]);
});

import { describe, expect, test } from 'vitest';
import {
  isPrincipalWatched,
  isWatched,
  neverFound,
  questionsOf,
  scopeOf,
  type Watch,
  type WatchEntry,
} from '../../../src/core/watch.ts';

const tenant: Watch = { kind: 'tenant' };
const entries: readonly WatchEntry[] = [
  { servicePrincipalId: 'b', jobId: undefined },
  { servicePrincipalId: 'a', jobId: 'one' },
];
const list: Watch = { kind: 'list', entries };
const except: Watch = { kind: 'tenant', except: entries };

test('the whole tenant watches every job, a list those it names', () => {
  expect(isWatched(tenant, { servicePrincipalId: 'x', jobId: 'y' })).toBe(true);
  expect(isWatched(list, { servicePrincipalId: 'b', jobId: 'any' })).toBe(true);
  expect(isWatched(list, { servicePrincipalId: 'a', jobId: 'one' })).toBe(true);
  expect(isWatched(list, { servicePrincipalId: 'a', jobId: 'two' })).toBe(false);
});

test('the tenant but for some watches every job that is not left out', () => {
  expect(isWatched(except, { servicePrincipalId: 'x', jobId: 'one' })).toBe(true);
  expect(isWatched(except, { servicePrincipalId: 'b', jobId: 'any' })).toBe(false);
  expect(isWatched(except, { servicePrincipalId: 'a', jobId: 'one' })).toBe(false);
  expect(isWatched(except, { servicePrincipalId: 'a', jobId: 'two' })).toBe(true);
});

test('a service principal is watched where any of its jobs may be', () => {
  const watched = (watch: Watch) => ['a', 'b', 'x'].filter((id) => isPrincipalWatched(watch, id));
  expect(watched(tenant)).toEqual(['a', 'b', 'x']);
  expect(watched(list)).toEqual(['a', 'b']);
  expect(watched(except)).toEqual(['a', 'x']);
});

test('each thing that is watched has a name of its own, the same in every process', () => {
  const watches: readonly Watch[] = [
    tenant,
    except,
    list,
    { kind: 'list', entries: entries.slice(1) },
    { kind: 'tenant', except: entries.slice(1) },
    { kind: 'tenant', filter: "tags/any(t:t eq 'a')" },
    { kind: 'tenant', filter: "tags/any(t:t eq 'b')" },
    { ...except, filter: "tags/any(t:t eq 'a')" },
  ];
  const names = watches.map(scopeOf);
  expect(new Set(names).size).toBe(watches.length);
  expect(structuredClone(watches).map(scopeOf)).toEqual(names);
  // The run row before the first discovery has none.
  expect(names).not.toContain('');
});

test('the name of what is watched stays: another one would begin the discovery of a tenant again', () => {
  expect(scopeOf(tenant)).toBe('c82H62hROG3OPeutOhISFKEyTHZPt4LnKRcFZRRl5eA');
});

describe('what a list asks', () => {
  test('is in order of ids: principals that are named whole, and else each job by its id', () => {
    expect(questionsOf([...entries, { servicePrincipalId: 'a', jobId: 'another' }])).toEqual([
      { servicePrincipalId: 'a', jobId: 'another' },
      { servicePrincipalId: 'a', jobId: 'one' },
      { servicePrincipalId: 'b', jobId: undefined },
    ]);
  });

  test('is the same in whatever order it is named', () => {
    const named = [...entries, { servicePrincipalId: 'a', jobId: 'another' }];
    expect(questionsOf(named.toReversed())).toEqual(questionsOf(named));
    expect(questionsOf(questionsOf(named))).toEqual(questionsOf(named));
  });

  test('is asked once, however often it is named', () => {
    const twice = [...entries, ...entries, { servicePrincipalId: 'b', jobId: 'any' }];
    expect(questionsOf(twice)).toEqual(questionsOf(entries));
  });
});

describe('what a list names but Graph does not have', () => {
  const none = new Map<string, unknown>();
  const known = (...ids: string[]) => new Map(ids.map((id) => [id, {}]));
  const ofB = { servicePrincipalId: 'b', jobId: undefined };
  const one = { servicePrincipalId: 'a', jobId: 'one' };

  test('is a principal that is not found, unless a job of it was known', () => {
    expect(neverFound(list, { ...ofB, kind: 'notFound' }, none, none)).toEqual([ofB]);
    expect(neverFound(list, { ...ofB, kind: 'notFound' }, none, known('x'))).toEqual([]);
  });

  test('is a job that is not found by its id, unless it was known', () => {
    expect(neverFound(list, { ...one, kind: 'notFound' }, known('one'), none)).toEqual([one]);
    expect(neverFound(list, { ...one, kind: 'notFound' }, known('one'), known('one'))).toEqual([]);
    expect(neverFound(list, { ...one, kind: 'job' }, known('one'), none)).toEqual([]);
  });

  test('is a job that is missing in the list of its principal, which is named whole too', () => {
    const both: Watch = { kind: 'list', entries: [ofB, { servicePrincipalId: 'b', jobId: 'two' }] };
    const answer = { ...ofB, kind: 'jobs' };
    expect(neverFound(both, answer, known('x'), none)).toEqual([{ servicePrincipalId: 'b', jobId: 'two' }]);
    expect(neverFound(both, answer, known('two'), none)).toEqual([]);
    expect(neverFound(both, answer, none, known('two'))).toEqual([]);
    expect(neverFound(both, { ...ofB, kind: 'unreadable' }, none, none)).toEqual([]);
  });

  test('is nothing where it has no jobs, where nothing could be read, and where the tenant is watched', () => {
    expect(neverFound(list, { ...ofB, kind: 'jobs' }, none, none)).toEqual([]);
    expect(neverFound(list, { ...ofB, kind: 'unreadable' }, none, none)).toEqual([]);
    expect(neverFound(list, { ...one, kind: 'unreadable' }, none, none)).toEqual([]);
    for (const watch of [tenant, except])
      expect(neverFound(watch, { ...ofB, kind: 'notFound' }, none, none)).toEqual([]);
  });
});

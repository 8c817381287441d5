import { describe, expect, test } from 'vitest';
import { type DueAt, dueOf, isSameUnread, type UnreadPrincipal } from '../../../src/core/unread.ts';

const since = '2026-03-10T08:20:00.000Z';

function unread(cause: string, more: Partial<UnreadPrincipal> = {}): UnreadPrincipal {
  return {
    servicePrincipalId: '11111111-1111-4111-8111-111111111111',
    application: { appId: 'app-1', displayName: 'Salesforce' },
    since,
    cause,
    detail: 'no answer',
    ...more,
  };
}

const passing = [
  'http408',
  'http429',
  'http500',
  'http503',
  'http504',
  'timeout',
  'network',
  'tls',
  'TokenUnavailable',
  'batchMissing',
  'StorageBusy',
  'StorageUnavailable',
  'StorageForbidden',
  'StorageSignInFailed',
];
const steady = ['http403', 'http401', 'malformed', 'notFound', 'http400', 'xhttp503', 'http5030'];

function isDue(each: UnreadPrincipal, now: string, coveredSince: string | undefined, runs = 7): boolean {
  return dueOf([each], { now, coveredSince, runs }).includes(each);
}

describe('what was never read is asked', () => {
  test.each(passing)('at every poll, for ever, where it may answer any moment: %s', (cause) => {
    for (const runs of [7, 8, 9])
      expect(isDue(unread(cause), '2026-03-12T10:35:00.000Z', '2026-03-12T10:30:00.000Z', runs)).toBe(true);
  });

  test.each(steady)('at every poll for an hour where it is refused or cannot be understood: %s', (cause) => {
    expect(isDue(unread(cause), '2026-03-10T09:19:59.999Z', '2026-03-10T09:15:00.000Z')).toBe(true);
    expect(isDue(unread(cause), '2026-03-10T09:20:00.000Z', '2026-03-10T09:15:00.000Z')).toBe(false);
  });

  test('then by one poll of each hour, however far apart the polls are', () => {
    const due = (now: string, coveredSince: string) => isDue(unread('http403'), now, coveredSince);
    expect(due('2026-03-11T10:00:02.000Z', '2026-03-11T09:55:02.000Z')).toBe(true);
    expect(due('2026-03-11T10:05:02.000Z', '2026-03-11T10:00:02.000Z')).toBe(false);
    expect(due('2026-03-11T12:30:00.000Z', '2026-03-11T10:30:00.000Z')).toBe(true);
    expect(due('2026-03-12T10:00:00.000Z', '2026-03-11T10:00:00.000Z')).toBe(true);
  });

  test('by every poll of the hour until a run of that hour asked everything that was due', () => {
    const due = (now: string, coveredSince: string) => isDue(unread('http403'), now, coveredSince);
    const before = '2026-03-11T09:55:02.000Z';
    for (const minute of ['00', '05', '30', '55'])
      expect(due(`2026-03-11T10:${minute}:02.000Z`, before)).toBe(true);
    expect(due('2026-03-11T10:55:02.000Z', '2026-03-11T10:50:02.000Z')).toBe(false);
  });

  test('by the first run of all', () => {
    expect(isDue(unread('http403'), '2026-03-12T10:05:00.000Z', undefined)).toBe(true);
  });

  test('where its time lies ahead, as one that was met just now', () => {
    const ahead = unread('http403', { since: '2027-01-01T00:00:00.000Z' });
    expect(isDue(ahead, '2026-03-12T10:05:00.000Z', '2026-03-12T10:00:00.000Z')).toBe(true);
  });
});

describe('of many that were never read', () => {
  const at: DueAt = { now: '2026-03-12T10:35:00.000Z', coveredSince: '2026-03-12T10:30:00.000Z', runs: 7 };
  const many = (count: number, cause: string, more: Partial<UnreadPrincipal> = {}) =>
    Array.from({ length: count }, (_, n) => unread(cause, { servicePrincipalId: `${cause}-${n}`, ...more }));
  const ids = (list: readonly UnreadPrincipal[]) => list.map((each) => each.servicePrincipalId).sort();
  const asked = (list: readonly UnreadPrincipal[], runs: number) => dueOf(list, { ...at, runs });

  test('and may answer any moment, a hundred are asked at every poll', () => {
    const list = many(100, 'http503');
    for (const runs of [1, 2, 3]) expect(ids(asked(list, runs))).toEqual(ids(list));
  });

  test.each([
    [101, 2],
    [250, 3],
    [1000, 10],
  ])(
    'and may answer any moment, each of %i is asked once in %i runs, no more than a hundred at a time',
    (count, runs) => {
      const list = many(count, 'http503');
      for (const first of [0, 1, 41]) {
        const turns = Array.from({ length: runs }, (_, n) => asked(list, first + n));
        for (const turn of turns) expect(turn.length).toBeLessThanOrEqual(100);
        expect(ids(turns.flat())).toEqual(ids(list));
      }
    },
  );

  test('each is asked at every poll for an hour, however many they are', () => {
    const list = [...many(250, 'http503', { since: at.now }), ...many(250, 'http403', { since: at.now })];
    for (const runs of [1, 2, 3]) expect(ids(asked(list, runs))).toEqual(ids(list));
  });

  test('those that are new, in turn and refused for long do not push each other out', () => {
    const fresh = many(3, 'timeout', { since: at.now });
    const list = [...many(250, 'http503'), ...fresh, ...many(250, 'http403')];
    const turns = [1, 2, 3].map((runs) => asked(list, runs));
    for (const turn of turns) expect(turn).toEqual(expect.arrayContaining(fresh));
    expect(ids(turns.flat().filter(({ cause }) => cause === 'http503'))).toEqual(ids(list.slice(0, 250)));
    expect(turns.flat().filter(({ cause }) => cause === 'http403')).toEqual([]);
  });

  test('all that are refused for long are asked together, once an hour', () => {
    const list = many(250, 'http403');
    expect(dueOf(list, { ...at, coveredSince: '2026-03-12T09:55:00.000Z' })).toEqual(list);
    expect(dueOf(list, at)).toEqual([]);
  });

  test('none is asked twice by one run', () => {
    const list = [...many(250, 'http503'), ...many(3, 'timeout', { since: at.now }), ...many(5, 'http403')];
    const due = ids(dueOf(list, { ...at, coveredSince: undefined }));
    expect(new Set(due).size).toBe(due.length);
  });

  test('none is asked where there is none', () => {
    expect(dueOf([], at)).toEqual([]);
  });
});

describe('a row is written anew', () => {
  test('where the kind of the cause is another one: it decides when to ask again', () => {
    const kinds = ['http503', 'http403', 'malformed'];
    for (const a of kinds) {
      for (const b of kinds) expect(isSameUnread(unread(a), unread(b))).toBe(a === b);
    }
  });

  test('where the application has another name, or another id', () => {
    const application = { appId: 'app-1', displayName: 'Salesforce' };
    for (const more of [{ displayName: 'Sales' }, { appId: 'app-2' }])
      expect(
        isSameUnread(unread('http403'), unread('http403', { application: { ...application, ...more } })),
      ).toBe(false);
    expect(isSameUnread(unread('http403'), unread('http403', { application }))).toBe(true);
  });

  test('not where causes of one kind take turns, nor for other words', () => {
    for (const cause of passing) expect(isSameUnread(unread('http429'), unread(cause))).toBe(true);
    expect(isSameUnread(unread('http401'), unread('http403', { detail: 'request-id 7' }))).toBe(true);
    expect(isSameUnread(unread('malformed'), unread('notFound'))).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import { isDue, saysTheSameUnread, type UnreadPrincipal } from '../../../src/core/unread.ts';

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
];
const steady = ['http403', 'http401', 'malformed', 'notFound', 'http400'];

describe('what was never read is asked', () => {
  test.each(passing)('at every poll, for ever, where it may answer any moment: %s', (cause) => {
    expect(isDue(unread(cause), '2026-03-12T10:35:00.000Z', '2026-03-12T10:30:00.000Z')).toBe(true);
  });

  test.each(steady)('at every poll for an hour where it is refused or cannot be understood: %s', (cause) => {
    expect(isDue(unread(cause), '2026-03-10T09:19:59.000Z', '2026-03-10T09:15:00.000Z')).toBe(true);
    expect(isDue(unread(cause), '2026-03-10T09:20:00.000Z', '2026-03-10T09:15:00.000Z')).toBe(false);
  });

  test('then by one poll of each hour, however far apart the polls are', () => {
    const due = (now: string, before: string) => isDue(unread('http403'), now, before);
    expect(due('2026-03-11T10:00:02.000Z', '2026-03-11T09:55:02.000Z')).toBe(true);
    expect(due('2026-03-11T10:05:02.000Z', '2026-03-11T10:00:02.000Z')).toBe(false);
    expect(due('2026-03-11T12:30:00.000Z', '2026-03-11T10:30:00.000Z')).toBe(true);
    expect(due('2026-03-12T10:00:00.000Z', '2026-03-11T10:00:00.000Z')).toBe(true);
  });

  test('by the first run of all', () => {
    expect(isDue(unread('http403'), '2026-03-12T10:05:00.000Z', undefined)).toBe(true);
  });

  test('where its time lies ahead, as one that was met just now', () => {
    const ahead = unread('http403', { since: '2027-01-01T00:00:00.000Z' });
    expect(isDue(ahead, '2026-03-12T10:05:00.000Z', '2026-03-12T10:00:00.000Z')).toBe(true);
  });
});

describe('a row is written anew', () => {
  test('where the kind of the cause is another one: it decides when to ask again', () => {
    const kinds = ['http503', 'http403', 'malformed'];
    for (const a of kinds) {
      for (const b of kinds) expect(saysTheSameUnread(unread(a), unread(b))).toBe(a === b);
    }
  });

  test('not where causes of one kind take turns, nor for other words', () => {
    for (const cause of passing) expect(saysTheSameUnread(unread('http429'), unread(cause))).toBe(true);
    expect(saysTheSameUnread(unread('http401'), unread('http403', { detail: 'request-id 7' }))).toBe(true);
    expect(saysTheSameUnread(unread('malformed'), unread('notFound'))).toBe(true);
  });
});

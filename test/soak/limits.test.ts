import { describe, expect, test } from 'vitest';
import type { ReceivedMessage } from '../../infra/local/subscriber/received-message.ts';
import { checkMemory, checkRows } from './judge/limits.ts';
import { planSoak } from './plan/plan-soak.ts';
import type { DayReport } from './report.ts';
import { rowsOf } from './table-rows.ts';

const hour = 60 * 60_000;
const now = Date.parse('2026-03-09T00:00:00Z');
const message = (hoursAgo: number): ReceivedMessage => ({
  at: new Date(now - hoursAgo * hour).toISOString(),
  subscription: 'workflows',
  messageId: `of ${hoursAgo} hours ago`,
  sessionId: undefined,
  subject: undefined,
  correlationId: undefined,
  contentType: undefined,
  applicationProperties: {},
  body: {},
  deliveryCount: 0,
});
const event = (hoursAgo: number) => `event|${String(now - hoursAgo * hour).padStart(16, '0')}`;
const check = (keys: readonly string[], messages = [message(1), message(20), message(90)]) =>
  checkRows(rowsOf([...keys].sort()), { now, retentionHours: 48, messages });
const well = [
  'latest|a|1',
  event(1),
  event(20),
  'run|feed',
  'run|latest',
  'transition|a|1|2',
  'transition|a|1|3',
];

describe('The rows of a soak', () => {
  test('are as many as jobs, and as events within the retention', () => {
    expect(check(well)).toEqual([]);
  });

  test.each([
    [
      'an event that should have been deleted',
      [event(52)],
      /^an event of 2026-03-06T20:00:00.000Z is still there/,
    ],
    ['history that should have been deleted', ['transition|a|1|4'], /^3 rows transition\|, for 2 events/],
    ['an event that waits', ['outbox|1'], /^1 rows outbox\| on a calm day/],
    ['a memory of what was not read', ['notread|a'], /^1 rows notread\| on a calm day/],
    [
      'fences of runs that are over',
      Array.from({ length: 9 }, (_, n) => `run|fence|${n}|0`),
      /^11 rows that hold/,
    ],
  ])('are too many with %s', (_, more, wrong) => {
    expect(check([...well, ...more])).toContainEqual(expect.stringMatching(wrong));
  });
});

describe('The memory of a soak', () => {
  const plan = planSoak({ seed: 1, days: 1, jobs: 6, hasPrevious: false });
  const day = (number: number, mib: number, pid = 7): DayReport => ({
    day: number,
    plan,
    polls: 0,
    events: 0,
    rows: rowsOf([]),
    memory: { heapBytes: mib * 2 ** 20, rssBytes: 4 * mib * 2 ** 20 },
    pid,
  });

  test('is flat where the last day is about as the second one, whatever the first was', () => {
    expect(checkMemory([day(1, 90), day(2, 30), day(3, 32)])).toEqual({
      words: 'heap x1.07, rss x1.07 from day 2 to day 3',
      wrong: [],
    });
  });

  test('grows where it is a sixth more', () => {
    expect(checkMemory([day(1, 30), day(2, 30), day(3, 35)]).wrong).toEqual([
      expect.stringMatching(/^memory grows: heap x1.17/),
    ]);
  });

  test('is not judged over two days, nor of two processes, and that is said', () => {
    for (const days of [
      [day(1, 30), day(2, 90)],
      [day(1, 30), day(2, 30), day(3, 90, 8)],
    ])
      expect(checkMemory(days)).toEqual({ words: expect.stringContaining('not judged'), wrong: [] });
  });
});

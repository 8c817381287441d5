import { expect, test } from 'vitest';
import type { UnreadableGroup } from '../../../src/views/glance.ts';
import { overview, overviewText, summary } from './hand-made.ts';

const detail =
  'Graph answered 403 (Forbidden). Most likely the identity lacks the app role Synchronization.Read.All.';
const unreadable = { since: '2026-03-10T11:25:00.000Z', cause: 'http403', detail };
const group: UnreadableGroup = { ...unreadable, count: 4, observedAt: '2026-03-10T11:20:00.000Z' };
const closed = (jobId: string) =>
  summary({ jobId, key: jobId, state: 'unknown', unreadable, observedAt: group.observedAt });
const jobs = ['a', 'b', 'c', 'd'].map(closed);

test('what keeps many jobs from being read is said once, above the headline: the cause, how old the page is, and what to do', async () => {
  const text = await overviewText([...jobs, summary()], { unreadable: [group] });
  const above = text.split('Nothing is known to be wrong')[0];
  expect(above).toContain('Microsoft Graph refuses access. 4 of 5 jobs could not be checked for 35 minutes');
  expect(above).toContain('What you see of them was read 40 minutes ago ( 10 Mar, 11:20 UTC ).');
  expect(above).toContain(detail);
  expect(text.split(detail)).toHaveLength(2);
  expect(text).not.toMatch(/Cannot be checked for|Note:|checked 40 minutes ago/);
});

test('where it is all of them it says so', async () => {
  expect(await overviewText(jobs, { unreadable: [group] })).toContain(
    'None of the 4 jobs could be checked for 35 minutes . What you see was read 40 minutes ago',
  );
});

test('a job that cannot be read for something of its own still says why, and when it was read', async () => {
  const own = { ...closed('e'), unreadable: { ...unreadable, cause: 'http503' } };
  const one: UnreadableGroup = { ...group, cause: 'http503', count: 1 };
  const text = await overviewText([...jobs, own], { unreadable: [group, one] });
  expect(text.match(/Cannot be checked for 35 minutes: Graph answers with an error/g)).toHaveLength(1);
  expect(text.match(/checked 40 minutes ago/g)).toHaveLength(1);
});

test('before the first check there is nothing but that, and the way to have one', async () => {
  const none = overview([]);
  const { checks } = none.health;
  const health = {
    ...none.health,
    checks: {
      ...checks,
      coverage: { ...checks.coverage, status: 'warn' as const, at: null },
      lastRun: { ...checks.lastRun, outcome: null, startedAt: null, failures: [] },
    },
  };
  const text = await overviewText([], { health, observedAt: null, stale: true });
  expect(text).toContain('The first check has not ended yet.');
  expect(text).toContain('Nothing has been checked yet');
  expect(text).not.toMatch(/What you see|Act:|Note:|POST/);
});

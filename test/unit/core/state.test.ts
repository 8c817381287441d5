import { expect, test } from 'vitest';
import {
  isPolled,
  type JobState,
  mayExist,
  observedAt,
  quarantineSeenAt,
  wasRemovedRecently,
} from '../../../src/core/state.ts';
import { History, quarantinedState } from '../../support/history.ts';

const since = History.arrival(0);
const doubt = { what: 'recovered', since, seenAt: History.minute(0) } as const;
const unreadable = { since, cause: 'http503', detail: 'no answer' };
const later = History.minute(5);

test('a job that was proven to be gone is asked for another day, whatever its principal has become', () => {
  const removed = quarantinedState({ state: 'removed', changedAt: History.minute(0) });
  expect(wasRemovedRecently(removed, History.minute(24 * 60 - 1))).toBe(true);
  expect(wasRemovedRecently(removed, History.minute(24 * 60))).toBe(false);
  expect(wasRemovedRecently(quarantinedState({ changedAt: History.minute(0) }), History.minute(1))).toBe(
    false,
  );
});

test.each<[string, Partial<JobState>]>([
  ['removed', { state: 'removed' }],
  ['perhaps gone', { doubt: { ...doubt, what: 'gone' } }],
  ['unreadable', { unreadable }],
  ['unwatched', { unwatchedSince: since }],
])('a job that is %s was not read by later runs', (_, more) => {
  expect(observedAt(quarantinedState(more), later)).toBe(History.minute(0));
  expect(observedAt(quarantinedState(), later)).toBe(later);
});

test.each<[string, Partial<JobState>]>([
  ['healthy', { state: 'healthy' }],
  ['perhaps recovered', { doubt }],
  ['suspended', { suspended: true }],
])('the quarantine of a job that is %s was not seen by later runs', (_, more) => {
  expect(quarantineSeenAt(quarantinedState(more), later)).toBe(History.minute(0));
  expect(quarantineSeenAt(quarantinedState(), later)).toBe(later);
});

test('polls ask for a job unless it is removed or nobody watches it', () => {
  expect(isPolled(quarantinedState())).toBe(true);
  expect(isPolled(quarantinedState({ state: 'removed' }))).toBe(false);
  expect(isPolled(quarantinedState({ unwatchedSince: since }))).toBe(false);
});

test('a job may exist unless it was proven to be gone and not seen since', () => {
  expect(mayExist(quarantinedState())).toBe(true);
  expect(mayExist(quarantinedState({ state: 'removed' }))).toBe(false);
  expect(mayExist(quarantinedState({ state: 'removed', doubt: { ...doubt, what: 'quarantined' } }))).toBe(
    true,
  );
});

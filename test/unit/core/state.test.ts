import { expect, test } from 'vitest';
import {
  isPolled,
  type JobState,
  mayExist,
  observedAt,
  seenAt,
  wasRemovedRecently,
} from '../../../src/core/state.ts';
import { History, quarantinedState, withQuarantine } from '../../support/history.ts';

const since = History.arrival(0);
const doubt = { what: 'cleared', since, seenAt: History.minute(0) } as const;
const absence = { since, seenAt: History.minute(0) };
const unreadable = { since, cause: 'http503', detail: 'no answer' };
const later = History.minute(5);

test('a job that was proven to be gone is asked for another day, whatever its principal has become', () => {
  const removed = quarantinedState({ isRemoved: true, changedAt: History.minute(0) });
  expect(wasRemovedRecently(removed, History.minute(24 * 60 - 1))).toBe(true);
  expect(wasRemovedRecently(removed, History.minute(24 * 60))).toBe(false);
  expect(wasRemovedRecently(quarantinedState({ changedAt: History.minute(0) }), History.minute(1))).toBe(
    false,
  );
});

test.each<[string, Partial<JobState>]>([
  ['removed', { isRemoved: true }],
  ['perhaps gone', { absence }],
  ['unreadable', { unreadable }],
  ['unwatched', { unwatchedSince: since }],
])('a job that is %s was not read by later runs', (_, more) => {
  expect(observedAt(quarantinedState(more), later)).toBe(History.minute(0));
  expect(observedAt(quarantinedState(), later)).toBe(later);
});

type Quarantine = JobState['conditions']['quarantine'];

const quarantineSeenAt = (state: JobState) => seenAt(state, state.conditions.quarantine, later);

test.each<[string, Partial<Quarantine>]>([
  ['over', { isOpen: false }],
  ['perhaps over', { doubt }],
  ['suspended', { status: 'unknown' }],
])('a quarantine that is %s was not seen by later runs', (_, more) => {
  expect(quarantineSeenAt(withQuarantine(quarantinedState(), more))).toBe(History.minute(0));
  expect(quarantineSeenAt(quarantinedState())).toBe(later);
});

test('a doubt about its reason alone leaves a quarantine seen', () => {
  const changed = { ...doubt, what: 'changed' } as const;
  expect(quarantineSeenAt(withQuarantine(quarantinedState(), { doubt: changed }))).toBe(later);
});

test.each<[string, Partial<JobState>]>([
  ['perhaps gone', { absence }],
  ['unreadable', { unreadable }],
  ['unwatched', { unwatchedSince: since }],
])('the quarantine of a job that is %s was not seen by later runs', (_, more) => {
  expect(quarantineSeenAt(quarantinedState(more))).toBe(History.minute(0));
});

test('polls ask for a job unless it is removed or nobody watches it', () => {
  expect(isPolled(quarantinedState())).toBe(true);
  expect(isPolled(quarantinedState({ isRemoved: true }))).toBe(false);
  expect(isPolled(quarantinedState({ unwatchedSince: since }))).toBe(false);
});

test('a job may exist unless it was proven to be gone and not seen since', () => {
  expect(mayExist(quarantinedState())).toBe(true);
  expect(mayExist(quarantinedState({ absence }))).toBe(true);
  expect(mayExist(quarantinedState({ isRemoved: true }))).toBe(false);
});

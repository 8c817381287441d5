import { expect, test } from 'vitest';
import { isSameState } from '../../../src/core/same-state.ts';
import type { JobState } from '../../../src/core/state.ts';
import { History, quarantinedState } from '../../support/history.ts';

const since = History.arrival(0);
const doubt = { what: 'recovered', since, seenAt: History.minute(0) } as const;
const unreadable = { since, cause: 'http503', detail: 'no answer' };
const later = History.minute(5);

test.each<[string, Partial<JobState>]>([
  ['hash', { hash: 'other' }],
  ['state', { state: 'healthy' }],
  ['sequence', { sequence: 1 }],
  ['suspension', { suspended: true }],
  ['watching', { unwatchedSince: since }],
  ['series', { episode: undefined }],
  ['doubt', { doubt }],
  ['being unreadable', { unreadable }],
])('a state of another %s does not say the same', (_, more) => {
  expect(isSameState(quarantinedState(), quarantinedState(more))).toBe(false);
  expect(isSameState(quarantinedState(more), quarantinedState(more))).toBe(true);
});

test('neither does one whose doubt or whose mark differs in a part', () => {
  const before = quarantinedState({ doubt, unreadable });
  expect(isSameState(before, { ...before, doubt: { ...doubt, what: 'gone' } })).toBe(false);
  for (const part of ['since', 'seenAt'] as const)
    expect(isSameState(before, { ...before, doubt: { ...doubt, [part]: later } })).toBe(false);
  for (const part of ['since', 'cause'] as const)
    expect(isSameState(before, { ...before, unreadable: { ...unreadable, [part]: later } })).toBe(false);
});

test('the words of a failure may differ each time: they alone are not worth a write', () => {
  const before = quarantinedState({ unreadable });
  expect(isSameState(before, { ...before, unreadable: { ...unreadable, detail: 'request-id 2' } })).toBe(
    true,
  );
});

test('nor does one whose episode has another series, another reason, or a reminder', () => {
  const before = quarantinedState();
  const { episode } = before;
  if (!episode) throw new Error('no episode');
  const reasons = [...episode.reasons, { reason: 'Unknown', errorCode: '', since: later }];
  for (const more of [{ series: later }, { reasons }, { remindedAt: later }])
    expect(isSameState(before, { ...before, episode: { ...episode, ...more } })).toBe(false);
});

test('times that are known without a write are not worth one', () => {
  const before = quarantinedState();
  const times = { observedAt: later, quarantineSeenAt: later, changedAt: later };
  expect(isSameState(before, { ...before, ...times })).toBe(true);
});

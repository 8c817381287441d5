import { expect, test } from 'vitest';
import { type JobState, observedAt, quarantineSeenAt, saysTheSame } from '../../../src/core/state.ts';
import { History } from '../../support/history.ts';
import { quarantinedJob } from '../../support/jobs.ts';

const since = History.arrival(0);
const doubt = { what: 'recovered', since } as const;
const unreadable = { since, cause: 'http503', detail: 'no answer' };
const later = History.minute(5);

function state(more: Partial<JobState> = {}): JobState {
  const job = new History();
  job.read(0, quarantinedJob());
  if (!job.state) throw new Error('not stored');
  return { ...job.state, ...more };
}

test.each<[string, Partial<JobState>]>([
  ['hash', { hash: 'other' }],
  ['state', { state: 'healthy' }],
  ['suspension', { suspended: true }],
  ['watching', { unwatchedSince: since }],
  ['series', { episode: undefined }],
  ['doubt', { doubt }],
  ['being unreadable', { unreadable }],
])('a state of another %s does not say the same', (_, more) => {
  expect(saysTheSame(state(), state(more))).toBe(false);
  expect(saysTheSame(state(more), state(more))).toBe(true);
});

test('neither does one whose doubt or whose mark differs in a part', () => {
  const before = state({ doubt, unreadable });
  expect(saysTheSame(before, { ...before, doubt: { ...doubt, what: 'gone' } })).toBe(false);
  expect(saysTheSame(before, { ...before, doubt: { ...doubt, since: later } })).toBe(false);
  for (const part of ['since', 'cause', 'detail'] as const)
    expect(saysTheSame(before, { ...before, unreadable: { ...unreadable, [part]: later } })).toBe(false);
});

test.each<[string, Partial<JobState>]>([
  ['removed', { state: 'removed' }],
  ['perhaps gone', { doubt: { what: 'gone', since } }],
  ['unreadable', { unreadable }],
  ['unwatched', { unwatchedSince: since }],
])('a job that is %s was not read by later runs', (_, more) => {
  expect(observedAt(state(more), later)).toBe(History.minute(0));
  expect(observedAt(state(), later)).toBe(later);
});

test.each<[string, Partial<JobState>]>([
  ['healthy', { state: 'healthy' }],
  ['perhaps recovered', { doubt }],
  ['suspended', { suspended: true }],
])('the quarantine of a job that is %s was not seen by later runs', (_, more) => {
  expect(quarantineSeenAt(state(more), later)).toBe(History.minute(0));
  expect(quarantineSeenAt(state(), later)).toBe(later);
});

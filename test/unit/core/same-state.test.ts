import { expect, test } from 'vitest';
import { rememberRuns } from '../../../src/core/run-memory.ts';
import { isSameState } from '../../../src/core/same-state.ts';
import type { JobState } from '../../../src/core/state.ts';
import { History, quarantinedState, withQuarantine } from '../../support/history.ts';
import { healthyJob, jobOf } from '../../support/jobs.ts';

const since = History.arrival(0);
const doubt = { what: 'cleared', since, seenAt: History.minute(0) } as const;
const absence = { since, seenAt: History.minute(0) };
const unreadable = { since, cause: 'http503', detail: 'no answer' };
const later = History.minute(5);

test.each<[string, Partial<JobState>]>([
  ['hash', { hash: 'other' }],
  ['removal', { isRemoved: true }],
  ['watching', { unwatchedSince: since }],
  ['absence', { absence }],
  ['memory of its runs', { runs: undefined }],
  ['being unreadable', { unreadable }],
])('a state of another %s does not say the same', (_, more) => {
  const before = quarantinedState();
  expect(isSameState(before, { ...before, ...more })).toBe(false);
  expect(isSameState({ ...before, ...more }, { ...before, ...more })).toBe(true);
});

test.each<[string, Parameters<typeof withQuarantine>[1]]>([
  ['status', { status: 'unknown' }],
  ['openness', { isOpen: false }],
  ['sequence', { sequence: 1 }],
  ['series', { episode: undefined }],
  ['doubt', { doubt }],
])('a quarantine of another %s does not say the same', (_, more) => {
  const before = quarantinedState();
  expect(isSameState(before, withQuarantine(before, more))).toBe(false);
  expect(isSameState(withQuarantine(before, more), withQuarantine(before, more))).toBe(true);
});

test.each(['quarantine', 'halt', 'overdue', 'failures'] as const)(
  'a state of another %s does not say the same',
  (type) => {
    const before = quarantinedState();
    const { conditions } = before;
    const other = { ...conditions[type], sequence: 1 };
    expect(isSameState(before, { ...before, conditions: { ...conditions, [type]: other } })).toBe(false);
  },
);

test('neither does one whose doubt, absence or mark differs in a part', () => {
  const before = withQuarantine(quarantinedState({ absence, unreadable }), { doubt });
  expect(isSameState(before, withQuarantine(before, { doubt: { ...doubt, what: 'began' } }))).toBe(false);
  for (const part of ['since', 'seenAt'] as const) {
    expect(isSameState(before, withQuarantine(before, { doubt: { ...doubt, [part]: later } }))).toBe(false);
    expect(isSameState(before, { ...before, absence: { ...absence, [part]: later } })).toBe(false);
  }
  for (const part of ['since', 'cause'] as const)
    expect(isSameState(before, { ...before, unreadable: { ...unreadable, [part]: later } })).toBe(false);
});

test('the words of a failure may differ each time: they alone are not worth a write', () => {
  const before = quarantinedState({ unreadable });
  expect(isSameState(before, { ...before, unreadable: { ...unreadable, detail: 'request-id 2' } })).toBe(
    true,
  );
});

test('nor does one whose episode has another series, another reason, is held back, or has a reminder', () => {
  const before = quarantinedState();
  const { episode } = before.conditions.quarantine;
  if (!episode) throw new Error('no episode');
  const reasons = [...episode.reasons, { reason: 'Unknown', errorCode: '', since: later }];
  for (const more of [{ series: later }, { reasons }, { heldUntil: later }, { remindedAt: later }])
    expect(isSameState(before, withQuarantine(before, { episode: { ...episode, ...more } }))).toBe(false);
});

test('nor does one that is late for another reason, though nothing of the job changed', () => {
  const before = quarantinedState();
  const overdue = before.conditions.overdue;
  const late = (reason: 'notRunning' | 'backlog', expectedBy: string): JobState => {
    const facts = { reason, expectedBy, endedAt: undefined, steadyAt: undefined, progress: [] };
    return { ...before, conditions: { ...before.conditions, overdue: { ...overdue, facts } } };
  };
  expect(isSameState(before, late('notRunning', since))).toBe(false);
  expect(isSameState(late('backlog', since), late('notRunning', since))).toBe(false);
  expect(isSameState(late('backlog', since), late('backlog', later))).toBe(true);
});

test('times that are known without a write are not worth one', () => {
  const before = withQuarantine(quarantinedState(), { seenAt: since });
  const times = { observedAt: later, changedAt: later };
  expect(isSameState(before, withQuarantine({ ...before, ...times }, { seenAt: later }))).toBe(true);
});

test('what is remembered of runs is compared as a whole: only a reading that differs makes another one', () => {
  const before = quarantinedState();
  const context = { at: later, overdueAfterMs: 0 };
  const runs = rememberRuns(before.runs, jobOf(healthyJob()), context);
  expect(isSameState(before, { ...before, runs })).toBe(false);
});

import { expect, it } from 'vitest';
import { describeEvent, describeRun } from '../../start/lines.ts';
import type { ReceivedMessage } from '../../subscriber/received-message.ts';

function message(about: string, kind: string, data: object): ReceivedMessage {
  return {
    at: '2026-03-10T00:00:00.000Z',
    subscription: 'workflows',
    messageId: 'm',
    sessionId: 's',
    subject: undefined,
    correlationId: undefined,
    contentType: undefined,
    applicationProperties: {},
    body: { type: `entra.provisioning.${about}.${kind}`, subject: 'Box', sequence: '7', data },
    deliveryCount: 0,
  };
}

const cleared = {
  durationSeconds: 9,
  clearedAfter: '2026-03-01T08:00:01.000Z',
  clearedBefore: '2026-03-01T08:00:03.000Z',
  detection: 'confirmed',
};

it.each([
  [
    'quarantine',
    'began',
    { quarantine: { reason: 'TooManyDeletes', error: { code: 'X' } }, detection: 'observed' },
    '✘ BEGAN   Box: quarantine, TooManyDeletes, X [observed, sequence 7]',
  ],
  [
    'quarantine',
    'changed',
    { quarantine: { reason: 'Unknown' }, previousReason: 'TooManyDeletes', detection: 'confirmed' },
    '✘ CHANGED Box: quarantine, Unknown (before: TooManyDeletes) [confirmed, sequence 7]',
  ],
  [
    'quarantine',
    'expiring',
    { quarantine: null, expectedDisableAt: '2026-03-29T00:00:00.000Z', detection: 'inferred' },
    '✘ EXPIRES Box: quarantine, to be switched off about 2026-03-29, no reason given [inferred, sequence 7]',
  ],
  [
    'halt',
    'began',
    { reason: 'paused', quarantined: false, detection: 'confirmed' },
    '✘ BEGAN   Box: halt, paused [confirmed, sequence 7]',
  ],
  [
    'halt',
    'began',
    { reason: 'disabledInQuarantine', quarantined: true, detection: 'confirmed' },
    '✘ BEGAN   Box: halt, disabledInQuarantine, in quarantine [confirmed, sequence 7]',
  ],
  [
    'overdue',
    'began',
    { reason: 'notRunning', lagSeconds: 12, detection: 'confirmed' },
    '✘ BEGAN   Box: overdue, notRunning, 12 s late [confirmed, sequence 7]',
  ],
  [
    'overdue',
    'cleared',
    { ...cleared, cause: 'caughtUp', detection: 'observed' },
    '✔ CLEARED Box: overdue, caughtUp, after 9 s (between 08:00:01 and 08:00:03) [observed, sequence 7]',
  ],
  [
    'failures',
    'changed',
    { count: 400, previousCount: 40, entries: 36, detection: 'confirmed' },
    '✘ CHANGED Box: failures, 400 objects of 36 (before: 40) [confirmed, sequence 7]',
  ],
  [
    'job',
    'removed',
    {
      removedAfter: '2026-03-01T08:00:01.000Z',
      removedBefore: '2026-03-01T08:00:03.000Z',
      detection: 'confirmed',
    },
    '– REMOVED Box: job, gone between 08:00:01 and 08:00:03 [confirmed, sequence 7]',
  ],
])('%s %s is a line that names the condition', (about, kind, data, line) => {
  expect(describeEvent(message(about, kind, data))).toBe(line);
});

it('a run in which jobs only ran on their interval is no line, and one that sent or met something is', () => {
  const run = (more: object) =>
    describeRun(
      JSON.stringify({
        line: 'poll',
        outcome: 'complete',
        jobsRead: 8,
        jobsChanged: 5,
        jobsUnreadable: 0,
        eventsSent: 0,
        ...more,
      }),
    );
  expect(run({})).toBeUndefined();
  for (const more of [{ eventsSent: 1 }, { jobsUnreadable: 1 }, { outcome: 'failed' }])
    expect(run(more)).toContain('8 read, 5 changed');
  expect(describeRun('not a heartbeat')).toBeUndefined();
});

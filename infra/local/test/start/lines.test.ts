import { expect, it } from 'vitest';
import { describeEvent, describeLog, describeProblem } from '../../start/lines.ts';
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
    '✘ BEGAN   Box: quarantine, TooManyDeletes, X [observed]',
  ],
  [
    'quarantine',
    'changed',
    { quarantine: { reason: 'Unknown' }, previousReason: 'TooManyDeletes', detection: 'confirmed' },
    '✘ CHANGED Box: quarantine, Unknown (before: TooManyDeletes) [confirmed]',
  ],
  [
    'quarantine',
    'expiring',
    { quarantine: null, expectedDisableAt: '2026-03-29T00:00:00.000Z', detection: 'inferred' },
    '✘ EXPIRES Box: quarantine, to be switched off about 2026-03-29, no reason given [inferred]',
  ],
  [
    'halt',
    'began',
    { reason: 'paused', quarantined: false, detection: 'confirmed' },
    '✘ BEGAN   Box: halt, paused [confirmed]',
  ],
  [
    'halt',
    'began',
    { reason: 'disabledInQuarantine', quarantined: true, detection: 'confirmed' },
    '✘ BEGAN   Box: halt, disabledInQuarantine, in quarantine [confirmed]',
  ],
  [
    'overdue',
    'began',
    { reason: 'notRunning', lagSeconds: 9 * 86_400 + 5, detection: 'confirmed' },
    '✘ BEGAN   Box: overdue, notRunning, 9 days late [confirmed]',
  ],
  [
    'overdue',
    'cleared',
    { ...cleared, cause: 'caughtUp', detection: 'observed' },
    '✔ CLEARED Box: overdue, caughtUp, after 9 seconds [observed]',
  ],
  [
    'failures',
    'changed',
    { count: 400, previousCount: 40, entries: 36, detection: 'confirmed' },
    '✘ CHANGED Box: failures, 400 objects of 36 (before: 40) [confirmed]',
  ],
  [
    'failures',
    'began',
    { count: 40, entries: 0, detection: 'confirmed' },
    '✘ BEGAN   Box: failures, 40 objects [confirmed]',
  ],
  [
    'job',
    'removed',
    {
      removedAfter: '2026-03-01T08:00:01.000Z',
      removedBefore: '2026-03-01T08:00:03.000Z',
      detection: 'confirmed',
    },
    '– REMOVED Box: job, gone between 08:00:01 and 08:00:03 [confirmed]',
  ],
])('%s %s is a line that names the condition', (about, kind, data, line) => {
  expect(describeEvent(message(about, kind, data)).text).toBe(line);
});

it('a clear is green, but for one that a later series brings: nothing is well then', () => {
  const recovered = describeEvent(message('quarantine', 'cleared', { ...cleared, cause: 'recovered' }));
  expect(recovered).toMatchObject({ tone: 'good', text: expect.stringMatching(/^✔/) });
  const superseded = describeEvent(message('quarantine', 'cleared', { ...cleared, cause: 'superseded' }));
  expect(superseded).toEqual({
    tone: 'plain',
    text: '↻ CLEARED Box: quarantine, superseded by a later series, after 9 seconds [confirmed]',
  });
});

const logged = { level: 'information', category: 'Function.poll.User', message: '' };

it('a run in which jobs only ran on their interval is no line, and one that sent or met something is', () => {
  const run = (more: object) =>
    describeLog({
      ...logged,
      message: JSON.stringify({
        line: 'poll',
        outcome: 'complete',
        jobsRead: 8,
        jobsChanged: 5,
        jobsUnreadable: 0,
        eventsSent: 0,
        failures: [],
        ...more,
      }),
    });
  expect(run({})).toBeUndefined();
  expect(run({ eventsSent: 1 })).toEqual({
    text: '  poll complete: 8 read, 5 changed, 1 event sent',
    tone: 'aside',
  });
  const about = 'service principal 5e7a11ce-0000-4000-8000-000000000002 (Box)';
  const failures = [{ about, detail: 'Graph answered 503.' }];
  expect(run({ outcome: 'partial', jobsUnreadable: 2, failures })).toEqual({
    text: '  poll partial: 8 read, 5 changed, 2 unreadable, 0 events sent; Box: Graph answered 503.',
    tone: 'warning',
  });
  expect(run({ outcome: 'failed' })?.tone).toBe('warning');
  expect(describeLog({ ...logged, message: 'not a heartbeat' })).toBeUndefined();
});

it('why a function failed is printed, without its stack', () => {
  const message = "Executed 'Functions.poll' (Failed, Id=1, Duration=26ms)";
  const error =
    'ConfigError: Settings are wrong:\n- TENANT_ID is no GUID.\n    at read (index.cjs:1:2)\n    at more';
  expect(
    describeLog({ level: 'error', category: 'Function.poll', message, result: 'failed', error }),
  ).toEqual({
    text: '  poll failed: Settings are wrong:\n- TENANT_ID is no GUID.',
    tone: 'warning',
  });
});

it('an event that waits is said in words, and so is a subscriber that finds no service', () => {
  const message = JSON.stringify({ line: 'unsent', about: 'event x', cause: 'c', detail: 'Nobody answers.' });
  expect(describeLog({ ...logged, level: 'error', message })?.text).toBe(
    '  an event waits in the table, it cannot be sent: Nobody answers.',
  );
  expect(describeLog({ ...logged, level: 'error', message: '{"cut' })?.text).toBe('  error: {"cut');
  expect(describeProblem('GeneralError: connect ECONNREFUSED 127.0.0.1:4711').text).toBe(
    '  subscriber: Service Bus cannot be reached; it tries again',
  );
  expect(describeProblem('MessageLockLost').text).toBe('  subscriber: MessageLockLost');
});

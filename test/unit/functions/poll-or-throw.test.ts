import { expect, test } from 'vitest';
import { SourceError } from '../../../src/core/errors.ts';
import { pollOrThrow } from '../../../src/functions/poll-or-throw.ts';
import type { PollReport } from '../../../src/poll/poll-report.ts';

const log = { info() {}, error() {} };
const startedAt = '2026-03-10T00:00:00.000Z';
const counts = {
  principals: 0,
  jobsRead: 0,
  jobsChanged: 0,
  jobsUnreadable: 0,
  eventsRecorded: 0,
  eventsSent: 0,
  eventsWaiting: 0,
  oldestWaitingSeconds: 0,
  graphRequests: 0,
  graphThrottled: 0,
  tableTransactions: 0,
  milliseconds: 0,
};

function run(report: PollReport): Promise<void> {
  return pollOrThrow({ poll: async () => report }, 1_000, log);
}

test.each([
  { kind: 'busy', busyUntil: startedAt },
  { kind: 'ended', outcome: 'complete', startedAt, counts, failures: [] },
  { kind: 'ended', outcome: 'partial', startedAt, counts, failures: [] },
] as const)('a timer goes on after a poll that was $kind $outcome', async (report) => {
  await expect(run(report)).resolves.toBeUndefined();
});

test('a timer fails loudly after a poll that could read nothing, and says why', async () => {
  const failures = [
    { about: 'Microsoft Graph', cause: 'TokenUnavailable', detail: 'There is no token.' },
    { about: 'an event', cause: 'ServiceBusy', detail: 'Service Bus is busy.' },
  ];
  const failed = run({ kind: 'ended', outcome: 'failed', startedAt, counts, failures });
  await expect(failed).rejects.toThrow(SourceError);
  await expect(failed).rejects.toThrow(
    'Nothing could be read from Microsoft Graph. First of all, Microsoft Graph: There is no token.',
  );
});

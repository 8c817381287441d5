import { expect, test } from 'vitest';
import { SourceError } from '../../../src/core/errors.ts';
import { pollOrThrow } from '../../../src/functions/timer.ts';
import type { PollReport } from '../../../src/poll/ports.ts';
import { counts } from '../http/stub-app.ts';

const log = { info() {}, error() {} };
const startedAt = '2026-03-10T00:00:00.000Z';

function run(report: PollReport): Promise<void> {
  return pollOrThrow({ poll: async () => report }, 1_000, log);
}

test.each([
  { kind: 'busy', busyUntil: startedAt },
  { kind: 'ended', outcome: 'complete', covered: true, startedAt, counts, failures: [] },
  { kind: 'ended', outcome: 'partial', covered: false, startedAt, counts, failures: [] },
] as const)('a timer goes on after a poll that was $kind $outcome', async (report) => {
  await expect(run(report)).resolves.toBeUndefined();
});

test('a timer fails loudly after a poll that could read nothing, and says why', async () => {
  const failures = [
    { about: 'Microsoft Graph', cause: 'TokenUnavailable', detail: 'There is no token.', count: 1 },
    { about: 'event began', cause: 'ServiceBusy', detail: 'Service Bus is busy.', count: 2 },
  ];
  const failed = run({ kind: 'ended', outcome: 'failed', covered: false, startedAt, counts, failures });
  await expect(failed).rejects.toThrow(SourceError);
  await expect(failed).rejects.toThrow(
    'Nothing could be read from Microsoft Graph. First failure, Microsoft Graph: There is no token.',
  );
});

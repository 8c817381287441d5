import { unassessedRecords } from '../../../src/core/conditions/record.ts';
import type { JobKey } from '../../../src/core/job-key.ts';
import type { JobState } from '../../../src/core/state.ts';
import type { Row } from '../../../src/table/columns.ts';
import { arrival, episode, minute, quarantinedState, recordedEvent, tenantId } from './job-changes.ts';

/*
 * Rows as version 2 wrote them, when a quarantine was all that could be wrong with a job.
 */

/** A row as version 2 wrote it. */
export const rowOfVersion2 = {
  partitionKey: tenantId,
  rowKey: 'latest|11111111-1111-4111-8111-111111111111|scim.1',
  etag: 'W/"1"',
  schemaVersion: 2,
  servicePrincipalId: '11111111-1111-4111-8111-111111111111',
  jobId: 'scim.1',
  appId: 'app-1',
  displayName: 'Salesforce',
  templateId: 'scim',
  state: 'quarantined',
  suspended: false,
  statusCode: 'Quarantine',
  scheduleState: 'Active',
  quarantine:
    '{"reason":"EncounteredQuarantineException","error":{"code":"InvalidCredentials","message":"No."}}',
  reason: 'EncounteredQuarantineException',
  errorCode: 'InvalidCredentials',
  nextAttempt: '',
  evidence: 'object',
  episode: '2026-03-10T00:01:00.000Z',
  series: '2026-03-10T00:02:00.000Z',
  occurrence: 3,
  reasons: '[{"reason":"A","errorCode":"","since":"2026-03-10T00:01:00.000Z"}]',
  remindedAt: '2026-03-10T00:03:00.000Z',
  repeats: 2,
  toldSeries: '2026-03-10T00:04:00.000Z',
  sequence: 1_773_100_800n,
  doubt: 'changed',
  doubtSince: '2026-03-10T00:05:10.000Z',
  doubtSeenAt: '2026-03-10T00:06:00.000Z',
  doubtReason: '{"reason":"TooManyDeletes","errorCode":"c"}',
  unreadableCause: '',
  unreadableDetail: '',
  unreadableSince: '',
  unwatchedSince: '',
  escrowsPruned: false,
  deleteThreshold: '',
  troubleshootingUrl: '',
  observedAt: '2026-03-10T00:00:00.000Z',
  quarantineSeenAt: '2026-03-10T00:09:00.000Z',
  changedAt: '2026-03-10T00:00:10.000Z',
  hash: 'hash of the job',
};
/** What version 2 wrote of a job that is not in quarantine. */
export const healthyBefore = {
  state: 'healthy',
  statusCode: 'Active',
  quarantine: '{"currentBegan":"0001-01-01T00:00:00Z","error":null}',
  evidence: '',
  doubt: '',
  doubtSince: '',
  doubtSeenAt: '',
  doubtReason: '',
};

/** What the row reads as. */
export const stateOfVersion2: JobState = quarantinedState({
  interval: '',
  runs: undefined,
  step: 1_773_100_800,
  conditions: {
    ...unassessedRecords,
    quarantine: {
      status: 'true',
      isOpen: true,
      facts: {
        quarantine: {
          reason: 'EncounteredQuarantineException',
          error: { code: 'InvalidCredentials', message: 'No.' },
        },
        evidence: 'object',
      },
      episode: episode(minute(1), {
        series: minute(2),
        occurrence: 3,
        reasons: [{ reason: 'A', errorCode: '', since: minute(1) }],
        remindedAt: minute(3),
      }),
      repeats: 2,
      latestSeries: minute(4),
      sequence: 1_773_100_800,
      doubt: {
        what: 'changed',
        since: arrival(5),
        seenAt: minute(6),
        reason: { reason: 'TooManyDeletes', errorCode: 'c' },
      },
      seenAt: minute(9),
    },
  },
});

/** The three rows of a quarantine that began and waits to be sent. */
export function eventRowsOfVersion2({ servicePrincipalId, jobId }: JobKey, sequence: number): Row[] {
  const { event, transition } = recordedEvent({ servicePrincipalId, jobId }, sequence);
  const { body, ...message } = event;
  const { recordedAt } = transition;
  const number = Date.parse(recordedAt);
  const place = { servicePrincipalId, jobId, sequence: BigInt(sequence), recordedAt };
  const line = { number: BigInt(number), sequence: BigInt(sequence), recordedAt, type: event.type };
  const digits = String(number).padStart(16, '0');
  const placeInHistory = String(9_999_999_999 - sequence).padStart(10, '0');
  const rows = {
    [`event|${digits}`]: { ...place, type: event.type, message: JSON.stringify(message), body },
    [`outbox|${digits}`]: place,
    [`transition|${servicePrincipalId}|${jobId}|${placeInHistory}`]: line,
  };
  return Object.entries(rows).map(([rowKey, columns]) => ({ partitionKey: tenantId, rowKey, ...columns }));
}

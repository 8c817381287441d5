import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { JobState } from '../../../src/core/state.ts';
import { jobAction } from '../../../src/table/job-row.ts';
import {
  arrival,
  change,
  jobState,
  minute,
  quarantinedState,
  tenantId,
} from '../../contract/state-store/job-changes.ts';

/** The row that creates the job's state. */
function rowOf(state: JobState) {
  const [, row] = jobAction(tenantId, change(state));
  return row;
}

const named = {
  partitionKey: '99999999-9999-4999-8999-999999999999',
  rowKey: 'latest|11111111-1111-4111-8111-111111111111|scim.1',
  schemaVersion: 2,
  servicePrincipalId: '11111111-1111-4111-8111-111111111111',
  jobId: 'scim.1',
};

// Rows outlive versions. Whoever changes what is pinned here writes rows that this version cannot read: raise `schemaVersion`.

test('a state with every member is this row', () => {
  const state: JobState = jobState({
    application: { appId: 'app-1', displayName: 'Sales\nforce' },
    state: 'quarantined',
    suspended: true,
    statusCode: 'Quarantine',
    scheduleState: 'Disabled',
    quarantine: {
      reason: 'EncounteredQuarantineException',
      nextAttempt: '2026-03-01T14:00:00.1234567Z',
      error: { code: 'InvalidCredentials', message: 'No.' },
      more: [null, 1],
    },
    evidence: 'object',
    episode: {
      name: minute(1),
      series: minute(2),
      occurrence: 3,
      reasons: [
        { reason: 'A', errorCode: '', since: minute(1) },
        { reason: '', errorCode: 'b', since: minute(2) },
      ],
      remindedAt: minute(3),
    },
    repeats: 2,
    latestSeries: minute(4),
    sequence: 1_773_100_800,
    doubt: {
      what: 'changed',
      since: arrival(5),
      seenAt: minute(6),
      pair: { reason: 'TooManyDeletes', errorCode: 'c' },
    },
    unreadable: { since: arrival(7), cause: 'http403', detail: 'Grant Synchronization.Read.All.' },
    unwatchedSince: arrival(8),
    escrowsPruned: true,
    deleteThreshold: '500',
    troubleshootingUrl: 'https://example.com/help',
    quarantineSeenAt: minute(9),
  });
  expect(rowOf(state)).toEqual({
    ...named,
    appId: 'app-1',
    displayName: 'Sales force',
    templateId: 'scim',
    state: 'quarantined',
    suspended: true,
    statusCode: 'Quarantine',
    scheduleState: 'Disabled',
    quarantine:
      '{"reason":"EncounteredQuarantineException","nextAttempt":"2026-03-01T14:00:00.1234567Z","error":{"code":"InvalidCredentials","message":"No."},"more":[null,1]}',
    reason: 'EncounteredQuarantineException',
    errorCode: 'InvalidCredentials',
    nextAttempt: '2026-03-01T14:00:00.1234567Z',
    evidence: 'object',
    episode: '2026-03-10T00:01:00.000Z',
    series: '2026-03-10T00:02:00.000Z',
    occurrence: 3,
    reasons:
      '[{"reason":"A","errorCode":"","since":"2026-03-10T00:01:00.000Z"},{"reason":"","errorCode":"b","since":"2026-03-10T00:02:00.000Z"}]',
    remindedAt: '2026-03-10T00:03:00.000Z',
    repeats: 2,
    toldSeries: '2026-03-10T00:04:00.000Z',
    sequence: 1_773_100_800n,
    doubt: 'changed',
    doubtSince: '2026-03-10T00:05:10.000Z',
    doubtSeenAt: '2026-03-10T00:06:00.000Z',
    doubtReason: '{"reason":"TooManyDeletes","errorCode":"c"}',
    unreadableCause: 'http403',
    unreadableDetail: 'Grant Synchronization.Read.All.',
    unreadableSince: '2026-03-10T00:07:10.000Z',
    unwatchedSince: '2026-03-10T00:08:10.000Z',
    escrowsPruned: true,
    deleteThreshold: '500',
    troubleshootingUrl: 'https://example.com/help',
    observedAt: '2026-03-10T00:00:00.000Z',
    quarantineSeenAt: '2026-03-10T00:09:00.000Z',
    changedAt: '2026-03-10T00:00:10.000Z',
    hash: 'hash of the job',
  });
});

test('a state with no member that may be absent is this row', () => {
  const state = jobState({ application: { appId: '', displayName: '' }, templateId: '' });
  expect(rowOf(state)).toEqual({
    ...named,
    appId: '',
    displayName: '',
    templateId: '',
    state: 'healthy',
    suspended: false,
    statusCode: 'Active',
    scheduleState: 'Active',
    quarantine: '',
    reason: '',
    errorCode: '',
    nextAttempt: '',
    evidence: '',
    episode: '',
    series: '',
    occurrence: 0,
    reasons: '[]',
    remindedAt: '',
    repeats: 0,
    toldSeries: '',
    sequence: 0n,
    doubt: '',
    doubtSince: '',
    doubtSeenAt: '',
    doubtReason: '',
    unreadableCause: '',
    unreadableDetail: '',
    unreadableSince: '',
    unwatchedSince: '',
    escrowsPruned: false,
    deleteThreshold: '',
    troubleshootingUrl: '',
    observedAt: '2026-03-10T00:00:00.000Z',
    quarantineSeenAt: '',
    changedAt: '2026-03-10T00:00:10.000Z',
    hash: 'hash of the job',
  });
});

test('a doubt of another kind holds no reason', () => {
  const state = jobState({ doubt: { what: 'gone', since: minute(1), seenAt: minute(2) } });
  expect(rowOf(state)).toMatchObject({ doubt: 'gone', doubtReason: '' });
});

test('texts are cut where a column would be too long for them, but no key and no hash', () => {
  const long = 'x'.repeat(3000);
  const cut = `${'x'.repeat(2047)}…`;
  const state = jobState({
    application: { appId: long, displayName: long },
    templateId: long,
    statusCode: long,
    scheduleState: long,
    quarantine: { nextAttempt: long },
    unreadable: { since: minute(1), cause: long, detail: long },
    deleteThreshold: long,
    troubleshootingUrl: long,
    hash: long,
  });
  expect(rowOf(state)).toMatchObject({
    appId: cut,
    displayName: cut,
    templateId: cut,
    statusCode: cut,
    scheduleState: cut,
    nextAttempt: cut,
    unreadableCause: cut,
    unreadableDetail: cut,
    deleteThreshold: cut,
    troubleshootingUrl: cut,
    hash: long,
  });
});

test('a body that nests deeper than a stack is stored as far as it goes', () => {
  let body: JsonObject = {};
  for (let depth = 0; depth < 100_000; depth++) body = { in: body };
  const [, row] = jobAction(tenantId, change(jobState(), { body }));
  expect(row).toMatchObject({ bodyOmitted: false, job: expect.stringMatching(/^\{"in":\{"in":/) });
});

test('a quarantine object that fits is kept to the letter, and one that does not is reduced to what is documented', () => {
  const column = (quarantine: JsonObject) => {
    const [, row] = jobAction(tenantId, change(quarantinedState({ quarantine })));
    return String('quarantine' in row && row.quarantine);
  };
  const odd = { reason: '', error: { message: 'two\nlines\u0000 é' }, unknown: [{}], seriesBegan: null };
  expect(JSON.parse(column(odd))).toEqual(odd);

  const large = { reason: 'Unknown', seriesCount: 3, error: { code: 'x', message: '😀'.repeat(40_000) } };
  expect(JSON.parse(column({ ...large, unknown: 'x'.repeat(40_000) }))).toMatchObject({
    reason: 'Unknown',
    seriesCount: 3,
    error: { code: 'x', message: expect.stringMatching(/^(😀)+…$/u) },
  });
  expect(JSON.parse(column({ ...large, unknown: 'x' }))).not.toHaveProperty('unknown');
});

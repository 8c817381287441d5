import { expect, test } from 'vitest';
import { blankRecord } from '../../../src/core/conditions/record.ts';
import { DamagedRowError } from '../../../src/core/errors.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { JobState } from '../../../src/core/state.ts';
import type { Row, StoredRow } from '../../../src/table/columns.ts';
import { jobAction, readJobRow } from '../../../src/table/job-row.ts';
import {
  arrival,
  change,
  episode,
  everyRecord,
  jobState,
  minute,
  quarantinedState,
  recorded,
  someRuns,
  tenantId,
} from '../../contract/state-store/job-changes.ts';
import { healthyBefore, rowOfVersion2, stateOfVersion2 } from '../../contract/state-store/version-2.ts';
import { History } from '../../support/history.ts';
import { healthyJob } from '../../support/jobs.ts';

/** The row that creates the job's state. */
function rowOf(state: JobState): Row {
  const [, row] = jobAction(tenantId, change(state));
  return { ...row };
}

const named = {
  partitionKey: '99999999-9999-4999-8999-999999999999',
  rowKey: 'latest|11111111-1111-4111-8111-111111111111|scim.1',
  schemaVersion: 3,
  servicePrincipalId: '11111111-1111-4111-8111-111111111111',
  jobId: 'scim.1',
};

// Rows outlive versions. Whoever changes what is pinned here writes rows that this version cannot read: raise `schemaVersion`.

test('a state with every member is this row', () => {
  const state = quarantinedState(
    {
      application: { appId: 'app-1', displayName: 'Sales\nforce' },
      scheduleState: 'Disabled',
      step: 1_773_100_812,
      removedSequence: 1_773_100_700,
      unreadable: { since: arrival(7), cause: 'http403', detail: 'Grant Synchronization.Read.All.' },
      unwatchedSince: arrival(8),
      escrowsPruned: true,
      deleteThreshold: '500',
      troubleshootingUrl: 'https://example.com/help',
    },
    {
      facts: {
        quarantine: {
          reason: 'EncounteredQuarantineException',
          nextAttempt: '2026-03-01T14:00:00.1234567Z',
          error: { code: 'InvalidCredentials', message: 'No.' },
          more: [null, 1],
        },
        evidence: 'object',
      },
      episode: episode(minute(1), {
        series: minute(2),
        occurrence: 3,
        reasons: [
          { reason: 'A', errorCode: '', since: minute(1) },
          { reason: '', errorCode: 'b', since: minute(2) },
        ],
        after: minute(-5),
        remindedAt: minute(3),
      }),
      repeats: 2,
      latestSeries: minute(4),
      sequence: 1_773_100_800,
      doubt: {
        what: 'changed',
        since: arrival(5),
        seenAt: minute(6),
        after: minute(-9),
        reason: { reason: 'TooManyDeletes', errorCode: 'c' },
      },
      seenAt: minute(9),
    },
  );
  const conditions = { ...state.conditions, ...everyRecord };
  expect(rowOf({ ...state, conditions })).toEqual({
    ...named,
    appId: 'app-1',
    displayName: 'Sales force',
    templateId: 'scim',
    state: 'quarantined',
    suspended: false,
    statusCode: 'Quarantine',
    scheduleState: 'Disabled',
    interval: 'PT40M',
    hasRun: true,
    isRunning: true,
    runningSince: '2026-03-09T22:30:00.000Z',
    lastRunEndedAt: '2026-03-09T23:57:00.000Z',
    lastRunSeconds: 61,
    endsInTime: 2,
    steadyAt: '2026-03-09T23:17:00.000Z',
    inFirstCycle: false,
    conditions:
      '{"halt":{"status":"true","isOpen":true,"facts":{"reason":"escrowsPruned","quarantined":true},"episode":{"name":"2026-03-10T00:01:10.000Z","occurrence":1,"reasons":[{"reason":"escrowsPruned","errorCode":"","since":"2026-03-10T00:01:10.000Z"}],"after":"2026-03-10T00:01:00.000Z","published":false},"repeats":2,"sequence":1773100801,"doubt":{"what":"cleared","since":"2026-03-10T00:05:10.000Z","seenAt":"2026-03-10T00:06:00.000Z","execution":"run \\"7\\""},"seenAt":"2026-03-10T00:04:00.000Z"},' +
      '"overdue":{"status":"true","isOpen":true,"facts":{"reason":"notRunning","expectedBy":"2026-03-10T00:02:00.000Z","runningSince":"2026-03-09T23:51:00.000Z","endedAt":"2026-03-09T23:57:00.000Z","progress":[{"name":"Users"},{"name":"","completedUnits":0,"totalUnits":9,"observedAt":"2026-03-10T00:01:00.000Z"}]},"episode":{"name":"2026-03-10T00:03:10.000Z","occurrence":3,"reasons":[],"published":true,"heldUntil":"2026-03-10T04:00:00.000Z","remindedAt":"2026-03-10T00:09:00.000Z"},"latestSeries":"2026-03-10T00:01:00.000Z"},' +
      '"failures":{"status":"true","facts":{"count":12,"countRaw":15,"entries":0,"executionState":"EntryLevelErrors"},"episode":{"name":"2026-03-10T00:02:10.000Z","occurrence":1,"reasons":[{"reason":"objectsFail","errorCode":"","count":11,"since":"2026-03-10T00:02:10.000Z"}],"published":true},"repeats":1,"sequence":9999999999,"doubt":{"what":"began","since":"2026-03-10T00:07:10.000Z","seenAt":"2026-03-10T00:08:00.000Z","execution":"run-7","endedAt":"2026-03-10T00:05:00.000Z","after":"2026-03-10T00:06:00.000Z"}}}',
    seenConditions: 'quarantine,halt,overdue,failures',
    step: 1_773_100_812n,
    removedSequence: 1_773_100_700n,
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
    beganAfter: '2026-03-09T23:55:00.000Z',
    remindedAt: '2026-03-10T00:03:00.000Z',
    repeats: 2,
    toldSeries: '2026-03-10T00:04:00.000Z',
    sequence: 1_773_100_800n,
    doubt: 'changed',
    doubtSince: '2026-03-10T00:05:10.000Z',
    doubtSeenAt: '2026-03-10T00:06:00.000Z',
    doubtReason: '{"reason":"TooManyDeletes","errorCode":"c"}',
    doubtAfter: '2026-03-09T23:51:00.000Z',
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
  const state = jobState({
    application: { appId: '', displayName: '' },
    templateId: '',
    interval: '',
    runs: undefined,
  });
  expect(rowOf(state)).toEqual({
    ...named,
    appId: '',
    displayName: '',
    templateId: '',
    state: 'healthy',
    suspended: false,
    statusCode: 'Active',
    scheduleState: 'Active',
    interval: '',
    hasRun: '',
    isRunning: false,
    runningSince: '',
    lastRunEndedAt: '',
    lastRunSeconds: 0,
    endsInTime: 0,
    steadyAt: '',
    inFirstCycle: false,
    conditions: '',
    seenConditions: '',
    step: '',
    removedSequence: '',
    quarantine: '',
    reason: '',
    errorCode: '',
    nextAttempt: '',
    evidence: '',
    episode: '',
    series: '',
    occurrence: 0,
    reasons: '[]',
    beganAfter: '',
    remindedAt: '',
    repeats: 0,
    toldSeries: '',
    sequence: '',
    doubt: '',
    doubtSince: '',
    doubtSeenAt: '',
    doubtReason: '',
    doubtAfter: '',
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

test('what is known of the conditions holds only what is not as in a job that never had any', () => {
  const { conditions: healthy } = jobState();
  const conditions = { ...healthy, overdue: { ...healthy.overdue, status: 'none' as const } };
  const row = rowOf(jobState({ conditions }));
  expect(row).toMatchObject({ conditions: '{"overdue":{"status":"none"}}', seenConditions: '' });
});

test('a run that took longer than a column tells is one of the longest that it tells', () => {
  const state = jobState({ runs: { ...someRuns, durationMs: 2024 * 366 * 86_400_000 } });
  expect(rowOf(state)).toMatchObject({ lastRunSeconds: 2 ** 31 - 1 });
  expect(readJobRow(stored(state)).runs?.durationMs).toBe((2 ** 31 - 1) * 1000);
});

test.each<[string, string, boolean]>([
  ['Active', 'Active', true],
  ['Active', 'Disabled', false],
  ['', '', false],
])(
  'a row that was written before it was remembered whether a job runs says it by its last answer: %s, %s',
  (statusCode, scheduleState, isRunning) => {
    const words = { statusCode, scheduleState };
    const { isRunning: written, ...older } = stored(jobState(words));
    expect(written).toBe(true);
    const read = jobState({ ...words, runs: { ...someRuns, isRunning } });
    expect(readJobRow(older as StoredRow)).toMatchObject({ ...words, runs: read.runs });
    // The service may give null for a column that was asked for and is not there.
    expect(readJobRow({ ...older, isRunning: null } as StoredRow)).toMatchObject({
      ...words,
      runs: read.runs,
    });
  },
);

test('a doubt that a job is gone stands in the columns of the other doubts, without a reason', () => {
  const state = jobState({ absence: { since: minute(1), seenAt: minute(2) } });
  expect(rowOf(state)).toMatchObject({
    doubt: 'gone',
    doubtSince: minute(1),
    doubtSeenAt: minute(2),
    doubtReason: '',
  });
});

test('a row of version 2 reads as a state whose other conditions were never assessed', () => {
  expect(readJobRow(rowOfVersion2)).toEqual(stateOfVersion2);
});

test.each([
  ['open', {}, 'true'],
  ['suspended', { suspended: true, statusCode: 'Paused', doubt: '' }, 'unknown'],
  ['open, perhaps recovered', { statusCode: 'Active', doubt: 'recovered' }, 'false'],
  ['open, of a job that is perhaps gone', { doubt: 'gone' }, 'true'],
  ['over, of a job that runs', healthyBefore, 'false'],
  ['over, of a job that is stopped', { ...healthyBefore, statusCode: 'Paused' }, 'false'],
  ['over, of a job of an unknown code', { ...healthyBefore, statusCode: 'Odd' }, 'unknown'],
  ['over, and perhaps begun again', { state: 'healthy', doubt: 'quarantined' }, 'true'],
  ['over, last seen of a job that is perhaps gone', { state: 'healthy', doubt: 'gone' }, 'true'],
  ['that of a removed job', { ...healthyBefore, state: 'removed', evidence: 'status' }, 'none'],
  ['that of a removed job that came back with it', { state: 'removed', doubt: 'quarantined' }, 'true'],
])('of version 2 a quarantine that is %s has its status', (_, columns, status) => {
  const { conditions, isRemoved } = readJobRow({ ...rowOfVersion2, ...columns });
  const { quarantine } = conditions;
  expect({ status: quarantine.status, isRemoved, isSeen: quarantine.facts !== undefined }).toEqual({
    status,
    isRemoved: status === 'none',
    isSeen: !('evidence' in columns),
  });
});

test('a quarantine that was open in a row of version 2 is cleared with its episode, sequence and correlation', () => {
  const job = new History();
  job.state = readJobRow({ ...rowOfVersion2, doubt: '', doubtReason: '' });
  const clears = [10, 15].flatMap((at) => job.read(at, healthyJob()));
  expect(clears).toMatchObject([
    {
      condition: 'quarantine',
      kind: 'cleared',
      step: 1_773_100_801,
      sequence: 1_773_100_801,
      episode: { name: minute(1), occurrence: 3 },
    },
  ]);
  const [event] = clears.map((transition) => recorded(transition).event);
  expect(event?.correlationId).toBe('c7cc5d3f-c1d3-53d4-ab93-45c0b86fb08a');
  if (!job.state) throw new Error('the job has a state');
  expect(rowOf(job.state)).toMatchObject({ schemaVersion: 3, state: 'healthy', conditions: '' });
});

test.each([
  ['conditions', 'x', 'is not a JSON object'],
  ['conditions', '[]', 'is not a JSON object'],
  ['conditions', '{"halt":null}', 'halt is not an object'],
  ['conditions', '{"halt":{"status":true}}', 'halt.status is none of true, false, unknown, none'],
  ['conditions', '{"halt":{"isOpen":"true"}}', 'halt.isOpen is neither true nor false'],
  ['conditions', '{"halt":{"facts":{"quarantined":true}}}', 'halt.facts.reason is none of'],
  ['conditions', '{"halt":{"facts":{"reason":"paused"}}}', 'halt.facts.quarantined'],
  ['conditions', '{"overdue":{"repeats":-1}}', 'overdue.repeats is no whole number from 0'],
  ['conditions', '{"overdue":{"repeats":0.5}}', 'overdue.repeats'],
  ['conditions', '{"overdue":{"sequence":10000000000}}', 'overdue.sequence'],
  ['conditions', '{"overdue":{"seenAt":"2026-13-01T00:00:00.000Z"}}', 'overdue.seenAt is not an instant'],
  ['conditions', '{"overdue":{"latestSeries":null}}', 'overdue.latestSeries'],
  ['conditions', '{"overdue":{"episode":{}}}', 'overdue.episode.name'],
  ['conditions', '{"failures":{"doubt":{"what":"gone"}}}', 'failures.doubt.what'],
  ['conditions', doubtOf('"what":"changed"'), 'failures.doubt.reason is missing'],
  ['conditions', doubtOf(`"what":"began","execution":"${'x'.repeat(257)}"`), 'failures.doubt.execution'],
  ['conditions', doubtOf('"what":"began","execution":"\\u0000"'), 'failures.doubt.execution'],
  ['conditions', doubtOf('"what":"began","endedAt":"late"'), 'failures.doubt.endedAt'],
  ['conditions', failing('"count":-1'), 'failures.facts.count'],
  ['conditions', failing('"count":1,"countRaw":"1"'), 'failures.facts.countRaw'],
  ['conditions', reasons(21), 'halt.episode.reasons is no list of at most 20'],
  ['conditions', reasons(1, '"reason":7'), 'halt.episode.reasons[0].reason'],
  ['conditions', late(Array(11).fill({ name: '' })), 'overdue.facts.progress is no list of at most 10'],
  ['conditions', late([{ name: '', totalUnits: -1 }]), 'overdue.facts.progress[0].totalUnits'],
  ['conditions', late([{}]), 'overdue.facts.progress[0].name'],
  ['conditions', late([], { runningSince: 'early' }), 'overdue.facts.runningSince is not an instant'],
  ['hasRun', 'yes', 'is neither true nor false'],
  ['lastRunEndedAt', '2026-03-10', 'is not an instant'],
  ['lastRunEndedAt', '2026-13-10T00:00:00.000Z', 'is not an instant'],
  ['changedAt', '2026-03-10T24:00:00.000Z', 'is not an instant'],
  ['lastRunSeconds', -1, 'is no whole number from 0'],
  ['lastRunSeconds', 2 ** 31, 'is no whole number from 0'],
  ['endsInTime', 0.5, 'is no whole number from 0'],
  ['doubtReason', '{"reason":"","errorCode":"","count":-1}', 'is no reason'],
])('column %s with %s is damaged, and says where', (column, value, problem) => {
  const read = () => readJobRow(stored(jobState(), { [column]: value }));
  expect(read).toThrow(DamagedRowError);
  expect(read).toThrow(`column ${column}: ${problem}`);
});

test.each([
  ['a condition of a later version', '{"agent":{"status":"true"},"halt":{"status":"none"}}'],
  ['a member of a later version', '{"halt":{"status":"none","severity":3}}'],
  ['a name that every object has', '{"__proto__":{"overdue":{}},"constructor":1,"halt":{"status":"none"}}'],
])('%s is kept out of what is read', (_, conditions) => {
  const healthy = jobState();
  const halt = { ...blankRecord, status: 'none' as const };
  expect(readJobRow(stored(healthy, { conditions }))).toEqual({
    ...healthy,
    conditions: { ...healthy.conditions, halt },
  });
});

/** The row of a state as it is read, with other columns. */
function stored(state: JobState, columns: object = {}): StoredRow {
  return { ...rowOf(state), etag: 'W/"1"', ...columns };
}

function doubtOf(members: string): string {
  return `{"failures":{"doubt":{"since":"${minute(1)}","seenAt":"${minute(1)}",${members}}}}`;
}

function failing(counts: string): string {
  return `{"failures":{"facts":{${counts},"entries":0,"executionState":""}}}`;
}

function reasons(count: number, more = '"reason":""'): string {
  const reason = `{"errorCode":"","since":"${minute(1)}",${more}}`;
  const list = Array(count).fill(reason).join(',');
  return `{"halt":{"episode":{"name":"${minute(1)}","occurrence":1,"published":true,"reasons":[${list}]}}}`;
}

function late(progress: readonly object[], more: object = {}): string {
  return JSON.stringify({
    overdue: { facts: { reason: 'backlog', expectedBy: minute(1), progress, ...more } },
  });
}

test('texts are cut where a column would be too long for them, but no key and no hash', () => {
  const long = 'x'.repeat(3000);
  const cut = `${'x'.repeat(2047)}…`;
  const state = quarantinedState(
    {
      application: { appId: long, displayName: long },
      templateId: long,
      statusCode: long,
      scheduleState: long,
      interval: long,
      unreadable: { since: minute(1), cause: long, detail: long },
      deleteThreshold: long,
      troubleshootingUrl: long,
      hash: long,
    },
    { facts: { quarantine: { nextAttempt: long }, evidence: 'status' } },
  );
  expect(rowOf(state)).toMatchObject({
    appId: cut,
    displayName: cut,
    templateId: cut,
    statusCode: cut,
    scheduleState: cut,
    interval: cut,
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
    const facts = { quarantine, evidence: 'status' } as const;
    const [, row] = jobAction(tenantId, change(quarantinedState({}, { facts })));
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

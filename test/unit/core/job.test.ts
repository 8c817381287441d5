import { describe, expect, test } from 'vitest';
import reference from '../../../infra/local/graph/payloads/reference-example.json' with { type: 'json' };
import { readJob } from '../../../src/core/job.ts';
import { healthyJob, quarantine } from '../../support/jobs.ts';

function evidenceOf(raw: unknown): string | undefined {
  const reading = readJob(raw);
  return reading.ok ? reading.job.evidence : `not read: ${reading.where}`;
}

describe('what is in quarantine', () => {
  test("Microsoft's reference example is, though it is paused and all its dates are blank", () => {
    expect(readJob(reference)).toMatchObject({
      ok: true,
      job: {
        statusCode: 'Paused',
        scheduleState: 'Disabled',
        evidence: 'object',
        running: false,
        deleteThreshold: '500',
      },
    });
  });

  test('a job of status code Quarantine is, even without a quarantine object', () => {
    expect(evidenceOf(healthyJob('a', { code: 'Quarantine', quarantine: null }))).toBe('status');
  });

  test.each(['seriesBegan', 'currentBegan', 'nextAttempt'])(
    'an active job whose object has a %s is',
    (date) => {
      const object = {
        seriesBegan: '',
        currentBegan: null,
        nextAttempt: '0001-01-01T00:00:00Z',
        seriesCount: 0,
      };
      expect(evidenceOf(healthyJob('a', { quarantine: { ...object, [date]: '2026-03-01T08:00:00Z' } }))).toBe(
        'object',
      );
    },
  );

  test('a job whose object has a count is, written as a number or as a text', () => {
    expect(evidenceOf(healthyJob('a', { quarantine: { seriesCount: 1 } }))).toBe('object');
    expect(evidenceOf(healthyJob('a', { quarantine: { seriesCount: '3' } }))).toBe('object');
  });

  test('a default object is not: blanks, year 1, no count, whatever its reason and error say', () => {
    const blanks = {
      currentBegan: '',
      nextAttempt: null,
      seriesBegan: '0001-01-01T00:00:00Z',
      seriesCount: 0,
    };
    const error = { code: 'None', message: '', tenantActionable: false };
    for (const more of [{}, { reason: 'Unknown' }, { error }, { reason: 'TooManyDeletes', error }]) {
      expect(evidenceOf(healthyJob('a', { quarantine: { ...blanks, ...more } }))).toBeUndefined();
    }
  });

  test('a failed last execution and successive failures are not', () => {
    const status = { countSuccessiveCompleteFailures: 9, lastExecution: { state: 'Failed' } };
    expect(evidenceOf(healthyJob('a', status))).toBeUndefined();
  });

  test('a count that is an object which cannot be a number is not, and does not throw', () => {
    const hostile = JSON.parse('{"seriesCount": {"valueOf": 1, "toString": 1}}');
    expect(evidenceOf(healthyJob('a', { quarantine: hostile }))).toBeUndefined();
  });
});

describe('what is running', () => {
  test.each([
    ['Active', 'Active', true],
    ['NotRun', 'Active', true],
    ['Active', 'Paused', false],
    ['Active', 'Disabled', false],
    ['Active', '', true],
    ['active', 'ACTIVE', true],
    ['NOTRUN', '', true],
    ['', 'Active', false],
    ['', '', false],
    ['active', 'disabled', false],
    ['Paused', 'Active', false],
    ['Quarantine', 'Active', false],
    ['Hibernating', 'Active', false],
  ])('code %s with schedule %j: %s', (code, state, running) => {
    expect(readJob(healthyJob('a', { code }, { state }))).toMatchObject({ ok: true, job: { running } });
  });
});

describe('what is not a well-formed job', () => {
  test.each([
    [null, 'is not an object'],
    [[], 'is not an object'],
    ['job', 'is not an object'],
    [{}, '.id is missing or blank'],
    [{ id: ' ' }, '.id is missing or blank'],
    [{ id: 'x'.repeat(513) }, '.id is too long or no valid text'],
    [{ id: 'half\ud83d' }, '.id is too long or no valid text'],
    [{ id: 'a', status: [] }, '.status is not an object'],
    [{ id: 'a', status: 'Active' }, '.status is not an object'],
    [{ id: 'a', status: { code: 5 } }, '.status.code is not a text'],
    [{ id: 'a', status: { code: {} } }, '.status.code is not a text'],
    [{ id: 'a', schedule: 'Active' }, '.schedule is not an object'],
    [{ id: 'a', schedule: [] }, '.schedule is not an object'],
    [{ id: 'a', status: { code: 'Active', quarantine: 'no' } }, '.status.quarantine is not an object'],
  ])('%j %s', (raw, where) => {
    expect(readJob(raw)).toEqual({ ok: false, where });
  });
});

test.each([
  [{ id: 'a' }],
  [{ id: 'a', templateId: null, schedule: null, status: null, synchronizationJobSettings: null }],
  [{ id: 'a', schedule: { state: 'Active' }, status: { code: null, quarantine: null } }],
  [{ id: 'a', schedule: { state: null }, status: { code: ' ' } }],
  [{ id: 'a', status: {} }],
])('%j is a job that has no status yet: it is in no quarantine and proves no recovery', (raw) => {
  expect(readJob(raw)).toMatchObject({
    ok: true,
    job: { templateId: '', statusCode: '', evidence: undefined, quarantine: undefined, running: false, raw },
  });
});

test('a job without a status code is in quarantine where its quarantine object says so', () => {
  expect(evidenceOf({ id: 'a', status: { quarantine: quarantine() } })).toBe('object');
});

test('a status code is told as Graph wrote it, and read without regard to case', () => {
  expect(readJob(healthyJob('a', { code: 'QUARANTINE' }))).toMatchObject({
    job: { statusCode: 'QUARANTINE', evidence: 'status', running: false },
  });
});

test('a job without template, schedule, settings and progress is well-formed', () => {
  expect(readJob({ id: 'a', status: { code: 'Active' } })).toMatchObject({
    ok: true,
    job: {
      templateId: '',
      scheduleState: '',
      deleteThreshold: '',
      troubleshootingUrl: '',
      escrowsPruned: false,
    },
  });
});

test('the quarantine object is kept as Graph gave it', () => {
  const given = quarantine('2026-03-01T08:00:00.1234567Z', {
    reason: 'AReasonOfTomorrow',
    unknownMember: [1],
  });
  expect(readJob(healthyJob('a', { code: 'Quarantine', quarantine: given }))).toMatchObject({
    job: { quarantine: given },
  });
});

test.each([
  [
    [
      { name: 'Other', value: '7' },
      { name: 'QuarantineTooManyDeletesThreshold', value: '500' },
    ],
    '500',
  ],
  [[null, 'text', { name: 'Other', value: '7' }], ''],
  [[{ name: 'QuarantineTooManyDeletesThreshold', value: 500 }], ''],
])('the settings %j have the delete threshold %j', (synchronizationJobSettings, deleteThreshold) => {
  expect(readJob({ ...healthyJob(), synchronizationJobSettings })).toMatchObject({
    job: { deleteThreshold },
  });
});

test('an id of 512 characters is not too long', () => {
  expect(readJob(healthyJob('x'.repeat(512))).ok).toBe(true);
});

test('that Entra pruned its errors is read from a job that says so, and from no other', () => {
  expect(readJob(healthyJob('a', { escrowsPruned: true }))).toMatchObject({ job: { escrowsPruned: true } });
  expect(readJob(healthyJob('a', { escrowsPruned: 'true' }))).toMatchObject({
    job: { escrowsPruned: false },
  });
});

import { expect, test } from 'vitest';
import { PublishError, RefusedWriteError, SourceError, StoreError } from '../../../../src/core/errors.ts';
import { healthyJob, quarantinedJob } from '../../../../test/support/jobs.ts';
import { AlertDay } from './alert-day.ts';
import { evaluate } from './evaluate.ts';
import { queryFiles } from './query-files.ts';

const refused = { minutes: '60', causes: "'http401', 'http403'", runs: '4' };
const vanished = { causes: "'massRemoval'", runs: '1' };
const anHour = { minutes: '60' };

/** Ten healthy jobs, polled for an hour. */
async function goodHour(): Promise<AlertDay> {
  const day = new AlertDay();
  for (let n = 0; n < 10; n++) day.rig.source.set(`sp-${n}`, [healthyJob()]);
  await day.polls(12);
  return day;
}

test('a good hour, with a quarantine that is told, alerts nobody', async () => {
  const day = await goodHour();
  day.rig.source.set('sp-0', [quarantinedJob()]);
  await day.polls(1);
  expect(day.rows('heartbeat-missing')).toEqual([{ Heartbeats: 4 }]);
  expect(day.rows('nothing-read')).toEqual([]);
  expect(day.rows('unsent')).toEqual([]);
  expect(day.rows('failing-cause', refused)).toEqual([]);
  expect(day.rows('failing-cause', vanished)).toEqual([]);
  expect(day.rows('incomplete', anHour)).toEqual([]);
  expect(day.rows('throttled', anHour)).toEqual([]);
});

test('three missing polls are missed, two are not', async () => {
  const day = await goodHour();
  expect(day.rows('heartbeat-missing', {}, 14)).toEqual([{ Heartbeats: 1 }]);
  expect(day.rows('heartbeat-missing', {}, 20)).toEqual([{ Heartbeats: 0 }]);
});

test('a deployment whose code is on the way misses no poll for an hour, one that has polled has no such hour', async () => {
  const day = new AlertDay();
  const made = { firstPollBy: '2026-03-10T01:00:00Z' };
  expect(day.rows('heartbeat-missing', made)).toEqual([{ Heartbeats: 1 }]);
  expect(day.rows('heartbeat-missing', made, 59)).toEqual([{ Heartbeats: 1 }]);
  expect(day.rows('heartbeat-missing', made, 64)).toEqual([{ Heartbeats: 0 }]);
  const later = await goodHour();
  const deployedAgain = { firstPollBy: '2026-03-11T01:00:00Z' };
  expect(later.rows('heartbeat-missing', deployedAgain, 20)).toEqual([{ Heartbeats: 0 }]);
});

test('where no line has ever arrived, the missing polls are missed, and no query fails', () => {
  const now = Date.parse('2026-03-10T08:00:00Z');
  for (const { name, query } of queryFiles.filter((file) => file.name.startsWith('queries/')))
    expect([name, evaluate(query, {}, now)]).toEqual([
      name,
      name === 'queries/heartbeat-missing' ? [{ Heartbeats: 0 }] : [],
    ]);
});

test('runs that ask for nothing alert as blind and as refused, where it is the look for applications that is refused', async () => {
  const day = new AlertDay();
  for (let n = 0; n < 10; n++) day.rig.source.set(`sp-${n}`, [healthyJob()]);
  day.rig.source.undiscoverable = new SourceError('http403', 'no role');
  await day.polls(4);
  expect(day.on()).toMatchObject({
    'access-denied': [{ Cause: 'http403', Runs: 4 }],
    'nothing-read': [{ Runs: 4, Causes: 'http403' }],
  });
});

test('a line that the host sends without OpenTelemetry says the same', async () => {
  const day = new AlertDay();
  // As the host's Application Insights logger fills them.
  day.asTheHostSends = {
    ItemCount: 1,
    SeverityLevel: 1,
    SDKVersion: 'azurefunctions: 4.1039.300',
    Properties: {
      Category: 'Function.poll.User',
      LogLevel: 'Information',
      InvocationId: '1',
      HostInstanceId: '2',
    },
  };
  for (let n = 0; n < 10; n++) day.rig.source.set(`sp-${n}`, [healthyJob()]);
  await day.polls(12);
  expect(day.on()).toEqual({});
  expect(day.rows('heartbeat-missing')).toEqual([{ Heartbeats: 4 }]);
  for (let n = 0; n < 10; n++) day.rig.source.fail(`sp-${n}`, 'http403');
  await day.polls(4);
  expect(day.on()).toMatchObject({ 'nothing-read': [{ Causes: 'http403' }] });
});

test('a workspace that has reached its cap alerts for a day, other troubles of it do not', () => {
  const now = Date.parse('2026-03-10T08:00:00Z');
  const hour = 60 * 60_000;
  const detail =
    'Data collection stopped due to daily limit of free data reached. Ingestion status = OverQuota';
  const query = queryFiles.find(({ name }) => name === 'queries/log-capped')?.text ?? '';
  const rows = (TimeGenerated: number, Detail: string) =>
    evaluate(query.replace('{minutes}', '1440'), { _LogOperation: [{ TimeGenerated, Detail }] }, now);
  expect(rows(now - 23 * hour, detail)).toMatchObject([{ Detail: detail }]);
  expect(rows(now - 25 * hour, detail)).toEqual([]);
  expect(rows(now - hour, 'The rate limit of ingestion has been crossed.')).toEqual([]);
});

test('a lost app role alerts when no poll of the last twenty minutes could read', async () => {
  const day = await goodHour();
  for (let n = 0; n < 10; n++) day.rig.source.fail(`sp-${n}`, 'http403');
  await day.polls(3);
  expect(day.rows('nothing-read')).toEqual([]);
  expect(day.rows('failing-cause', refused)).toEqual([]);
  await day.polls(1);
  expect(day.rows('failing-cause', refused)).toMatchObject([{ Cause: 'http403', Runs: 4 }]);
  expect(day.rows('nothing-read')).toEqual([{ Runs: 4, Causes: 'http403' }]);
  expect(day.rows('heartbeat-missing')).toEqual([{ Heartbeats: 4 }]);
  day.rig.source.heal('sp-3');
  await day.polls(1);
  expect(day.rows('nothing-read')).toEqual([]);
});

test.each([
  [
    'no token',
    (day: AlertDay) => (day.rig.source.refusal = new SourceError('TokenUnavailable', 'none')),
    'TokenUnavailable',
  ],
  [
    'no table',
    (day: AlertDay) =>
      (day.rig.store.fault = () => {
        throw new StoreError('StorageUnavailable', 'down');
      }),
    'StorageUnavailable',
  ],
])('%s alerts with its cause', async (_, trouble, cause) => {
  const day = await goodHour();
  trouble(day);
  await day.polls(4);
  expect(day.rows('nothing-read')).toEqual([{ Runs: 4, Causes: cause }]);
});

test('an event that waits for more than a quarter of an hour alerts until it is sent', async () => {
  const day = await goodHour();
  day.rig.source.set('sp-0', [quarantinedJob()]);
  day.rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
  await day.polls(4);
  expect(day.rows('unsent')).toEqual([]);
  await day.polls(1);
  expect(day.rows('unsent')).toMatchObject([{ OldestSeconds: 1200, Waiting: 1 }]);
  day.rig.store.fault = () => {
    throw new StoreError('StorageUnavailable', 'down');
  };
  await day.polls(2);
  expect(day.rows('unsent')).toMatchObject([{ OldestSeconds: 1200 }]);
  day.rig.store.fault = () => undefined;
  day.rig.publisher.refuse = () => undefined;
  await day.polls(1);
  expect(day.rows('unsent')).toEqual([]);
});

test('a mass removal alerts at once, and for as long as it is held back', async () => {
  const day = await goodHour();
  for (let n = 0; n < 7; n++) day.rig.source.remove(`sp-${n}`);
  await day.polls(1);
  expect(day.rows('failing-cause', vanished)).toMatchObject([{ Cause: 'massRemoval', Runs: 1 }]);
  await day.polls(20);
  expect(day.rows('failing-cause', vanished)).toMatchObject([{ Runs: 4 }]);
});

test('an hour in which no poll could write everything alerts, once no poll before it is in sight', async () => {
  const day = await goodHour();
  day.rig.source.set('sp-0', [healthyJob('scim.1', { escrowsPruned: true })]);
  day.rig.store.refuse = () => new RefusedWriteError('WriteRefused', 'no');
  await day.polls(11);
  expect(day.rows('incomplete', anHour)).toEqual([]);
  await day.polls(1);
  expect(day.rows('incomplete', anHour)).toEqual([{ Runs: 12, Covered: 0, Failed: 0 }]);
  expect(day.rows('nothing-read')).toEqual([]);
});

test('a throttled poll alerts nobody, half of an hour of them does', async () => {
  const day = await goodHour();
  day.rig.source.beforeAnswer = () => {
    day.rig.source.throttled++;
  };
  await day.polls(5);
  expect(day.rows('throttled', anHour)).toEqual([]);
  await day.polls(1);
  expect(day.rows('throttled', anHour)).toEqual([{ Runs: 12, Throttled: 6, Answers: 60 }]);
});

test('answers of the routes above 500 are counted, those of health and of the host are not', () => {
  const now = Date.parse('2026-03-10T08:00:00Z');
  const request = { TimeGenerated: now - 1, AppRoleName: 'func-quarantine' };
  const root = 'https://func-quarantine.example/api';
  const AppRequests = [
    { ...request, Name: 'GET /api/jobs', Url: `${root}/jobs?code=x`, ResultCode: '503' },
    { ...request, Name: 'jobs', Url: `${root}/jobs`, ResultCode: '404' },
    { ...request, Name: 'health', Url: `${root}/health?code=x`, ResultCode: '503' },
    { ...request, Name: 'GET', Url: 'https://localhost/admin/host/ping', ResultCode: '503' },
    { ...request, Name: 'jobs', Url: `${root}/jobs`, ResultCode: '500', AppRoleName: 'another' },
  ];
  const query = queryFiles.find(({ name }) => name === 'queries/http-5xx')?.query ?? '';
  expect(evaluate(query, { AppRequests }, now)).toMatchObject([{ ResultCode: '503', Name: 'GET /api/jobs' }]);
});

test('so are those that the host sends without OpenTelemetry, the timer aside, which has no address', () => {
  const now = Date.parse('2026-03-10T08:00:00Z');
  const request = { TimeGenerated: now - 1, AppRoleName: 'func-quarantine', ItemCount: 1 };
  const AppRequests = [
    { ...request, Name: 'jobs', Url: 'https://func-quarantine.example/api/jobs', ResultCode: '503' },
    { ...request, Name: 'poll', Url: '', ResultCode: '0' },
    { ...request, Name: 'health', Url: 'https://func-quarantine.example/api/health', ResultCode: '503' },
  ];
  const query = queryFiles.find(({ name }) => name === 'queries/http-5xx')?.query ?? '';
  expect(evaluate(query, { AppRequests }, now)).toMatchObject([{ ResultCode: '503', Name: 'jobs' }]);
});

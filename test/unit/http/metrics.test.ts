import { describe, expect, test } from 'vitest';
import { StoreError } from '../../../src/core/errors.ts';
import type { JobState } from '../../../src/core/state.ts';
import { serve } from '../../../src/http/errors.ts';
import { getMetrics } from '../../../src/http/get-metrics.ts';
import { metrics, mostNamed } from '../../../src/views/metrics.ts';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob, ranJob } from '../../support/jobs.ts';
import { type ReadSample, readMetricsText } from '../../support/read-metrics.ts';
import { get, homeId, keptLog, principal, runAt, stateOf, stubApp, unreadPrincipal } from './stub-app.ts';

type App = ReturnType<typeof stubApp>;

/** As Prometheus asks. */
const prometheus =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

const ask = (app: App, accept = prometheus, path = 'metrics') =>
  serve(get(path, { accept }), keptLog(), () => getMetrics(get(path, { accept }), app));

async function samplesOf(app: App): Promise<readonly ReadSample[]> {
  const { body = '' } = await ask(app);
  return readMetricsText(body, 'openMetrics').flatMap(({ samples }) => samples);
}

/** The values of a metric, by the labels that are named. */
async function valuesOf(app: App, name: string, ...labels: readonly string[]) {
  const found = (await samplesOf(app)).filter((each) => each.name === `entra_provisioning_${name}`);
  return Object.fromEntries(
    found.map((each) => [labels.map((one) => each.labels[one]).join(' '), each.value]),
  );
}

const seconds = (instant: string) => Date.parse(instant) / 1000;

/** A job whose failures were seen at two runs. */
function failingState(): JobState {
  const history = new History();
  for (const minute of [0, 5, 10]) {
    const ended = History.minute(minute);
    history.read(
      minute + 1,
      ranJob({ ended, state: 'EntryLevelErrors', failing: 40, activity: `a${minute}` }),
    );
  }
  if (!history.state) throw new Error('the polls left no state');
  return history.state;
}

const removed = (state: JobState): JobState => ({ ...state, isRemoved: true });

describe('the form', () => {
  test.each([
    [prometheus, 'application/openmetrics-text; version=1.0.0; charset=utf-8', 'openMetrics'],
    [
      'application/openmetrics-text',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
      'openMetrics',
    ],
    [
      'text/plain, application/openmetrics-text;q=0.5',
      'text/plain; version=0.0.4; charset=utf-8',
      'prometheus',
    ],
    ['application/openmetrics-text;q=0, */*', 'text/plain; version=0.0.4; charset=utf-8', 'prometheus'],
    ['*/*', 'text/plain; version=0.0.4; charset=utf-8', 'prometheus'],
    ['text/html', 'text/plain; version=0.0.4; charset=utf-8', 'prometheus'],
    ['', 'text/plain; version=0.0.4; charset=utf-8', 'prometheus'],
  ] as const)('for %s', async (accept, contentType, form) => {
    const app = stubApp([stateOf(quarantinedJob()), stateOf(healthyJob('scim.2')), failingState()]);
    const answer = await ask(app, accept);
    expect([answer.status, answer.headers]).toMatchObject([
      200,
      { 'content-type': contentType, vary: 'accept' },
    ]);
    const families = readMetricsText(answer.body ?? '', form);
    expect(families).toHaveLength(metrics.length);
    // No series may appear with labels that the page about metrics does not name.
    for (const { name, samples } of families) {
      const described = metrics.find(
        (each) => each.name.replace(/_total$/, '') === name.replace(/_total$/, ''),
      );
      const known = ['tenant_id', ...(described?.labels ?? [])].sort();
      for (const { labels } of samples) expect([name, Object.keys(labels).sort()]).toEqual([name, known]);
      for (const { labels } of samples) expect(labels.tenant_id).toBe(homeId);
    }
  });

  test('names of applications are escaped, whatever they hold', async () => {
    const name = 'a "b" \\ c\nd {e="f"} # EOF';
    const state = { ...stateOf(), application: { appId: 'app', displayName: name } };
    const values = await valuesOf(stubApp([state]), 'job_state', 'application', 'state');
    expect(values).toEqual({ [`${name} healthy`]: 1 });
  });

  test('takes no query parameters, and says as an error that the table cannot be reached', async () => {
    expect((await ask(stubApp(), '', 'metrics?name=x')).status).toBe(400);
    const app = stubApp();
    app.stub.broken = new StoreError('StorageUnavailable', 'down');
    expect((await ask(app)).status).toBe(503);
  });
});

describe('what is said', () => {
  test('of a job in quarantine', async () => {
    const app = stubApp([stateOf(quarantinedJob())]);
    const [summary] = app.stub.jobs.map(({ conditions }) => conditions.quarantine.episode);
    const began = summary?.name ?? '';
    expect(await valuesOf(app, 'job_state', 'service_principal_id', 'job_id', 'state')).toEqual({
      [`${principal} scim.1 quarantined`]: 1,
    });
    expect(await valuesOf(app, 'job_condition_open', 'condition')).toEqual({
      quarantine: 1,
      halt: 0,
      overdue: 0,
      failures: 0,
    });
    expect(await valuesOf(app, 'job_condition_begin_timestamp_seconds', 'condition')).toEqual({
      quarantine: seconds(began),
    });
    expect(await valuesOf(app, 'job_expected_disable_timestamp_seconds')).toEqual({
      '': seconds(summary?.series ?? '') + 28 * 24 * 60 * 60,
    });
    expect(await valuesOf(app, 'conditions_open', 'condition', 'kind')).toMatchObject({
      'quarantine outbound': 1,
      'quarantine other': 0,
      'halt outbound': 0,
    });
    expect(await valuesOf(app, 'jobs', 'state', 'kind')).toMatchObject({
      'quarantined outbound': 1,
      'healthy outbound': 0,
    });
  });

  test('of a job of which many objects fail', async () => {
    const app = stubApp([failingState()]);
    expect(await valuesOf(app, 'job_failing_objects')).toEqual({ '': 40 });
    expect(await valuesOf(app, 'job_interval_seconds')).toEqual({ '': 40 * 60 });
    expect(await valuesOf(app, 'job_last_run_timestamp_seconds')).toEqual({
      '': seconds(History.minute(10)),
    });
  });

  test('of polls, and of what waits for Service Bus', async () => {
    const app = stubApp();
    app.stub.run = { ...runAt(5), runs: 7, lastOutcome: 'partial' };
    app.stub.backlog = { waiting: 3, oldest: History.minute(2) };
    app.stub.unread = [unreadPrincipal('Zendesk')];
    expect(await valuesOf(app, 'polls_total')).toEqual({ '': 7 });
    expect(await valuesOf(app, 'last_poll_outcome', 'outcome')).toEqual({
      complete: 0,
      partial: 1,
      failed: 0,
    });
    expect(await valuesOf(app, 'last_poll_end_timestamp_seconds')).toEqual({
      '': seconds(History.arrival(5)),
    });
    expect(await valuesOf(app, 'last_poll_duration_seconds')).toEqual({ '': 0.345 });
    expect(await valuesOf(app, 'outbox_events')).toEqual({ '': 3 });
    expect(await valuesOf(app, 'outbox_oldest_age_seconds')).toEqual({ '': 190 });
    expect(await valuesOf(app, 'applications_unread')).toEqual({ '': 1 });
    expect(await valuesOf(app, 'health_check_status', 'check')).toMatchObject({
      coverage: 0,
      unreadPrincipals: 1,
    });
  });

  test('how long an event waits has no series where that cannot be read, and is 0 where none waits', async () => {
    const app = stubApp();
    app.stub.backlog = { waiting: 1, oldest: undefined };
    expect(await valuesOf(app, 'outbox_events')).toEqual({ '': 1 });
    expect(await valuesOf(app, 'outbox_oldest_age_seconds')).toEqual({});
    app.stub.backlog = { waiting: 0, oldest: undefined };
    expect(await valuesOf(app, 'outbox_oldest_age_seconds')).toEqual({ '': 0 });
  });

  test('before the first poll there is no outcome and no age, and health does not pass', async () => {
    const app = stubApp();
    app.stub.run = undefined;
    expect(await valuesOf(app, 'polls_total')).toEqual({ '': 0 });
    expect(await valuesOf(app, 'last_poll_outcome', 'outcome')).toEqual({
      complete: 0,
      partial: 0,
      failed: 0,
    });
    expect(await valuesOf(app, 'reading_age_seconds')).toEqual({});
    expect(await valuesOf(app, 'health_check_status', 'check')).toMatchObject({ coverage: 1 });
  });

  test('nothing of a job that was removed', async () => {
    const app = stubApp([removed(stateOf())]);
    expect((await samplesOf(app)).filter(({ labels }) => 'job_id' in labels)).toEqual([]);
  });
});

test('a job that is not read any more keeps its series, and its age rises', async () => {
  const history = new History();
  history.read(0, quarantinedJob());
  history.unreadable(5);
  const app = stubApp(history.state ? [history.state] : []);
  const series = async () =>
    (await samplesOf(app)).filter(({ labels }) => 'job_id' in labels).map(({ name }) => name);
  const before = await series();
  expect(await valuesOf(app, 'job_reading_age_seconds')).toEqual({ '': 5 * 60 + 10 });
  expect(await valuesOf(app, 'jobs_unreadable')).toEqual({ '': 1 });

  app.stub.now = History.arrival(24 * 60);
  expect(await valuesOf(app, 'job_reading_age_seconds')).toEqual({ '': 24 * 60 * 60 + 10 });
  expect(await valuesOf(app, 'reading_age_seconds')).toEqual({ '': (24 * 60 - 5) * 60 + 10 });
  expect(await valuesOf(app, 'job_state', 'state')).toEqual({ quarantined: 1 });
  expect(await series()).toEqual(before);
});

test('no job is called healthy by an old reading', async () => {
  const app = stubApp([stateOf()]);
  expect(await valuesOf(app, 'job_state', 'state')).toEqual({ healthy: 1 });
  app.stub.now = History.arrival(60);
  expect(await valuesOf(app, 'job_state', 'state')).toEqual({ unknown: 1 });
  expect(await valuesOf(app, 'jobs', 'state', 'kind')).toMatchObject({
    'healthy outbound': 0,
    'unknown outbound': 1,
  });
});

describe('the number of series is bounded', () => {
  const healthy = stateOf();
  const quarantined = stateOf(quarantinedJob());
  const crowd = (state: JobState, count: number, name: string): JobState[] =>
    Array.from({ length: count }, (_, index) => ({ ...state, jobId: `${name}.${index}` }));
  const named = async (app: App) => Object.keys(await valuesOf(app, 'job_state', 'job_id'));

  test('each job has its own as long as they are few', async () => {
    const app = stubApp(crowd(healthy, mostNamed, 'well'));
    expect(await named(app)).toHaveLength(mostNamed);
    expect(await valuesOf(app, 'jobs_without_series')).toEqual({ '': 0 });
  });

  test('of many jobs only those have, with which something is wrong', async () => {
    const app = stubApp([...crowd(healthy, 5000, 'well'), ...crowd(quarantined, 3, 'ill')]);
    expect((await named(app)).sort()).toEqual(['ill.0', 'ill.1', 'ill.2']);
    expect(await valuesOf(app, 'jobs_without_series')).toEqual({ '': 5000 });
    expect(await valuesOf(app, 'jobs', 'state', 'kind')).toMatchObject({
      'healthy outbound': 5000,
      'quarantined outbound': 3,
    });
    expect((await samplesOf(app)).length).toBeLessThan(200);
  });

  test('of too many of those the most urgent', async () => {
    const app = stubApp([...crowd(failingState(), 4500, 'failing'), ...crowd(quarantined, 500, 'ill')]);
    const found = await named(app);
    expect(found).toHaveLength(mostNamed);
    expect(found.filter((id) => id.startsWith('ill'))).toHaveLength(500);
    expect((await samplesOf(app)).length).toBeLessThan(15 * mostNamed);
  });
});

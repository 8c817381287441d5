import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { ShownEpisode } from '../../../src/contract/answers/history.ts';
import { wholeOverview } from '../../../src/contract/http/query-values.ts';
import { showJob } from '../../../src/views/find-job.ts';
import { checkHealth } from '../../../src/views/health.ts';
import { showTransitions } from '../../../src/views/history.ts';
import { listJobs } from '../../../src/views/jobs.ts';
import { readMetrics } from '../../../src/views/metrics.ts';
import { showOverview } from '../../../src/views/overview.ts';
import type { SnapshotStore } from '../../../src/views/ports.ts';
import { History } from '../../support/history.ts';
import { principal, runAt, stateOf, stubApp } from '../http/stub-app.ts';

/** A store on which a run is completed in the very moment in which rows are read. */
function appWithRunInBetween() {
  const app = stubApp([stateOf()]);
  const { snapshots } = app;
  const andThenARunEnds = async <T>(read: Promise<T>): Promise<T> => {
    const row = await read;
    app.stub.run = runAt(10);
    return row;
  };
  const racing: SnapshotStore = {
    ...snapshots,
    job: (...asked) => andThenARunEnds(snapshots.job(...asked)),
    jobs: (...asked) => andThenARunEnds(snapshots.jobs(...asked)),
    history: (...asked) => andThenARunEnds(snapshots.history(...asked)),
    survey: (...asked) => andThenARunEnds(snapshots.survey(...asked)),
  };
  return { ...app, snapshots: racing };
}

const page = { size: 10, after: undefined };

test.each([
  ['the list of jobs', (app: ReturnType<typeof stubApp>) => listJobs(app, { states: ['healthy'] }, page)],
  ['a job', (app: ReturnType<typeof stubApp>) => showJob(app, principal, 'scim.1')],
  ['a history', (app: ReturnType<typeof stubApp>) => showTransitions(app, principal, 'scim.1', page, {})],
  ['the health', (app: ReturnType<typeof stubApp>) => checkHealth(app)],
  ['the metrics', async (app: ReturnType<typeof stubApp>) => (await readMetrics(app)).health],
  ['the page', (app: ReturnType<typeof stubApp>) => showOverview(app, wholeOverview)],
])('%s read while a run ends does not pass for what that run saw', async (_what, ask) => {
  expect(await ask(appWithRunInBetween())).toMatchObject({ observedAt: History.minute(5) });
});

test('a job is read after the run row: a run that is completed while that row is on its way has replaced what was there before', async () => {
  const app = stubApp([stateOf()]);
  vi.spyOn(app.snapshots, 'run').mockImplementation(async () => {
    await setImmediate();
    app.stub.run = runAt(10);
    app.stub.jobs = [{ ...stateOf(), statusCode: 'Paused' }];
    return app.stub.run;
  });
  expect(await showJob(app, principal, 'scim.1')).toMatchObject({
    statusCode: 'Paused',
    observedAt: History.minute(10),
  });
});

test('health is judged by rows that are read after the run row, too', async () => {
  const app = stubApp([stateOf()]);
  vi.spyOn(app.snapshots, 'run').mockImplementation(async () => {
    await setImmediate();
    app.stub.run = runAt(10);
    app.stub.jobs = [
      { ...stateOf(), unreadable: { since: History.minute(10), cause: 'http403', detail: 'no' } },
    ];
    return app.stub.run;
  });
  expect(await checkHealth(app)).toMatchObject({
    observedAt: History.minute(10),
    checks: { unreadableJobs: { count: 1 } },
  });
});

/** A job that begins or ends a quarantine while its row is on its way, with its history. */
function appThatCommits(commit: (app: ReturnType<typeof stubApp>) => void) {
  const app = stubApp([stateOf()]);
  const { job, survey } = app.snapshots;
  const afterCommit = async <T>(read: () => Promise<T>): Promise<T> => {
    await setImmediate();
    commit(app);
    return read();
  };
  app.snapshots.job = (...asked) => afterCommit(() => job(...asked));
  app.snapshots.survey = (...asked) => afterCommit(() => survey(...asked));
  return app;
}

test('a list of transitions has those of the row by which it is judged', async () => {
  const app = appThatCommits(({ stub }) => {
    stub.history = [
      {
        step: 1,
        condition: 'quarantine',
        sequence: 1,
        recordedAt: History.minute(5),
        event: { id: 'began' },
        job: undefined,
      },
    ];
  });
  expect((await showTransitions(app, principal, 'scim.1', page, {})).value).toMatchObject([{ step: 1 }]);
});

test('the page has the episode that ended while its rows were read', async () => {
  const past: ShownEpisode = {
    condition: 'quarantine',
    episode: History.minute(0),
    occurrence: 1,
    published: true,
    open: false,
    began: History.minute(0),
    clearedAfter: History.minute(4),
    clearedBefore: History.minute(5),
    cause: 'recovered',
    durationSeconds: 300,
    reasons: [],
  };
  const app = appThatCommits(({ stub }) => {
    stub.ended = [{ servicePrincipalId: principal, jobId: 'scim.1', episode: past }];
  });
  expect((await showOverview(app, wholeOverview)).jobs).toMatchObject([{ episodes: [past] }]);
});

test('of a tenant that no poll ever reached, health, metrics and page say the same, however young the process is', async () => {
  const app = { ...stubApp(), startedAt: History.minute(60), watchedSince: async () => History.minute(0) };
  app.stub.run = undefined;
  app.stub.now = History.minute(60);
  const { health: page } = await showOverview(app, wholeOverview);
  const { health: metrics } = await readMetrics(app);
  const health = await checkHealth(app);
  expect(health.checks.coverage.status).toBe('fail');
  expect([metrics, page]).toEqual([health, health]);
});

test('a job is read beside the run row where that says what was remembered of it', async () => {
  const app = stubApp([stateOf()]);
  app.stub.recentRun = runAt(5);
  const begun: string[] = [];
  const { run, job } = app.snapshots;
  const begin = async <T>(what: string, read: () => Promise<T>): Promise<T> => {
    begun.push(what);
    await setImmediate();
    begun.push(`${what} came`);
    return read();
  };
  app.snapshots.run = () => begin('run', run);
  app.snapshots.job = (...asked) => begin('job', () => job(...asked));
  expect(await showJob(app, principal, 'scim.1')).toMatchObject({ observedAt: History.minute(5) });
  expect(begun).toEqual(['run', 'job', 'run came', 'job came']);
});

test('a job that was read beside a run row that is newer than the remembered one is read again', async () => {
  const app = stubApp([stateOf()]);
  app.stub.recentRun = runAt(5);
  const { job } = app.snapshots;
  const reads = vi.spyOn(app.snapshots, 'job').mockImplementationOnce(async (...asked) => {
    const row = await job(...asked);
    app.stub.run = runAt(10);
    app.stub.jobs = [{ ...stateOf(), statusCode: 'Paused' }];
    return row;
  });
  vi.spyOn(app.snapshots, 'run').mockImplementation(async () => {
    await setImmediate();
    return app.stub.run;
  });
  expect(await showJob(app, principal, 'scim.1')).toMatchObject({
    statusCode: 'Paused',
    observedAt: History.minute(10),
  });
  expect(reads).toHaveBeenCalledTimes(2);
});

import { describe, expect, test, vi } from 'vitest';
import { keyOf } from '../../../src/core/job-key.ts';
import { serve } from '../../../src/http/errors.ts';
import { getJob } from '../../../src/http/get-job.ts';
import { getEpisodes, getTransitions } from '../../../src/http/get-lists.ts';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { bodyOf, keptLog, principal, request, runAt, stateOf, stubApp, unreadPrincipal } from './stub-app.ts';

type App = ReturnType<typeof stubApp>;

function appWith(raw = healthyJob()): App {
  const app = stubApp([stateOf(raw)]);
  app.stub.bodies.set(String(raw.id), raw);
  return app;
}

function ask(app: App, path = `jobs/${principal}/scim.1`, headers = {}, method = 'GET') {
  const asked = request(method, path, headers);
  return serve(asked, keptLog(), () => getJob(asked, app));
}

test('answers with the summary and the whole body of a job', async () => {
  const answer = await ask(appWith(quarantinedJob()));
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'last-modified': new Date(History.arrival(0)).toUTCString(),
    'cache-control': 'no-cache',
    age: '10',
  });
  expect(bodyOf(answer)).toMatchObject({
    servicePrincipalId: principal,
    jobId: 'scim.1',
    state: 'quarantined',
    job: quarantinedJob(),
    bodyOmitted: false,
    observedAt: History.minute(5),
    stale: false,
  });
});

test('finds a job by its key, and a service principal in capitals', async () => {
  const servicePrincipalId = 'abcdefab-1111-4111-8111-111111111111';
  const app = stubApp([{ ...stateOf(healthyJob('a/b c')), servicePrincipalId }]);
  const answer = await ask(app, `jobs/${servicePrincipalId.toUpperCase()}/${keyOf('a/b c')}`);
  expect(bodyOf(answer)).toMatchObject({ servicePrincipalId, jobId: 'a/b c', key: keyOf('a/b c') });
});

test('says so where the body was too large to be stored', async () => {
  const app = stubApp([stateOf()]);
  expect(bodyOf(await ask(app))).toMatchObject({ job: null, bodyOmitted: true });
});

describe('an unknown job', () => {
  test('is 404, with what to check', async () => {
    const answer = await ask(appWith(), `jobs/${principal}/scim.2`);
    expect(answer).toMatchObject({ status: 404, headers: { 'x-ms-error-code': 'JobNotFound' } });
    expect(bodyOf(answer).error).toEqual({
      code: 'JobNotFound',
      message: expect.stringMatching(/'scim\.2' .*object id, not the appId.*WATCH/),
    });
  });

  test('is no riddle before the first poll', async () => {
    const app = stubApp();
    app.stub.run = undefined;
    const answer = await ask(app);
    expect([answer.status, bodyOf(answer).error.message]).toEqual([
      404,
      expect.stringContaining('no poll has read the tenant yet'),
    ]);
  });
});

test.each([
  ['job', getJob],
  ['history', getTransitions],
  ['list of quarantines', getEpisodes],
])(
  'a %s of an application that could never be read is 404, and says since when and why',
  async (_what, route) => {
    const app = stubApp();
    app.stub.unread = [unreadPrincipal('Zoom', { servicePrincipalId: principal })];
    const asked = request('GET', `jobs/${principal}/scim.1`);
    const answer = await serve(asked, keptLog(), () => route(asked, app));
    expect([answer.status, bodyOf(answer).error.message]).toEqual([
      404,
      `No job 'scim.1' of service principal ${principal} is known: the service principal could not be read whole since ${History.minute(0)} (http403): Graph answered 403.`,
    ]);
  },
);

test('a service principal that cannot be one is 400', async () => {
  const answer = await ask(appWith(), 'jobs/salesforce/scim.1');
  expect(answer.status).toBe(400);
  expect(bodyOf(answer).error).toMatchObject({
    code: 'InvalidServicePrincipalId',
    target: 'servicePrincipalId',
  });
});

test('a query parameter that is not known is 400', async () => {
  expect((await ask(appWith(), `jobs/${principal}/scim.1?state=healthy`)).status).toBe(400);
  expect((await ask(appWith(), `jobs/${principal}/scim.1?code=abc`)).status).toBe(200);
});

describe('a caller that has the snapshot already', () => {
  const tagOf = async (app: App) => (await ask(app)).headers.etag ?? '';
  const again = (app: App, tag: string, more = {}) => ask(app, undefined, { 'if-none-match': tag, ...more });

  test('is answered 304, with the tag, the age and no body', async () => {
    const app = appWith();
    const tag = await tagOf(app);
    expect(await again(app, tag)).toEqual({
      status: 304,
      headers: {
        etag: tag,
        'cache-control': 'no-cache',
        'last-modified': new Date(History.arrival(0)).toUTCString(),
        vary: 'accept',
        'x-content-type-options': 'nosniff',
        age: '10',
      },
    });
    expect((await again(app, `"other", ${tag}`)).status).toBe(304);
    expect((await again(app, tag.replace('W/', ''))).status).toBe(304);
    expect((await again(app, '*')).status).toBe(304);
  });

  test('has it still after later polls that saw no change', async () => {
    const app = appWith();
    const tag = await tagOf(app);
    app.stub.run = runAt(10);
    app.stub.now = History.arrival(11);
    expect(await again(app, tag)).toMatchObject({ status: 304, headers: { age: '70' } });
  });

  test('is sent again when something changed that Graph happens to call observedAt', async () => {
    const app = appWith({ ...healthyJob(), status: { progress: [{ observedAt: 'a' }] } });
    const tag = await tagOf(app);
    app.stub.bodies.set('scim.1', { ...healthyJob(), status: { progress: [{ observedAt: 'b' }] } });
    expect((await again(app, tag)).status).toBe(200);
  });

  test('is sent again when the job changed', async () => {
    const app = appWith();
    const tag = await tagOf(app);
    app.stub.jobs = [stateOf(quarantinedJob())];
    expect((await again(app, tag)).status).toBe(200);
  });

  test('is sent again when the snapshot went stale, though nothing changed', async () => {
    const app = appWith();
    const tag = await tagOf(app);
    app.stub.now = History.arrival(21);
    const answer = await again(app, tag);
    expect([answer.status, bodyOf(answer).stale]).toEqual([200, true]);
  });

  test('is sent again when the job cannot be read any more', async () => {
    const app = appWith();
    const tag = await tagOf(app);
    const unreadable = { since: History.arrival(5), cause: 'http403', detail: 'forbidden' };
    app.stub.jobs = [{ ...stateOf(), unreadable }];
    const answer = await again(app, tag);
    expect([answer.status, bodyOf(answer).unreadable]).toEqual([200, unreadable]);
  });

  describe('and comes while the run row of a while ago is remembered', () => {
    /** The tag is of minute 5; meanwhile a run at minute 10 has ended, which this process did not see. */
    async function appThatRemembers() {
      const app = appWith();
      const tag = await tagOf(app);
      app.stub.recentRun = runAt(5);
      app.stub.run = runAt(10);
      app.stub.now = History.arrival(11);
      return { app, tag, readsOfRun: vi.spyOn(app.snapshots, 'run') };
    }

    test('is answered 304 by the row of the job alone, as old as that run row', async () => {
      const { app, tag, readsOfRun } = await appThatRemembers();
      expect(await again(app, tag)).toMatchObject({ status: 304, headers: { etag: tag, age: '370' } });
      expect(readsOfRun).not.toHaveBeenCalled();
    });

    test('is told what has changed, by the run row of now', async () => {
      const { app, tag } = await appThatRemembers();
      app.stub.jobs = [{ ...stateOf(quarantinedJob()), jobId: 'scim.1' }];
      const answer = await again(app, tag);
      expect([answer.status, bodyOf(answer).state, bodyOf(answer).observedAt]).toEqual([
        200,
        'quarantined',
        History.minute(10),
      ]);
    });

    test('is told by the run row of now where the job is not read lately by the earlier one', async () => {
      const { app, tag } = await appThatRemembers();
      app.stub.now = History.arrival(21);
      expect(await again(app, tag)).toMatchObject({ status: 304, headers: { age: '670' } });
      app.stub.run = runAt(5);
      const answer = await again(app, tag);
      expect([answer.status, bodyOf(answer).stale]).toEqual([200, true]);
    });

    test('learns at once that what was stale is not any more', async () => {
      const { app } = await appThatRemembers();
      app.stub.now = History.arrival(21);
      app.stub.run = runAt(5);
      const stale = await tagOf(app);
      expect((await again(app, stale)).status).toBe(304);
      app.stub.run = runAt(20);
      const answer = await again(app, stale);
      expect([answer.status, bodyOf(answer).stale]).toEqual([200, false]);
    });

    test('learns at once that the job is gone from the table', async () => {
      const { app, tag } = await appThatRemembers();
      app.stub.jobs = [];
      expect((await again(app, tag)).status).toBe(404);
    });
  });

  test('gets 304 from fetch too, which adds no-cache to what it asks', async () => {
    const app = appWith();
    expect((await again(app, await tagOf(app), { 'cache-control': 'no-cache' })).status).toBe(304);
  });

  test('is not spared an answer by a date alone', async () => {
    const headers = { 'if-modified-since': new Date(History.arrival(60)).toUTCString() };
    expect((await ask(appWith(), undefined, headers)).status).toBe(200);
  });
});

test('HEAD is answered like GET, without the body', async () => {
  const app = appWith();
  const { body, ...answer } = await ask(app);
  expect(body).toBeDefined();
  expect(await ask(app, undefined, {}, 'HEAD')).toEqual(answer);
});

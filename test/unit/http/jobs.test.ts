import { describe, expect, test } from 'vitest';
import { serve } from '../../../src/http/errors.ts';
import { getJobs } from '../../../src/http/get-lists.ts';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { bodyOf, counts, get, keptLog, runAt, stateOf, stubApp } from './stub-app.ts';

const ask = (app: ReturnType<typeof stubApp>, path: string, headers = {}) =>
  serve(get(path, headers), keptLog(), () => getJobs(get(path, headers), app));

function mixed() {
  const quarantined = stateOf(quarantinedJob(undefined, {}, 'scim.q'));
  const healthy = stateOf(healthyJob('scim.h'));
  const removed = { ...stateOf(healthyJob('scim.r')), state: 'removed' } as const;
  const unwatched = { ...stateOf(healthyJob('scim.u')), unwatchedSince: History.minute(1) };
  return stubApp([quarantined, healthy, removed, unwatched]);
}

const ids = (body: { value: { jobId: string }[] }) => body.value.map(({ jobId }) => jobId);

test('lists the jobs of interest, with how fresh the list is', async () => {
  const answer = await ask(mixed(), 'jobs');
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-cache',
    etag: expect.stringMatching(/^W\/".+"$/),
    age: '10',
  });
  const body = bodyOf(answer);
  expect(ids(body)).toEqual(['scim.q', 'scim.h']);
  expect(body).toMatchObject({ principalsUnread: 0, observedAt: History.minute(5), stale: false });
  expect(body).not.toHaveProperty('nextLink');
  expect(body.value[0]).not.toHaveProperty('job');
});

test.each([
  ['quarantined', ['scim.q']],
  ['removed,unwatched', ['scim.r', 'scim.u']],
  ['unwatched,quarantined,quarantined', ['scim.q', 'scim.u']],
])('state=%s lists those alone', async (state, expected) => {
  expect(ids(bodyOf(await ask(mixed(), `jobs?state=${state}`)))).toEqual(expected);
});

test('before the first poll it says that nothing has been observed', async () => {
  const app = stubApp();
  app.stub.run = undefined;
  const answer = await ask(app, 'jobs');
  expect(bodyOf(answer)).toEqual({ value: [], principalsUnread: 0, observedAt: null, stale: true });
  expect(answer.headers).not.toHaveProperty('age');
});

test('a caller has the list still after a poll that saw no change, and gets it again when an application cannot be read', async () => {
  const app = mixed();
  const known = { 'if-none-match': (await ask(app, 'jobs')).headers.etag ?? '' };
  app.stub.run = runAt(10);
  app.stub.now = History.arrival(10);
  expect((await ask(app, 'jobs', known)).status).toBe(304);
  app.stub.run = { ...runAt(10), counts: { ...counts, principalsUnread: 1 } };
  const answer = await ask(app, 'jobs', known);
  expect([answer.status, bodyOf(answer).principalsUnread]).toEqual([200, 1]);
});

describe('pages', () => {
  const five = () => stubApp(['a', 'b', 'c', 'd', 'e'].map((id) => stateOf(healthyJob(`scim.${id}`))));

  test('follow one another by nextLink until there is none, and lose no filter on the way', async () => {
    const seen: string[][] = [];
    let path: string | undefined = 'jobs?state=healthy&maxpagesize=2';
    while (path !== undefined) {
      const body = bodyOf(await ask(five(), path));
      seen.push(ids(body));
      if (body.nextLink) expect(body.nextLink).toMatch(/^https:\/\/contoso\.azurewebsites\.net\/api\/jobs\?/);
      path = body.nextLink?.replace(/^.*\/api\//, '');
      if (path !== undefined) expect(path).toContain('state=healthy&maxpagesize=2');
    }
    expect(seen).toEqual([['scim.a', 'scim.b'], ['scim.c', 'scim.d'], ['scim.e']]);
  });

  test('a link never carries the key of the caller', async () => {
    const answer = await ask(five(), 'jobs?code=s3cret&maxpagesize=2&clientId=default');
    expect(bodyOf(answer).nextLink).toBe(
      'https://contoso.azurewebsites.net/api/jobs?maxpagesize=2&%24skiptoken=2',
    );
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });

  test('a link leads where the request came to when no public address is known', async () => {
    const app = five();
    app.publicUrl = undefined;
    expect(bodyOf(await ask(app, 'jobs?maxpagesize=4')).nextLink).toBe(
      'http://localhost:7071/api/jobs?maxpagesize=4&%24skiptoken=4',
    );
  });
});

describe('a query parameter is refused and named', () => {
  test.each([
    ['jobs?status=healthy', 'status', /state, maxpagesize, \$skiptoken/],
    ['jobs?State=healthy', 'State', /not known/],
    ['jobs?$top=5', '$top', /not known/],
    ['jobs?state=healthy&state=removed', 'state', /more than once/],
    ['jobs?state=', 'state', /quarantined, unknown, healthy, removed, unwatched/],
    ['jobs?state=broken', 'state', /quarantined, unknown, healthy, removed, unwatched/],
    ['jobs?state=healthy,', 'state', /quarantined, unknown, healthy, removed, unwatched/],
    ['jobs?maxpagesize=0', 'maxpagesize', /1 to 1000/],
    ['jobs?maxpagesize=1001', 'maxpagesize', /1 to 1000/],
    ['jobs?maxpagesize=1e2', 'maxpagesize', /1 to 1000/],
    ['jobs?maxpagesize=', 'maxpagesize', /1 to 1000/],
    ['jobs?maxpagesize=-1', 'maxpagesize', /1 to 1000/],
    ['jobs?$skiptoken=garbage', '$skiptoken', /page/],
  ])('%s', async (path, target, message) => {
    const answer = await ask(mixed(), path);
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({ 'x-ms-error-code': 'InvalidQueryParameter' });
    expect(bodyOf(answer)).toEqual({
      error: { code: 'InvalidQueryParameter', message: expect.stringMatching(message), target },
    });
  });

  test('but its name is bounded and freed of control characters', async () => {
    const { error } = bodyOf(await ask(mixed(), `jobs?${'x'.repeat(5000)}%0A=1`));
    expect(error.target.length).toBeLessThanOrEqual(64);
  });

  test.each(['code', 'Code', 'clientId', 'clientid'])('%s is the business of the host', async (name) => {
    expect((await ask(mixed(), `jobs?${name}=abc&${name}=def`)).status).toBe(200);
  });
});

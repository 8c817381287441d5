import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../src/core/run-record.ts';
import type { JobState } from '../../../src/core/state.ts';
import { serve } from '../../../src/http/errors.ts';
import { getJobs } from '../../../src/http/get-lists.ts';
import { History } from '../../support/history.ts';
import { healthyJob, pausedJob, quarantinedJob } from '../../support/jobs.ts';
import { bodyOf, counts, get, keptLog, principal, runAt, stateOf, stubApp } from './stub-app.ts';

const ask = (app: ReturnType<typeof stubApp>, path: string, headers = {}) =>
  serve(get(path, headers), keptLog(), () => getJobs(get(path, headers), app));

function mixed() {
  const quarantined = stateOf(quarantinedJob(undefined, {}, 'scim.q'));
  const healthy = stateOf(healthyJob('scim.h'));
  const removed = { ...stateOf(healthyJob('scim.r')), isRemoved: true };
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
  expect(body).toMatchObject({
    principalsUnread: 0,
    whole: true,
    observedAt: History.minute(5),
    stale: false,
  });
  expect(body).not.toHaveProperty('nextLink');
  expect(body.value[0]).not.toHaveProperty('job');
});

test.each([
  ['quarantined', ['scim.q']],
  ['removed,unwatched', ['scim.r', 'scim.u']],
  ['unwatched,quarantined,quarantined', ['scim.q', 'scim.u']],
  ['Quarantined,UNWATCHED', ['scim.q', 'scim.u']],
  ['removed,%20unwatched', ['scim.r', 'scim.u']],
])('state=%s lists those alone', async (state, expected) => {
  expect(ids(bodyOf(await ask(mixed(), `jobs?state=${state}`)))).toEqual(expected);
});

test('before the first poll it says that nothing has been observed', async () => {
  const app = stubApp();
  app.stub.run = undefined;
  const answer = await ask(app, 'jobs');
  expect(bodyOf(answer)).toEqual({
    value: [],
    principalsUnread: 0,
    whole: false,
    observedAt: null,
    stale: true,
  });
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

const damage = { about: 'row latest|1', cause: 'damagedRow', detail: 'no JSON', count: 1 };

test.each<[string, Partial<RunRecord>]>([
  ['the tenant was not looked through to its end yet', { discoveredAt: undefined }],
  ['it was last looked through too long ago', { discoveredAt: History.minute(-90) }],
  ['an application was never read', { counts: { ...counts, principalsUnread: 1 } }],
  ['a row cannot be read', { failures: [damage] }],
])('a list in which jobs may be missing says so: %s', async (_, more) => {
  const app = mixed();
  app.stub.run = { ...runAt(5), ...more };
  expect(bodyOf(await ask(app, 'jobs?state=quarantined'))).toMatchObject({ whole: false, stale: false });
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

describe('two hundred jobs', () => {
  /** Twenty jobs of each: what they are called, and how Graph answers them. */
  const groups: Readonly<Record<string, (id: string) => JobState>> = {
    quarantined: (id) => stateOf(quarantinedJob(undefined, {}, id)),
    halted: (id) => stateOf(pausedJob(id)),
    overdue: (id) => withStatus(stateOf(healthyJob(id)), 'overdue'),
    failing: (id) => withStatus(stateOf({ ...healthyJob(id), templateId: 'Workday2AAD' }), 'failures'),
    unknown: (id) => stateOf(healthyJob(id, { code: 'Hibernating' })),
    notStarted: (id) => stateOf({ ...neverRan(id, 'Paused'), schedule: { state: 'Disabled' } }),
    starting: (id) => stateOf(neverRan(id, 'NotRun')),
    healthy: (id) => stateOf({ ...healthyJob(id), templateId: 'Azure2Azure' }),
    removed: (id) => ({ ...stateOf(healthyJob(id)), isRemoved: true }),
    unwatched: (id) => ({ ...stateOf(quarantinedJob(undefined, {}, id)), unwatchedSince: History.minute(1) }),
  };

  function neverRan(id: string, code: string) {
    const dates = { steadyStateFirstAchievedTime: null, steadyStateLastAchievedTime: null };
    return healthyJob(id, { code, lastExecution: null, ...dates });
  }

  function withStatus(state: JobState, type: 'overdue' | 'failures'): JobState {
    const record = { ...state.conditions[type], isOpen: true, status: 'true' } as const;
    return { ...state, conditions: { ...state.conditions, [type]: record } };
  }

  /** Of every group one after another, as a table has them in the order of their ids. */
  function crowd() {
    const jobs: JobState[] = [];
    for (let index = 0; index < 20; index++)
      for (const [word, make] of Object.entries(groups))
        jobs.push(make(`job.${String(index).padStart(2, '0')}.${word}`));
    return stubApp(jobs);
  }

  async function listed(query: string) {
    const app = crowd();
    const found: { jobId: string; state: string }[] = [];
    for (let path: string | undefined = `jobs?maxpagesize=30&${query}`; path !== undefined; ) {
      const body = bodyOf(await ask(app, path));
      found.push(...body.value);
      path = body.nextLink?.replace(/^.*\/api\//, '');
    }
    expect(new Set(found.map(({ jobId }) => jobId)).size).toBe(found.length);
    return found;
  }

  const countsOf = (jobs: readonly { state: string }[]) => {
    const counts: Record<string, number> = {};
    for (const { state } of jobs) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  };

  test('are listed whole, each under the word that it is made for, but for removed and unwatched ones', async () => {
    const jobs = await listed('');
    expect(jobs).toHaveLength(160);
    expect(jobs.filter(({ jobId, state }) => !jobId.endsWith(`.${state}`))).toEqual([]);
  });

  test.each(Object.keys(groups))('state=%s lists its twenty alone', async (state) => {
    expect(countsOf(await listed(`state=${state}`))).toEqual({ [state]: 20 });
  });

  test.each<[string, Record<string, number>]>([
    ['condition=halt', { halted: 20 }],
    ['condition=overdue,failures', { overdue: 20, failing: 20 }],
    ['condition=quarantine', { quarantined: 20 }],
    ['condition=quarantine&state=unwatched,quarantined,removed', { quarantined: 20, unwatched: 20 }],
    ['condition=halt&state=healthy', {}],
    ['kind=crossTenant', { healthy: 20 }],
    ['kind=hrInbound,crossTenant', { failing: 20, healthy: 20 }],
    ['kind=hrInbound&condition=failures', { failing: 20 }],
    ['kind=cloudSync', {}],
    ['kind=HRInbound,crosstenant', { failing: 20, healthy: 20 }],
    ['condition=Halt', { halted: 20 }],
  ])('%s lists %j', async (query, expected) => {
    expect(countsOf(await listed(query))).toEqual(expected);
  });
});

describe('of one service principal', () => {
  const other = '22222222-2222-4222-8222-222222222222';
  const app = () => {
    const mine = ['scim.1', 'scim.2'].map((id) => stateOf(healthyJob(id)));
    return stubApp([...mine, { ...stateOf(healthyJob('scim.3')), servicePrincipalId: other }]);
  };

  test('its jobs alone are listed, and the next page is of the same', async () => {
    expect(ids(bodyOf(await ask(app(), `jobs?servicePrincipalId=${principal}`)))).toEqual([
      'scim.1',
      'scim.2',
    ]);
    const first = bodyOf(
      await ask(app(), `jobs?servicePrincipalId=${principal.toUpperCase()}&maxpagesize=1`),
    );
    expect(ids(first)).toEqual(['scim.1']);
    expect(first.nextLink).toContain(`servicePrincipalId=${principal.toUpperCase()}`);
  });

  test('the labels of its jobs tell them apart', async () => {
    const { value } = bodyOf(await ask(app(), `jobs?servicePrincipalId=${principal}`));
    const labels = value.map(({ label }: { label: string }) => label);
    expect(new Set(labels).size).toBe(2);
    expect(labels[0]).toMatch(/ · scim\.1$/);
  });

  test('what is no object id is refused, and what one looks like is said', async () => {
    const answer = await ask(app(), 'jobs?servicePrincipalId=Salesforce');
    expect([answer.status, bodyOf(answer).error]).toEqual([
      400,
      {
        code: 'InvalidServicePrincipalId',
        message: expect.stringContaining('object id, a GUID, such as'),
        target: 'servicePrincipalId',
      },
    ]);
  });
});

describe('a query parameter is refused and named', () => {
  test.each([
    ['jobs?status=healthy', 'status', /state, condition, kind, servicePrincipalId, maxpagesize, \$skiptoken/],
    ['jobs?State=healthy', 'State', /not known/],
    ['jobs?$top=5', '$top', /not known/],
    ['jobs?state=healthy&state=removed', 'state', /more than once/],
    [
      'jobs?state=',
      'state',
      /quarantined, halted, overdue, failing, unknown, notStarted, starting, healthy, removed, unwatched/,
    ],
    [
      'jobs?state=broken',
      'state',
      /quarantined, halted, overdue, failing, unknown, notStarted, starting, healthy, removed, unwatched/,
    ],
    [
      'jobs?state=healthy,',
      'state',
      /quarantined, halted, overdue, failing, unknown, notStarted, starting, healthy, removed, unwatched/,
    ],
    ['jobs?condition=stopped', 'condition', /quarantine, halt, overdue, failures, with commas/],
    ['jobs?condition=job', 'condition', /quarantine, halt, overdue, failures, with commas/],
    ['jobs?kind=hr', 'kind', /outbound, hrInbound, apiInbound.*\(in capital or small letters\)/],
    ['jobs?maxpagesize=0', 'maxpagesize', /1 to 1000/],
    ['jobs?maxpagesize=1001', 'maxpagesize', /1 to 1000/],
    ['jobs?maxpagesize=1e2', 'maxpagesize', /1 to 1000/],
    ['jobs?maxpagesize=', 'maxpagesize', /1 to 1000/],
    ['jobs?maxpagesize=-1', 'maxpagesize', /1 to 1000/],
    [
      'jobs?$skiptoken=zzz',
      '$skiptoken',
      "The query parameter '$skiptoken' is no place in this list: take it whole from the nextLink of the page before, or leave it out to begin at the first page.",
    ],
  ])('%s', async (path, target, message) => {
    const answer = await ask(mixed(), path);
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({ 'x-ms-error-code': 'InvalidQueryParameter' });
    expect(bodyOf(answer)).toEqual({
      error: {
        code: 'InvalidQueryParameter',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        target,
      },
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

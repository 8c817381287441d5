import { describe, expect, test } from 'vitest';
import { ConfigurationError, DamagedRowError, StoreError } from '../../../src/core/errors.ts';
import type { JobState } from '../../../src/core/state.ts';
import { serve } from '../../../src/http/errors.ts';
import { getStatus } from '../../../src/http/get-status.ts';
import { pageOfError } from '../../../src/http/pages.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { mainOf, textOf } from '../page/page-text.ts';
import { counts, get, keptLog, runAt, stateOf, stubApp, unreadPrincipal } from './stub-app.ts';

type App = ReturnType<typeof stubApp>;

const ask = (app: App, query = '', method = 'GET') =>
  serve(
    { ...get(`status?${query}`), method },
    keptLog(),
    () => getStatus(get(`status?${query}`), app),
    pageOfError(get(`status?${query}`), ''),
  );

function job(name: string, raw = healthyJob(name.toLowerCase())): JobState {
  return { ...stateOf({ ...raw, id: name.toLowerCase() }), application: { appId: '', displayName: name } };
}

const rowsOf = (text: string) =>
  [...text.matchAll(/scope="row"><a [^>]*><bdi>([^<]*)/g)].map(([, name]) => name);

describe('the status page', () => {
  test('begins with what is in quarantine: why, since when, what comes next, and when Entra may switch it off', async () => {
    const app = stubApp([job('Salesforce', quarantinedJob()), job('Zoom')]);
    const answer = await ask(app);
    const text = textOf(answer);
    expect(text).toContain('1 job is in quarantine');
    expect(text).toContain('2 Microsoft Entra provisioning jobs monitored');
    expect(text).toContain('The application no longer accepts the credentials that Entra has');
    expect(text).toContain('InvalidCredentials Your credentials are invalid.');
    expect(text).toContain('For 8 days since 1 Mar, 08:00 UTC');
    expect(text).toContain('Switched off in (estimate) 19 days 29 Mar, 08:00 UTC');
    expect(text.indexOf('Salesforce')).toBeLessThan(text.indexOf('Zoom'));
    expect(text).toContain('Checked 10 seconds ago');
  });

  test('is kept by nobody, framed by nobody, and runs only what bears the nonce of this answer', async () => {
    const [first, second] = [await ask(stubApp()), await ask(stubApp())];
    const nonce = /nonce-([\w-]{20,})'/.exec(first.headers['content-security-policy'] ?? '')?.[1] ?? 'none';
    expect(first.body).toContain(`<script type="module" nonce="${nonce}">`);
    expect(first.body).toContain(`<style nonce="${nonce}">`);
    expect(second.body).not.toContain(nonce);
    expect(first.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(first.headers['content-security-policy']).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
  });

  test('holds no key of the caller', async () => {
    const { body } = await ask(stubApp([job('Zoom')]), 'code=s3cret&clientId=someone&days=90');
    expect(body).not.toContain('s3cret');
    expect(body).not.toContain('someone');
  });

  test('lists what a search, a state and an order ask for', async () => {
    const app = stubApp([job('Zoom'), job('Box', quarantinedJob()), { ...job('Asana'), isRemoved: true }]);
    expect(rowsOf((await ask(app)).body ?? '')).toEqual(['Box', 'Zoom']);
    expect(rowsOf((await ask(app, 'q=zoo')).body ?? '')).toEqual(['Zoom']);
    expect(rowsOf((await ask(app, 'q=invalidcredentials')).body ?? '')).toEqual(['Box']);
    expect(rowsOf((await ask(app, 'state=removed')).body ?? '')).toEqual(['Asana']);
    expect(rowsOf((await ask(app, 'state=Removed&sort=NAME')).body ?? '')).toEqual(['Asana']);
    expect(rowsOf((await ask(app, 'state=&q=&sort=&days=&page=')).body ?? '')).toEqual(['Box', 'Zoom']);
    expect(textOf(await ask(app, 'q=nothing'))).toContain('No job fits.');
  });

  test('fills pages of a hundred, and a page too far is the last one', async () => {
    const app = stubApp(Array.from({ length: 250 }, (_, index) => job(`Job ${index}`)));
    expect(rowsOf((await ask(app)).body ?? '')[1]).toBe('Job 1');
    expect(rowsOf((await ask(app, 'page=9')).body ?? '')).toHaveLength(50);
    expect(textOf(await ask(app, 'page=2'))).toContain('Page 2 of 3, 250 jobs');
  });

  test('draws each episode in its lane, and says it in words', async () => {
    const app = stubApp([job('Box', quarantinedJob('2026-03-05T00:00:10Z'))]);
    app.stub.ended = [
      {
        servicePrincipalId: app.stub.jobs[0]?.servicePrincipalId ?? '',
        jobId: 'box',
        episode: {
          condition: 'quarantine',
          episode: '2026-02-20T00:00:00Z',
          occurrence: 1,
          published: true,
          open: false,
          began: '2026-02-20T00:00:00Z',
          clearedAfter: '2026-02-21T00:00:00.000Z',
          clearedBefore: '2026-02-22T00:00:00.000Z',
          cause: 'recovered',
          durationSeconds: 172_800,
          reasons: [],
        },
      },
    ];
    const main = mainOf(await ask(app));
    expect(main).toContain(
      '2 episodes in the last 30 days: Quarantined 20 Feb, 00:00 UTC to 22 Feb, 00:00 UTC (2 days); Quarantined since 5 Mar, 00:00 UTC (5 days)',
    );
    expect(main).toMatch(/<rect class="past" x="39\.\d+%" width="6\.\d+%"/);
    expect(main).toMatch(/<rect class="open quarantined" x="83\.\d+%" width="16\.\d+%"/);
    expect(mainOf(await ask(app, 'days=7'))).toContain('1 episode in the last 7 days');
  });

  test('says that it is stale, and that a job cannot be read, in words', async () => {
    const app = stubApp([
      { ...job('Box'), unreadable: { since: '2026-03-09T23:00:00.000Z', cause: 'http403', detail: 'no' } },
      job('Zoom'),
    ]);
    const text = textOf(await ask(app));
    expect(text).toContain('Cannot be checked for 65 minutes: Graph refuses access.');
    expect(text).toContain('1 watched job cannot be read');
    app.stub.run = runAt(-60);
    expect(textOf(await ask(app))).toContain('Stale: checked 65 minutes ago');
    app.stub.run = undefined;
    app.stub.jobs = [];
    expect(textOf(await ask(app))).toContain('Nothing has been checked yet');
  });

  test('names the applications that could not be read, and does not say that all is well without them', async () => {
    const app = stubApp([job('Zoom')]);
    const detail = 'Graph answered 403: have the app role granted.';
    app.stub.unread = ['Box', 'Asana'].map((name) => unreadPrincipal(name, { detail }));
    const failure = { about: 'service principals 1, 2', cause: 'http403', detail, count: 2 };
    app.stub.run = { ...runAt(5), lastOutcome: 'partial', failures: [failure] };
    const text = textOf(await ask(app));
    expect(text).toContain('Nothing is known to be wrong');
    expect(text).toContain('1 Microsoft Entra provisioning job monitored; 2 applications not checked yet');
    expect(text).toContain('Note: 2 applications should be watched and could not be read whole yet');
    expect(text).toContain(`Box, Asana ${detail}`);
    expect(text.split(detail)).toHaveLength(2);
    expect(text).not.toContain('The last run could not read');
    app.stub.jobs = [];
    expect(textOf(await ask(app))).toContain('Nothing is known to be wrong');
  });

  test.each([
    ['a discovery of the tenant was never done', { discoveredAt: undefined }],
    ['a discovery of the tenant is overdue', { discoveredAt: '2026-03-09T22:00:00.000Z' }],
  ])('does not say that nothing is wrong while %s', async (_what, more) => {
    const app = stubApp([job('Zoom')]);
    expect(textOf(await ask(app))).toContain('Nothing is wrong');
    app.stub.run = { ...runAt(5), ...more };
    expect(textOf(await ask(app))).toContain('Nothing is known to be wrong');
  });

  test('does not say that nothing is wrong while a row cannot be read', async () => {
    const app = stubApp([job('Zoom')]);
    app.stub.damaged = [{ key: undefined, rowKey: 'latest|x', problem: 'is newer' }];
    expect(textOf(await ask(app))).toContain('Nothing is known to be wrong');
  });

  test('says in one notice what blinds the connector, with its cause, however much follows from it', async () => {
    const unreadable = { since: '2026-03-09T23:00:00.000Z', cause: 'http503', detail: 'no' };
    const app = stubApp(['Box', 'Zoom'].map((name) => ({ ...job(name), unreadable })));
    app.stub.unread = [unreadPrincipal('Asana')];
    const failure = {
      about: 'Microsoft Graph',
      cause: 'TokenUnavailable',
      detail: 'There is no token.',
      count: 1,
    };
    app.stub.run = {
      ...runAt(-180),
      lastStartedAt: runAt(5).lastStartedAt,
      lastOutcome: 'failed',
      failures: [failure],
    };
    const text = textOf(await ask(app));
    expect(text).not.toMatch(/(?:Act|Note):/);
    expect(text).toContain(
      'The connector gets no token for Microsoft Graph. This has been so for 65 minutes',
    );
    expect(text).toContain('What you see was read 3 hours ago');
    expect(text.match(/There is no token\./g)).toHaveLength(1);
    expect(text).not.toContain('Cannot be checked for');
    expect(text).toContain('Not known: not everything was checked lately');
  });

  test('says that nothing runs any more where the last run is long ago and met no failure', async () => {
    const app = stubApp([job('Zoom')]);
    app.stub.run = runAt(-180);
    expect(textOf(await ask(app))).toContain(
      'The connector does not check any more. This has been so for 3 hours',
    );
  });

  test('warns of a run that could read nothing before anything is stale', async () => {
    const app = stubApp([job('Zoom')]);
    app.stub.unread = [unreadPrincipal('Asana')];
    app.stub.run = { ...runAt(0), lastOutcome: 'failed', counts: { ...counts, jobsRead: 0 } };
    const text = textOf(await ask(app));
    expect(text).toContain('The connector cannot check everything.');
    expect(text).toContain('The last run could read nothing.');
  });

  test('warns of a run that found no job, whatever else is wrong', async () => {
    const app = stubApp();
    app.stub.backlog = { waiting: 1, oldest: '2026-01-01T00:00:00.000Z' };
    app.stub.run = { ...runAt(5), counts: { ...counts, jobsRead: 0 } };
    const text = textOf(await ask(app));
    expect(text).toContain('Note: The last run found no provisioning job at all');
    expect(text).toContain('Note: 1 recorded event not sent');
  });

  test('can be asked for the jobs that are not known', async () => {
    const app = stubApp([job('Box'), { ...job('Zoom'), statusCode: 'Paused' }]);
    expect(rowsOf((await ask(app, 'state=unknown')).body ?? '')).toEqual(['Zoom']);
    expect(rowsOf((await ask(app, 'state=healthy')).body ?? '')).toEqual(['Box']);
    expect(rowsOf((await ask(app, 'sort=state')).body ?? '')).toEqual(['Zoom', 'Box']);
  });

  test('does not warn of a removed job that could not be read', async () => {
    const unreadable = { since: '2026-03-09T23:00:00.000Z', cause: 'http403', detail: 'no' };
    const text = textOf(
      await ask(stubApp([{ ...job('Box'), isRemoved: true, unreadable }]), 'state=removed'),
    );
    expect(text).toContain('Box');
    expect(text).not.toContain('cannot be read');
  });

  test.each([
    'days=8',
    'state=broken',
    'sort=colour',
    'page=0',
    'page=x',
    `q=${'x'.repeat(201)}`,
    'colour=red',
  ])('%s is 400, on a page that says what is wrong', async (query) => {
    const answer = await ask(stubApp(), query);
    expect([answer.status, answer.headers['x-ms-error-code']]).toEqual([400, 'InvalidQueryParameter']);
    expect(textOf(answer)).toContain(`The query parameter '${query.split('=')[0]}'`);
  });

  test('shows errors of the store and wrong settings as pages, with the status and code of the JSON answers', async () => {
    const app = stubApp();
    app.stub.broken = new StoreError('X', 'Table <b>Storage</b> cannot be reached.');
    const answer = await ask(app);
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '10', 'x-ms-error-code': 'StorageUnavailable' },
    });
    expect(answer.body).toContain('Table &lt;b&gt;Storage&lt;/b&gt; cannot be reached.');
    app.stub.broken = new ConfigurationError('InvalidConfiguration', 'Wrong:\n- TENANT_ID is "x".');
    const wrongSetting = textOf(await ask(app));
    expect(wrongSetting).toContain('- TENANT_ID is &quot;x&quot;.');
    expect(wrongSetting).toContain('A setting is wrong');
    app.stub.broken = new DamagedRowError('latest|x|y', 'written by a newer version');
    expect(textOf(await ask(app))).toContain('A stored row cannot be read');
    app.stub.broken = new TypeError('x is not a function');
    expect(textOf(await ask(app))).toContain('Something went wrong');
    expect(await ask(app, '', 'HEAD')).not.toHaveProperty('body');
  });
});

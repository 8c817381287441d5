import { describe, expect, test, vi } from 'vitest';
import type { CallerTenants } from '../../../src/core/callers.ts';
import { DamagedRowError, StoreError } from '../../../src/core/errors.ts';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { Poller } from '../../../src/poll/ports.ts';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { appOf, askApp } from '../../support/several-tenants.ts';
import { bodyOf, counts, homeId, principal, runAt, stateOf, stubApp } from './stub-app.ts';

const contoso = '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e';
const fabrikam = 'b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b';

const runStart = History.minute(0);

/** Never polled: these tests read. */
const busy: Poller['poll'] = async () => ({ kind: 'busy', busyUntil: History.minute(9) });

function tenant(tenantId: string, tenantName?: string, jobs: Parameters<typeof stubApp>[0] = []) {
  return { ...stubApp(jobs), tenantId, tenantName, poll: vi.fn(busy) };
}

/** A home tenant without a name, and two others. */
function three() {
  const home = tenant(homeId, undefined, [stateOf(healthyJob('scim.home'))]);
  const a = tenant(contoso, 'Contoso', [stateOf(quarantinedJob(undefined, {}, 'scim.contoso'))]);
  const b = tenant(fabrikam, 'Fabrikam', [stateOf(healthyJob('scim.fabrikam'))]);
  return { home, a, b, app: appOf([home, a, b]) };
}

type App = ReturnType<typeof appOf>;

const get = (app: App, path: string, headers = {}) => askApp(app, { path, headers });
const list = async (app: App, path = 'tenants') => bodyOf(await get(app, path));

/** The header of the platform for a caller with these claims. */
function signedIn(claims: readonly (readonly [string, string])[], more = {}) {
  const principal = { auth_typ: 'aad', claims: claims.map(([typ, val]) => ({ typ, val })), ...more };
  return { 'x-ms-client-principal': Buffer.from(JSON.stringify(principal)).toString('base64') };
}

describe('the list of tenants', () => {
  test('says of each how it is, what is wrong, and when it was read', async () => {
    const { app } = three();
    const { value, ...others } = await list(app);
    expect(others).toEqual({ observedAt: History.minute(5), stale: false });
    expect(value).toMatchObject([
      { tenantId: homeId, name: null, label: homeId, isHome: true, wrong: { quarantined: 0 } },
      { tenantId: contoso, name: 'Contoso', label: 'Contoso', isHome: false, wrong: { quarantined: 1 } },
      { tenantId: fabrikam, name: 'Fabrikam' },
    ]);
    expect(value[2]).toEqual({
      tenantId: fabrikam,
      name: 'Fabrikam',
      label: 'Fabrikam',
      isHome: false,
      health: { status: 'pass', message: null },
      jobs: 1,
      wrong: { quarantined: 0, halted: 0, overdue: 0, failing: 0 },
      unknown: 0,
      lastRun: { startedAt: History.minute(5), outcome: 'complete' },
      missedTicks: null,
      observedAt: History.minute(5),
      stale: false,
    });
  });

  test.each([
    ['whose words are none that Microsoft documents', stateOf(healthyJob('scim.x', { code: 'Hibernating' }))],
    [
      'that may be gone',
      { ...stateOf(healthyJob('scim.x')), absence: { since: runStart, seenAt: runStart } },
    ],
  ])('counts as unknown a job %s', async (_, job) => {
    const { a, b, app } = three();
    b.stub.jobs.push(job);
    const { value } = await list(app);
    expect(value[2]).toMatchObject({ health: { status: 'pass' }, wrong: { halted: 0 }, unknown: 1 });
    a.stub.now = History.minute(50);
    expect((await list(app)).value[1]).toMatchObject({
      stale: true,
      wrong: { quarantined: 1 },
      unknown: null,
    });
  });

  test('says of a tenant that no poll ever reached that it fails, however young the process is that answers', async () => {
    const { home, a, b } = three();
    const never = {
      ...a,
      startedAt: a.stub.now,
      watchedSince: async () => addMilliseconds(a.stub.now, -16 * 60_000),
    };
    a.stub.run = undefined;
    const app = appOf([home, never, b]);
    const { value } = await list(app);
    expect(value[1].health).toMatchObject({ status: 'fail' });
    const health = await get(app, 'health');
    expect([health.status, JSON.stringify(bodyOf(health).checks.tenants)]).toEqual([
      503,
      expect.stringContaining('Contoso'),
    ]);
  });

  test('counts the ticks at which a tenant was not polled', async () => {
    const { home, a, b } = three();
    a.stub.run = runAt(-10);
    const tick = { at: History.minute(5), next: History.minute(10) };
    const { value } = await list(appOf([home, a, b], { lastTick: async () => tick }));
    expect(value.map((one: { missedTicks: number }) => one.missedTicks)).toEqual([0, 2, 0]);
  });

  test.each([
    new StoreError('Unreachable', 'Table Storage cannot be reached.'),
    new DamagedRowError('run|latest', 'is newer'),
  ])(
    'shows a tenant that cannot be read as one that fails, with why, and the others as they are',
    async (error) => {
      const { a, app } = three();
      a.stub.broken = error;
      const answer = await get(app, 'tenants');
      const { value, ...others } = bodyOf(answer);
      expect([answer.status, others]).toEqual([200, { observedAt: null, stale: true }]);
      expect(value[1]).toMatchObject({
        name: 'Contoso',
        health: { status: 'fail', message: error.message },
        jobs: null,
        wrong: null,
        unknown: null,
        lastRun: null,
        missedTicks: null,
        observedAt: null,
        stale: true,
      });
      expect(value[2].health.status).toBe('pass');
    },
  );

  test('is given where the home tenant cannot be read either', async () => {
    const { home, a, b } = three();
    home.stub.broken = new StoreError('Unreachable', 'no');
    const { value } = await list(
      appOf([home, a, b], { lastTick: () => Promise.reject(new StoreError('Unreachable', 'no')) }),
    );
    expect(value.map((one: { health: { status: string } }) => one.health.status)).toEqual([
      'fail',
      'pass',
      'pass',
    ]);
  });

  test('says what keeps the connector from seeing a tenant', async () => {
    const { a, app } = three();
    const why = 'The tenant has not consented.';
    const failure = { about: 'Microsoft Graph', cause: 'TokenUnavailable', detail: why, count: 1 };
    a.stub.jobs = [];
    a.stub.now = History.minute(20);
    a.stub.run = { ...runAt(0), coveredSince: undefined, lastOutcome: 'failed', failures: [failure] };
    const { value } = await list(app);
    expect(value[1]).toMatchObject({
      health: {
        status: 'fail',
        message: `No poll has read the tenant yet, for 20 minutes: see lastRun. ${why}`,
      },
      jobs: null,
      wrong: null,
    });
  });

  test.each([
    ['broke off, or left the rest to the next one', { coveredSince: History.minute(0) }],
    ['ended a round that others had begun', { coveredSince: History.minute(3) }],
    ['has not looked through the whole tenant yet', { discoveredAt: undefined }],
  ])('does not take the jobs of a run for all where it %s', async (_, more) => {
    const { a, app } = three();
    a.stub.run = { ...runAt(5), lastOutcome: 'partial', ...more };
    expect((await list(app)).value.map((one: { jobs: number | null }) => one.jobs)).toEqual([1, null, 1]);
    a.stub.run = { ...runAt(5), lastOutcome: 'partial', counts: { ...counts, jobsUnreadable: 4 } };
    expect((await list(app)).value[1].jobs).toBe(counts.jobsRead + 4);
  });

  test('comes in pages, whose links lead on with the same search', async () => {
    const { app } = three();
    const seen: string[] = [];
    let path: string | undefined = 'tenants?maxpagesize=1&q=-4';
    while (path !== undefined) {
      const { value, nextLink } = await list(app, path);
      seen.push(...value.map((one: { label: string }) => one.label));
      if (nextLink) expect(nextLink).toContain('q=-4');
      path = nextLink?.replace('https://contoso.azurewebsites.net/api/', '');
    }
    expect(seen).toEqual([homeId, 'Contoso', 'Fabrikam']);
    expect((await list(app, 'tenants?q=FABRI')).value).toMatchObject([{ name: 'Fabrikam' }]);
    const { value, nextLink } = await list(app, 'tenants?maxpagesize=2');
    expect([value.length, nextLink]).toEqual([
      2,
      `https://contoso.azurewebsites.net/api/tenants?maxpagesize=2&%24skiptoken=${contoso}`,
    ]);
    expect((await list(app, `tenants?maxpagesize=2&$skiptoken=${contoso}`)).value).toMatchObject([
      { name: 'Fabrikam' },
    ]);
  });

  test.each(['maxpagesize=0', '$skiptoken=nobody', 'state=bad', '$format=csv', `q=${'x'.repeat(201)}`])(
    'refuses %s',
    async (query) => {
      const answer = await get(three().app, `tenants?${query}`);
      expect([answer.status, bodyOf(answer).error.code]).toEqual([400, 'InvalidQueryParameter']);
    },
  );

  test('is a page to a browser, and its tag holds while nothing but its age changes', async () => {
    const { app } = three();
    const page = await get(app, 'tenants', { accept: 'text/html' });
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', vary: 'accept' });
    const json = await get(app, 'tenants?$format=json', { accept: 'text/html' });
    expect(json.headers['content-type']).toBe('application/json');
    const again = await get(app, 'tenants', { 'if-none-match': json.headers.etag ?? '' });
    expect(again.status).toBe(304);
    const wrong = await get(app, 'tenants?state=bad', { accept: 'text/html' });
    expect([wrong.status, wrong.body]).toEqual([400, expect.stringContaining('href="tenants">All tenants')]);
  });

  test('an app with one tenant has none, nor its twins', async () => {
    const app = appOf([tenant(homeId)]);
    for (const path of ['tenants', `tenants/${homeId}/jobs`]) expect((await get(app, path)).status).toBe(404);
  });
});

describe('a route below a tenant', () => {
  test('answers of that tenant, whatever the case of its id; without one it is about the home tenant', async () => {
    const { app } = three();
    const jobsAt = async (path: string) =>
      (await list(app, path)).value.map(({ jobId }: { jobId: string }) => jobId);
    expect(await jobsAt('jobs')).toEqual(['scim.home']);
    expect(await jobsAt(`tenants/${contoso}/jobs`)).toEqual(['scim.contoso']);
    expect(await jobsAt(`tenants/${fabrikam.toUpperCase()}/jobs`)).toEqual(['scim.fabrikam']);
    expect(await jobsAt(`tenants/${homeId}/jobs`)).toEqual(['scim.home']);
    expect((await get(app, `tenants/${contoso}/jobs/${principal}/scim.home`)).status).toBe(404);
    expect((await get(app, `tenants/${contoso}/jobs/${principal}/scim.contoso`)).status).toBe(200);
  });

  test('polls that tenant alone', async () => {
    const { app, home, a, b } = three();
    const answer = await askApp(app, { method: 'POST', path: `tenants/${contoso}/poll` });
    expect(answer.status).toBe(409);
    expect([home, a, b].map(({ poll }) => poll.mock.calls.length)).toEqual([0, 1, 0]);
  });

  test('gives links that stay below it', async () => {
    const { a, app } = three();
    a.stub.jobs.push(stateOf(healthyJob('scim.other')));
    const { nextLink } = await list(app, `tenants/${contoso}/jobs?maxpagesize=1`);
    expect(nextLink).toMatch(new RegExp(`^https://contoso.azurewebsites.net/api/tenants/${contoso}/jobs\\?`));
  });
});

describe('pages of several tenants', () => {
  /** Where each link of a page that is not to another site leads. */
  async function linksOf(app: App, path: string) {
    const page = await get(app, path, { accept: 'text/html' });
    const at = `https://contoso.azurewebsites.net/api/${path}`;
    const found = [...(page.body ?? '').matchAll(/\s(?:href|action|data-polls)="([^"#][^"]*)"/g)];
    return {
      body: page.body ?? '',
      links: found.map(([, link = '']) => new URL(link, at)).filter(({ host }) => host.startsWith('contoso')),
    };
  }

  test('each link leads to a route that there is, and stays with its tenant', async () => {
    const { app } = three();
    const asked = [
      'tenants',
      'status',
      `tenants/${contoso}/status`,
      `tenants/${contoso}/status?days=8`,
      `tenants/${contoso}/jobs/${principal}/scim.contoso`,
      `tenants/${contoso}/jobs/${principal}/nobody`,
      `tenants/${principal}/status`,
      `tenants/${principal}/jobs/${principal}/nobody`,
    ];
    for (const path of asked) {
      const { links } = await linksOf(app, path);
      expect(links.length).toBeGreaterThan(0);
      for (const { pathname, search } of links) {
        const target = `${pathname.replace('/api/', '')}${search}`;
        const method = pathname.endsWith('/poll') ? 'POST' : 'GET';
        const { status } = await askApp(app, { method, path: target });
        expect([path, target, status]).toEqual([path, target, method === 'POST' ? 409 : 200]);
        if (path.startsWith(`tenants/${contoso}`))
          expect(pathname).toMatch(new RegExp(`^/api/tenants(/${contoso}/.*)?$`));
      }
    }
  });

  test('a tenant has its name in the heading and a way to all; so has the home tenant, of several', async () => {
    const { app, home } = three();
    const ofTenant = await linksOf(app, `tenants/${contoso}/status`);
    expect(ofTenant.body).toMatch(/<h1><span class="whose"><bdi>Contoso<\/bdi>/);
    expect(ofTenant.links.map(({ pathname }) => pathname)).toContain('/api/tenants');
    const ofHome = await linksOf(app, 'status');
    expect(ofHome.body).toContain(`<bdi>${homeId}</bdi>`);
    expect(ofHome.links.map(({ pathname }) => pathname)).toContain('/api/tenants');
    const alone = await linksOf(appOf([home]), 'status');
    expect(alone.body).not.toMatch(/class="whose"|All tenants/);
  });

  test('the worst come first: blind ones, then those with jobs that are wrong, then warnings', async () => {
    const { home, a, b } = three();
    const blind = tenant('11111111-0000-4000-8000-000000000000', 'Zeta');
    blind.stub.broken = new StoreError('Unreachable', 'no');
    b.stub.now = History.minute(25);
    const { body } = await linksOf(appOf([home, b, a, blind]), 'tenants');
    const names = [...body.matchAll(/<a class="job"[^>]*><bdi>([^<]*)/g)].map(([, name]) => name);
    expect(names).toEqual(['Zeta', 'Contoso', 'Fabrikam', homeId]);
    expect(body).toContain('<h1>2 of 4 tenants need attention</h1>');
  });

  test('no tenant is called well that was not read lately', async () => {
    const { home, b } = three();
    const headline = async () =>
      /<h1>(.*)<\/h1>/.exec((await linksOf(appOf([home, b]), 'tenants')).body)?.[1];
    expect(await headline()).toBe('Nothing is wrong');
    b.stub.now = addMilliseconds(b.stub.now, 30 * 60_000);
    expect(await headline()).toBe('Nothing is known to be wrong');
  });
});

describe('health of the home tenant', () => {
  test('passes with all others, fails when one fails, warns when one warns, and names them', async () => {
    const { app, a, b } = three();
    const health = async () => {
      const answer = await get(app, 'health');
      return [answer.status, bodyOf(answer).status, bodyOf(answer).checks.tenants];
    };
    expect(await health()).toEqual([
      200,
      'pass',
      { status: 'pass', message: 'The health of 2 other tenants passes.', count: 0, sample: [] },
    ]);
    b.stub.run = { ...runAt(5), counts: { ...counts, jobsRead: 0 } };
    expect(await health()).toMatchObject([200, 'warn', { status: 'warn', count: 1 }]);
    a.stub.broken = new StoreError('Unreachable', 'Table Storage cannot be reached.');
    expect(await health()).toMatchObject([
      503,
      'fail',
      {
        status: 'fail',
        count: 2,
        message: expect.stringMatching(
          /^Of 2 other tenants the health of 1 tenant fails, that of 1 tenant warns/,
        ),
        sample: [
          { tenantId: contoso, name: 'Contoso', status: 'fail', message: 'Table Storage cannot be reached.' },
          { tenantId: fabrikam, status: 'warn', message: expect.stringContaining('check WATCH') },
        ],
      },
    ]);
  });

  test('has no such check with one tenant, nor in the health of another tenant', async () => {
    const { app, home } = three();
    expect(bodyOf(await get(appOf([home]), 'health')).checks).not.toHaveProperty('tenants');
    expect(bodyOf(await get(app, `tenants/${contoso}/health`)).checks).not.toHaveProperty('tenants');
  });

  test('names twenty at most, and counts all', async () => {
    const others = Array.from({ length: 25 }, (_, index) => {
      const one = tenant(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
      one.stub.broken = new StoreError('Unreachable', 'no');
      return one;
    });
    const { checks } = bodyOf(await get(appOf([tenant(homeId), ...others]), 'health'));
    expect([checks.tenants.count, checks.tenants.sample.length]).toEqual([25, 20]);
  });
});

describe('a caller', () => {
  const callers: CallerTenants = new Map<string, '*' | ReadonlySet<string>>([
    ['provisioning.contoso', new Set([contoso])],
    ['5f0c6a52-73c4-4a0e-8d0e-6a4be0c3a101', new Set([fabrikam, homeId])],
    ['all', '*'],
  ]);
  const names = async (headers: Record<string, string>) => {
    const { home, a, b } = three();
    const { value } = bodyOf(await get(appOf([home, a, b], { callers }), 'tenants', headers));
    return value.map((one: { label: string }) => one.label);
  };

  test.each([
    ['a role', [['roles', 'Provisioning.Contoso']], ['Contoso']],
    [
      'a role under its long name',
      [['http://schemas.microsoft.com/ws/2008/06/identity/claims/role', 'Provisioning.Contoso']],
      ['Contoso'],
    ],
    ['a group', [['groups', '5F0C6A52-73C4-4A0E-8D0E-6A4BE0C3A101']], [homeId, 'Fabrikam']],
    [
      'both',
      [
        ['roles', 'Provisioning.Contoso'],
        ['groups', '5f0c6a52-73c4-4a0e-8d0e-6a4be0c3a101'],
      ],
      [homeId, 'Contoso', 'Fabrikam'],
    ],
    ['a role that opens all', [['roles', 'all']], [homeId, 'Contoso', 'Fabrikam']],
    ['another role', [['roles', 'Reader']], []],
    ['a name that reads like a role', [['name', 'all']], []],
    ['a group that has the name of a role', [['groups', 'all']], []],
    [
      'a group that has the name of a role, under the long name of groups',
      [['http://schemas.microsoft.com/ws/2008/06/identity/claims/groups', 'Provisioning.Contoso']],
      [],
    ],
    [
      'too many groups, which the token does not hold',
      [
        ['_claim_names', '{"groups":"src1"}'],
        ['_claim_sources', '{"src1":{"endpoint":"https://graph.microsoft.com/all"}}'],
        ['hasgroups', 'true'],
      ],
      [],
    ],
    ['nothing', [], []],
  ] as const)('with %s sees the tenants that it opens', async (_what, claims, seen) => {
    expect(await names(signedIn(claims))).toEqual(seen);
  });

  test.each([
    {},
    { 'x-ms-client-principal': '' },
    { 'x-ms-client-principal': 'not base64 of anything' },
    { 'x-ms-client-principal': Buffer.from('"all"').toString('base64') },
    { 'x-ms-client-principal': Buffer.from('{"claims":{"typ":"roles","val":"all"}}').toString('base64') },
    { 'x-ms-client-principal': Buffer.from('{"claims":[{"typ":["roles"],"val":"all"}]}').toString('base64') },
    { 'x-ms-client-principal-roles': 'all' },
  ] as Record<string, string>[])('without a principal that can be read sees nothing: %j', async (headers) => {
    expect(await names(headers)).toEqual([]);
  });

  test('gets the same bytes for a tenant that it may not see and for one that there is not', async () => {
    const { home, a, b } = three();
    const app = appOf([home, a, b], { callers });
    const headers = signedIn([['roles', 'Provisioning.Contoso']]);
    const nobody = '00000000-1111-4222-8333-444444444444';
    for (const accept of ['application/json', 'text/html'])
      for (const path of ['jobs', 'health', 'status', `jobs/${principal}/scim.fabrikam`, 'poll']) {
        const method = path === 'poll' ? 'POST' : 'GET';
        const ask = async (tenantId: string) => {
          const request = { method, path: `tenants/${tenantId}/${path}`, headers: { ...headers, accept } };
          const text = JSON.stringify(await askApp(app, request));
          return text.replaceAll(tenantId, 'ID').replaceAll(/nonce-[\w-]+|nonce=\\"[\w-]+/g, 'nonce');
        };
        const unseen = await ask(fabrikam);
        expect(unseen).toContain('TenantNotFound');
        expect(unseen).toBe(await ask(nobody));
      }
    expect([home, b].map(({ poll }) => poll.mock.calls.length)).toEqual([0, 0]);
  });

  test('that may not see the home tenant does not learn its id', async () => {
    const { home, a, b } = three();
    const app = appOf([home, a, b], { callers });
    for (const path of ['jobs', 'health', 'status', `jobs/${principal}/scim.home`]) {
      const answer = await get(app, path, signedIn([['roles', 'Provisioning.Contoso']]));
      expect([answer.status, answer.headers['x-ms-error-code']]).toEqual([404, 'TenantNotFound']);
      expect(answer.body).not.toContain(homeId);
    }
  });

  test('learns of no more tenants in the health and on the page of the home tenant than it may see', async () => {
    const { home, a, b } = three();
    a.stub.broken = new StoreError('Unreachable', 'no');
    const headers = signedIn([['groups', '5f0c6a52-73c4-4a0e-8d0e-6a4be0c3a101']]);
    const app = appOf([home, a, b], { callers });
    const answer = await get(app, 'health', headers);
    expect([answer.status, bodyOf(answer).checks.tenants]).toMatchObject([
      200,
      { status: 'pass', message: 'The health of 1 other tenant passes.' },
    ]);
    const onlyHome = new Map([['home', new Set([homeId])]]);
    const alone = appOf([home, a, b], { callers: onlyHome });
    expect(bodyOf(await get(alone, 'health', signedIn([['roles', 'home']]))).checks).not.toHaveProperty(
      'tenants',
    );
  });

  test('finds no place in the list by the id of a tenant that it may not see', async () => {
    const { home, a, b } = three();
    const app = appOf([home, a, b], { callers });
    const headers = signedIn([['roles', 'Provisioning.Contoso']]);
    const at = async (id: string) => (await get(app, `tenants?$skiptoken=${id}`, headers)).status;
    expect([await at(fabrikam), await at(principal), await at(contoso)]).toEqual([400, 400, 200]);
  });
});

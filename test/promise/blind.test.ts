import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/core/errors.ts';
import { addMilliseconds } from '../../src/core/instant.ts';
import { healthyJob, quarantinedJob, series1 } from '../support/jobs.ts';
import { TableRig as Rig, type TableRig } from '../support/table-rig.ts';
import { TenantRig } from '../support/tenant-rig.ts';

const idOf = (n: number) => `${String(n).padStart(8, '0')}-1111-4111-8111-111111111111`;

async function healthOf(rig: TableRig) {
  const { body = '' } = await rig.ask({ route: 'health' });
  return JSON.parse(body);
}

async function jobsOf(rig: TableRig) {
  const { body = '' } = await rig.ask({ route: 'jobs' });
  return JSON.parse(body);
}

describe('a connector that has never seen anything', () => {
  test.each(['http401', 'http403', 'http503', 'http429', 'timeout', 'malformed'])(
    'because every list of jobs answers %s fails each poll, passes no health check, and tells all once it sees',
    async (cause) => {
      const rig = new Rig();
      for (let n = 0; n < 30; n++) {
        rig.source.set(idOf(n), [quarantinedJob(series1)]);
        rig.source.fail(idOf(n), cause);
      }
      const seen = new Set<string>();
      for (let n = 0; n < 14; n++) {
        const { outcome, counts, failures } = await rig.poll();
        expect({ outcome, principals: counts.principals, unread: counts.principalsUnread }).toEqual({
          outcome: 'failed',
          principals: 30,
          unread: 30,
        });
        expect(failures).toMatchObject([{ cause, count: 30 }]);
        seen.add((await healthOf(rig)).status);
      }
      expect([...seen]).toEqual(['warn', 'fail']);
      // Thousands of them cost no row each.
      expect([...rig.table.rows].map(([key]) => key)).toEqual(['run|latest']);
      for (let n = 0; n < 30; n++) rig.source.heal(idOf(n));
      expect(await rig.poll()).toMatchObject({ outcome: 'complete', counts: { eventsSent: 30 } });
      expect((await healthOf(rig)).checks).toMatchObject({
        coverage: { status: 'pass' },
        discovery: { status: 'pass' },
        unreadPrincipals: { status: 'pass' },
      });
    },
  );

  test('because discovery is refused, or finds nothing at all, fails each poll', async () => {
    const rig = new Rig();
    expect(await rig.poll()).toMatchObject({ outcome: 'failed', failures: [{ cause: 'nothingFound' }] });
    expect((await healthOf(rig)).status).toBe('warn');
    for (let n = 0; n < 4; n++) expect(await rig.poll()).toMatchObject({ outcome: 'failed' });
    expect((await healthOf(rig)).status).toBe('fail');
  });

  test('because no poll has ever begun fails its health check after STALE_AFTER', async () => {
    const rig = new Rig();
    expect((await healthOf(rig)).status).toBe('warn');
    rig.now = addMilliseconds(rig.now, 16 * 60_000);
    expect((await healthOf(rig)).status).toBe('fail');
  });

  test('of one application only says so everywhere, and leaves the others as they are', async () => {
    const rig = new Rig();
    rig.source.set(idOf(0), [healthyJob()]);
    rig.source.set(idOf(1), [quarantinedJob(series1)], 'Salesforce');
    rig.source.fail(idOf(1), 'http403', 'Graph refuses.');
    expect(await rig.poll()).toMatchObject({
      outcome: 'partial',
      covered: true,
      counts: { principalsUnread: 1 },
    });
    const health = await healthOf(rig);
    expect(health).toMatchObject({
      status: 'warn',
      checks: {
        coverage: { status: 'pass' },
        unreadPrincipals: {
          status: 'warn',
          count: 1,
          sample: [{ servicePrincipalId: idOf(1), displayName: 'Salesforce', cause: 'http403' }],
        },
      },
    });
    expect(await jobsOf(rig)).toMatchObject({ principalsUnread: 1, value: [{ state: 'healthy' }] });
    const page = await rig.ask({ route: 'status' });
    expect(page.body).toContain('1 application not checked yet');
    const job = await rig.ask({ route: 'job', params: { servicePrincipalId: idOf(1), jobId: 'scim.1' } });
    expect(job).toMatchObject({ status: 404, body: expect.stringContaining('http403') });
  });
});

describe('what answers 403 for ever', () => {
  test('of three applications is a warning with their names, and no other job is stale', async () => {
    const rig = new Rig();
    for (let n = 0; n < 10; n++) rig.source.set(idOf(n), [healthyJob()], `App ${n}`);
    for (let n = 0; n < 3; n++) rig.source.fail(idOf(n), 'http403', 'Graph refuses.');
    for (let n = 0; n < 30; n++) await rig.poll();
    const health = await healthOf(rig);
    expect(health.status).toBe('warn');
    expect(health.checks.coverage.status).toBe('pass');
    const names = health.checks.unreadPrincipals.sample.map(
      ({ displayName }: { displayName: string }) => displayName,
    );
    expect(names).toEqual(['App 0', 'App 1', 'App 2']);
    const { value } = await jobsOf(rig);
    expect(value.map(({ state, stale }: { state: string; stale: boolean }) => ({ state, stale }))).toEqual(
      Array.from({ length: 7 }, () => ({ state: 'healthy', stale: false })),
    );
  });

  test('of 4,000 costs a row each once, requests in bounds, and one line', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    for (let n = 0; n < 4000; n++) {
      rig.source.set(idOf(n), [healthyJob()]);
      rig.source.fail(idOf(n), 'http403', 'Graph refuses.');
    }
    const first = await rig.poll();
    expect(first).toMatchObject({ counts: { principalsUnread: 4000 }, failures: [{ count: 4000 }] });
    const rows = () => [...rig.store.table.rows].filter(([key]) => key.startsWith('notread|')).length;
    expect(rows()).toBe(4000);
    const before = rig.source.asked.length;
    for (let n = 0; n < 24; n++) await rig.poll();
    // For an hour at every poll, then once an hour: beside the two discoveries of these hours.
    expect(rig.source.asked.length - before).toBeLessThan(4001 * 17);
    expect(rows()).toBe(4000);
    expect(JSON.stringify(rig.lines.at(-1)).length).toBeLessThan(3000);
  });

  test('is told once it answers, within the hour', async () => {
    const rig = new TenantRig();
    const week = { discoveryIntervalMs: 7 * 24 * 60 * 60_000 };
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    rig.source.fail('sp-1', 'http403');
    for (let n = 0; n < 30; n++) await rig.poll(week);
    rig.source.heal('sp-1');
    for (let n = 0; n < 12; n++) await rig.poll(week);
    expect(rig.kinds).toEqual(['began']);
  });
});

describe('what was never read is forgotten', () => {
  async function unreadRig(): Promise<TenantRig> {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [healthyJob()]);
    rig.source.fail('sp-1', 'http503');
    await rig.poll();
    expect(await rig.store.unread('sp-1')).toBeDefined();
    return rig;
  }

  test('when it answers that there is no job', async () => {
    const rig = await unreadRig();
    rig.source.heal('sp-1');
    rig.source.set('sp-1', []);
    expect(await rig.poll()).toMatchObject({ outcome: 'complete' });
    expect(await rig.store.unread('sp-1')).toBeUndefined();
  });

  test('when it is no longer discovered', async () => {
    const rig = await unreadRig();
    rig.source.remove('sp-1');
    rig.pass(60);
    await rig.poll();
    expect(await rig.store.unread('sp-1')).toBeUndefined();
  });

  test('not because one list of service principals lacks it', async () => {
    const rig = await unreadRig();
    rig.source.fail('sp-1', 'http403');
    for (let n = 0; n < 22; n++) await rig.poll();
    const before = (await rig.store.run())?.discoveredAt;
    rig.source.unlist('sp-1');
    while ((await rig.store.run())?.discoveredAt === before)
      expect(await rig.poll()).toMatchObject({ outcome: 'partial', counts: { principalsUnread: 1 } });
    rig.source.heal('sp-1');
    rig.source.fail('sp-1', 'http403');
    for (let n = 0; n < 14; n++)
      expect(await rig.poll()).toMatchObject({ outcome: 'partial', counts: { principalsUnread: 1 } });
  });

  test('when another WATCH_FILTER leaves it out', async () => {
    const rig = await unreadRig();
    rig.source.unlist('sp-1');
    const watch = { kind: 'tenant', filter: "startsWith(displayName,'HR')", except: [] } as const;
    expect(await rig.poll({ watch })).toMatchObject({ outcome: 'complete', counts: { principalsUnread: 0 } });
    expect(await rig.store.unread('sp-1')).toBeUndefined();
  });

  test('when WATCH leaves it out', async () => {
    const rig = await unreadRig();
    const watch = { kind: 'tenant', except: [{ servicePrincipalId: 'sp-1', jobId: undefined }] } as const;
    expect(await rig.poll({ watch })).toMatchObject({ outcome: 'complete', counts: { principalsUnread: 0 } });
    expect(await rig.store.unread('sp-1')).toBeUndefined();
  });

  test('and never by age', async () => {
    const rig = await unreadRig();
    for (let n = 0; n < 24; n++) {
      rig.pass(24 * 60);
      await rig.poll({ retentionMs: 24 * 60 * 60_000 });
    }
    expect(await rig.store.unread('sp-1')).toBeDefined();
  });
});

describe('members that Graph leaves empty', () => {
  test('a job without status is shown, is not healthy, and is told when it falls into quarantine', async () => {
    const rig = new Rig();
    rig.source.set(idOf(0), [
      { id: 'nostatus.1', templateId: null },
      {
        id: 'statusnull.1',
        templateId: 'scim',
        schedule: null,
        status: null,
        synchronizationJobSettings: null,
      },
      { id: 'codenull.1', schedule: { state: 'Active' }, status: { code: null, quarantine: null } },
    ]);
    expect(await rig.poll()).toMatchObject({
      outcome: 'complete',
      counts: { jobsRead: 3, jobsUnreadable: 0 },
    });
    const { value } = await jobsOf(rig);
    expect(
      value.map(({ state, statusCode }: { state: string; statusCode: null }) => [state, statusCode]),
    ).toEqual(Array.from({ length: 3 }, () => ['unknown', null]));
    rig.source.set(idOf(0), [quarantinedJob(series1, {}, 'nostatus.1')]);
    expect((await rig.poll()).counts).toMatchObject({ eventsSent: 1 });
  });

  test('a job that is listed and cannot be read at first sight is remembered and asked for at every poll', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob('a'), { id: 'b', status: 7 }]);
    expect(await rig.poll()).toMatchObject({ outcome: 'partial', counts: { principalsUnread: 1 } });
    expect(await rig.store.unread('sp-0')).toMatchObject({ cause: 'malformed' });
    rig.source.set('sp-0', [healthyJob('a'), quarantinedJob(series1, {}, 'b')]);
    expect(await rig.poll()).toMatchObject({ outcome: 'complete' });
    expect(rig.kinds).toEqual(['began']);
  });

  test('no schedule keeps no clear back, and codes count in any case', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [{ ...quarantinedJob(series1), schedule: null }]);
    await rig.poll();
    rig.source.set('sp-0', [{ ...healthyJob('scim.1', { code: 'ACTIVE' }), schedule: null }]);
    await rig.poll();
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared']);
    rig.source.set('sp-0', [healthyJob('scim.1', { code: 'quarantine' })]);
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared', 'began']);
  });
});

describe('404 either way', () => {
  test('service principals without provisioning that answer 404 are no failure and cost nothing more', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    for (let n = 1; n < 120; n++) {
      rig.source.set(idOf(n), []);
      rig.source.notFound(idOf(n));
    }
    const report = await rig.poll();
    expect(report).toMatchObject({ outcome: 'complete', failures: [], counts: { principalsUnread: 0 } });
    expect(rig.source.asked).toHaveLength(120);
    expect(rig.source.askedJobs).toEqual([]);
  });

  test('a last job that was deleted while in quarantine is removed after both kinds of proof', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    await rig.poll();
    rig.source.set('sp-1', []);
    rig.source.notFound('sp-1');
    await rig.poll();
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared']);
    expect(rig.sent[1]?.data).toMatchObject({ cause: 'removed' });
  });

  test('a job that the list lacks twice and that its id still finds is not removed', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    await rig.poll();
    rig.source.notFound('sp-1');
    for (let n = 0; n < 4; n++) await rig.poll();
    expect(rig.kinds).toEqual(['began']);
    expect((await rig.store.job('sp-1', 'scim.1'))?.state.conditions.quarantine.isOpen).toBe(true);
  });

  test('a list that steadily lacks a job which its id shows to be well keeps no clear back', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    await rig.poll();
    rig.source.set('sp-1', [healthyJob()]);
    rig.source.notFound('sp-1');
    for (let n = 0; n < 4; n++) await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared']);
    expect(rig.sent[1]?.data).toMatchObject({ cause: 'recovered' });
  });

  test('a run that reads nothing else confirms no removal that one before it has doubted', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    await rig.poll();
    rig.source.set('sp-1', []);
    await rig.poll();
    rig.source.fail('sp-0', 'http503');
    await rig.poll();
    await rig.poll();
    expect(rig.kinds).toEqual(['began']);
    rig.source.heal('sp-0');
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared']);
  });

  test('a list with a nameless member is no proof that a job is missing, whatever its id says', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    await rig.poll();
    rig.source.set('sp-1', [{ ...healthyJob(), id: '' }]);
    for (let n = 0; n < 4; n++) await rig.poll();
    expect(rig.kinds).toEqual(['began']);
    expect((await rig.store.job('sp-1', 'scim.1'))?.state).toMatchObject({
      conditions: { quarantine: { isOpen: true } },
      unreadable: { cause: 'malformed' },
    });
  });

  test('a small tenant that answers empty lists for an hour clears nothing', async () => {
    const rig = new TenantRig();
    for (let n = 0; n < 5; n++) rig.source.set(`sp-${n}`, [quarantinedJob(series1)]);
    await rig.poll();
    for (let n = 0; n < 5; n++) rig.source.set(`sp-${n}`, []);
    for (let n = 0; n < 12; n++) await rig.poll();
    for (let n = 0; n < 5; n++) rig.source.set(`sp-${n}`, [quarantinedJob(series1)]);
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'began', 'began', 'began', 'began']);
  });
});

describe('one bad member hides no other', () => {
  test('known jobs of a list that cannot be taken apart are read by their ids', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob('a'), healthyJob('b')]);
    await rig.poll();
    rig.source.set('sp-0', [quarantinedJob(series1, {}, 'a'), healthyJob('b')]);
    const principal = rig.source.tenant.get('sp-0');
    if (principal) principal.cut = { cause: 'malformed', detail: 'The answer is not JSON.' };
    principal?.jobs.clear();
    rig.source.beforeAnswer = () => {
      // The list is empty and cut; asked by its id each job is there.
      if (principal && rig.source.asked.length > 1) {
        principal.jobs.set('a', quarantinedJob(series1, {}, 'a'));
        principal.jobs.set('b', healthyJob('b'));
      }
    };
    const report = await rig.poll();
    expect(rig.source.askedJobs).toEqual(['sp-0/a', 'sp-0/b']);
    expect(rig.kinds).toEqual(['began']);
    // What else the list holds nobody knows.
    expect(report).toMatchObject({ outcome: 'partial', counts: { jobsUnreadable: 0, principalsUnread: 1 } });
  });

  test('of two jobs that WATCH names the one that was never read is remembered', async () => {
    const entries = ['a', 'b'].map((jobId) => ({ servicePrincipalId: 'sp-0', jobId }));
    const rig = new TenantRig({ kind: 'list', entries });
    rig.source.set('sp-0', [healthyJob('a'), healthyJob('b')]);
    rig.source.failJob('sp-0', 'a', 'http503');
    expect(await rig.poll()).toMatchObject({ outcome: 'partial', counts: { principalsUnread: 1 } });
    expect(await rig.store.unread('sp-0')).toMatchObject({ cause: 'http503' });
  });

  test('a job that WATCH names is read by its id alone, whatever the list says', async () => {
    const rig = new TenantRig({ kind: 'list', entries: [{ servicePrincipalId: 'sp-0', jobId: 'a' }] });
    rig.source.set('sp-0', [quarantinedJob(series1, {}, 'a')]);
    rig.source.notFound('sp-0');
    await rig.poll();
    expect(rig.source.asked).toEqual([]);
    expect(rig.source.askedJobs).toEqual(['sp-0/a']);
    expect(rig.kinds).toEqual(['began']);
    rig.source.set('sp-0', []);
    for (let n = 0; n < 3; n++) await rig.poll();
    // It was the only job: what vanishes whole has to stand for a day.
    expect(rig.kinds).toEqual(['began']);
    rig.pass(24 * 60);
    for (let n = 0; n < 3; n++) await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared']);
  });

  test('pages that overlap are one list; copies that differ say so', async () => {
    const rig = new TenantRig();
    const job = quarantinedJob(series1, {}, 'j.2');
    rig.source.beforeAnswer = () => undefined;
    const tenant = rig.source.tenant;
    rig.source.set('sp-0', [healthyJob('j.1'), job]);
    tenant.get('sp-0')?.jobs.set('j.2 again', job);
    await rig.poll();
    expect(rig.kinds).toEqual(['began']);
    tenant.get('sp-0')?.jobs.set('j.2 again', healthyJob('j.2'));
    const { failures } = await rig.poll();
    expect(failures).toMatchObject([
      { cause: 'malformed', detail: expect.stringContaining('the two differ') },
    ]);
  });
});

test('a run whose every row is damaged asks nothing, and is no success', async () => {
  const rig = new Rig();
  rig.source.set(idOf(0), [healthyJob()]);
  await rig.poll();
  for (const [key, row] of [...rig.table.rows]) {
    if (key.startsWith('latest|')) rig.table.rows.set(key, { ...row, schemaVersion: 1, etag: 'W/"by hand"' });
  }
  expect(await rig.poll()).toMatchObject({ outcome: 'failed', failures: [{ cause: 'damagedRow' }] });
  expect((await healthOf(rig)).status).toBe('fail');
});

test('a table that fails in the middle of the reading covers nothing', async () => {
  const rig = new TenantRig();
  for (let n = 0; n < 4; n++) rig.source.set(`sp-${n}`, [healthyJob()]);
  await rig.poll();
  const covered = (await rig.store.run())?.coveredSince;
  for (let n = 0; n < 4; n++) rig.source.set(`sp-${n}`, [quarantinedJob(series1)]);
  rig.store.fault = (call) => {
    if (call === 'record' || call === 'renew') throw new StoreError('StorageBusy', 'busy');
  };
  expect(await rig.poll()).toMatchObject({ outcome: 'partial', covered: false });
  expect((await rig.store.run())?.coveredSince).toBe(covered);
});

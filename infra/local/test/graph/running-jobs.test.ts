import { beforeEach, describe, expect, it } from 'vitest';
import { entraTime } from '../../graph/entra-time.ts';
import { failObjects, lift, pause, quarantine, run, start } from '../../graph/job.ts';
import { payload } from '../../graph/payloads.ts';
import { populate } from '../../graph/populate.ts';
import { createTenant, type Tenant } from '../../graph/tenant.ts';

const principal = '5e7a11ce-0000-4000-8000-0000000000aa';
const base = payload('cloud-sync-active');
const at = (time: string) => new Date(`2026-03-01T${time}Z`);
const entra = (time: string) => entraTime(at(time));
let now: Date;
let tenant: Tenant;

const textOf = (id = base.id) =>
  [...(tenant.jobs(principal) ?? [])].find((job) => job.id === id)?.text ?? '{}';
const jobOf = (id = base.id) => tenant.job(principal, id);
const endOf = () => jobOf()?.status?.lastExecution?.timeEnded;

beforeEach(() => {
  now = at('10:00:30');
  tenant = createTenant({ now: () => now, jobsRun: true });
  tenant.addPrincipal({ id: principal, appId: 'a0', displayName: 'Contoso' });
  // Every two minutes.
  tenant.setJob(principal, lift(base, at('10:00:00')));
});

describe('a job of a tenant whose jobs run', () => {
  it('has run at its latest due time when it is read, and is byte for byte the same until the next one', () => {
    expect(endOf()).toBe(entra('10:00:00'));
    now = at('10:07:13');
    const { status } = JSON.parse(textOf());
    expect(status).toMatchObject({
      code: 'Active',
      lastExecution: { state: 'Succeeded', timeEnded: entra('10:06:00'), countEscrowed: 0 },
      lastSuccessfulExecution: { timeEnded: entra('10:06:00') },
      steadyStateFirstAchievedTime: base.status?.steadyStateFirstAchievedTime,
      steadyStateLastAchievedTime: entra('10:06:00'),
    });
    const text = textOf();
    now = at('10:07:59');
    expect(textOf()).toBe(text);
    now = at('10:08:00');
    expect(JSON.parse(textOf()).status.lastExecution.timeEnded).toBe(entra('10:08:00'));
    expect(JSON.parse(textOf()).status.lastExecution.activityIdentifier).not.toBe(
      status.lastExecution.activityIdentifier,
    );
  });

  it('keeps its place in the list, and stays gone when it is removed', () => {
    tenant.setJob(principal, payload('aws-created'));
    now = at('10:10:00');
    expect([...(tenant.jobs(principal) ?? [])].map(({ place }) => place)).toEqual([0, 1]);
    tenant.removeJob(principal, base.id);
    now = at('10:20:00');
    expect([...(tenant.jobs(principal) ?? [])].map(({ id }) => id)).toEqual([payload('aws-created').id]);
    expect(jobOf()).toBeUndefined();
  });

  it('fails the objects that failed before', () => {
    now = at('10:03:00');
    tenant.changeJob(principal, base.id, (job) => failObjects(job, 40, now));
    now = at('10:09:30');
    expect(jobOf()?.status?.lastExecution).toMatchObject({
      state: 'EntryLevelErrors',
      countEscrowed: 40,
      timeEnded: entra('10:09:00'),
    });
  });

  it('does not run while it is paused, and its interval begins when it is started', () => {
    now = at('10:01:00');
    tenant.changeJob(principal, base.id, pause);
    now = at('11:00:30');
    expect(endOf()).toBe(entra('10:00:00'));
    tenant.changeJob(principal, base.id, start);
    now = at('11:02:29');
    expect(endOf()).toBe(entra('10:00:00'));
    now = at('11:02:30');
    expect(endOf()).toBe(entra('11:02:30'));
  });

  it('does not run while it is in quarantine: only retries do', () => {
    tenant.changeJob(principal, base.id, (job) => quarantine(job, { reason: 'TooManyDeletes', at: now }));
    now = at('11:00:00');
    expect(endOf()).toBe(entra('10:00:30'));
    expect(jobOf()?.status?.code).toBe('Quarantine');
  });

  it('does not run while it is stalled, whatever is done to it, and runs on its interval again from the next cycle on', () => {
    tenant.stallJob(principal, base.id);
    now = at('11:00:00');
    expect(jobOf()).toMatchObject({ schedule: { state: 'Active' }, status: { code: 'Active' } });
    tenant.changeJob(principal, base.id, pause);
    tenant.changeJob(principal, base.id, start);
    now = at('12:00:00');
    expect(endOf()).toBe(entra('10:00:00'));
    tenant.unstallJob(principal, base.id);
    tenant.changeJob(principal, base.id, (job) => run(job, now));
    expect(endOf()).toBe(entra('12:00:00'));
    now = at('12:05:00');
    expect(endOf()).toBe(entra('12:04:00'));
  });

  it('is stalled no longer when it is set anew', () => {
    tenant.stallJob(principal, base.id);
    tenant.setJob(principal, lift(base, at('10:00:00')));
    now = at('10:02:00');
    expect(endOf()).toBe(entra('10:02:00'));
  });

  it('that never ran has its first cycle an interval after it was set or started', () => {
    const never = payload('cross-tenant-not-run');
    const created = payload('aws-created');
    tenant.setJob(principal, never);
    tenant.setJob(principal, created);
    now = at('10:40:29');
    tenant.changeJob(principal, created.id, start);
    expect(jobOf(never.id)?.status?.code).toBe('NotRun');
    now = at('10:40:30');
    expect(jobOf(never.id)?.status).toMatchObject({
      code: 'Active',
      steadyStateFirstAchievedTime: entra('10:40:30'),
    });
    expect(jobOf(created.id)?.status?.code).toBe('NotRun');
    now = at('11:20:29');
    expect(jobOf(created.id)?.status?.code).toBe('Active');
  });

  it('without an interval, or with that of a job without a schedule, is as it was set', () => {
    for (const interval of ['', 'P10675199DT2H48M5.4775807S']) {
      tenant.setJob(principal, lift({ ...base, schedule: { ...base.schedule, interval } }, at('10:00:00')));
      now = at('23:00:00');
      expect(endOf()).toBe(entra('10:00:00'));
    }
  });

  it('is as it was put aside on a replica that lags behind: it has not run on there', () => {
    now = at('10:03:00');
    tenant.changeJob(principal, base.id, pause);
    now = at('10:30:00');
    const [earlier] = tenant.earlier(true).jobs(principal) ?? [];
    expect(JSON.parse(earlier?.text ?? '{}').status).toMatchObject({
      code: 'Active',
      lastExecution: { timeEnded: entra('10:02:00') },
    });
  });
});

describe('a tenant whose jobs do not run', () => {
  it('stays byte for byte as it was set, however long', () => {
    tenant = createTenant({ now: () => now });
    tenant.addPrincipal({ id: principal, appId: 'a0', displayName: 'Contoso' });
    tenant.setJob(principal, base);
    now = at('23:00:00');
    expect(textOf()).toBe(JSON.stringify(base));
  });

  it('and is made large holds running jobs that have just run without a failing object, and never-run ones as they were', () => {
    tenant = createTenant({ now: () => now });
    populate(tenant, { principals: 3, jobs: 6, at: now });
    const jobs = [...tenant.jobRecords()].map(({ job }) => job);
    expect(jobs.map(({ status }) => status?.code).toSorted()).toEqual(
      ['Active', 'Active', 'Active', 'NotConfigured', 'NotRun', 'Paused'].toSorted(),
    );
    for (const { status } of jobs.filter((job) => job.status?.code === 'Active')) {
      expect(status?.lastExecution).toMatchObject({ timeEnded: entraTime(now), countEscrowed: 0 });
    }
  });
});

describe('the records of a tenant', () => {
  const records = () =>
    [...tenant.jobRecords()].map(({ job, isHeld, removals }) => [job.templateId, isHeld, removals]);

  it('name what is gone too, and how often it went', () => {
    tenant.setJob(principal, payload('aws-created'));
    tenant.removeJob(principal, base.id);
    tenant.restoreJob(principal, base.id);
    tenant.removePrincipal(principal);
    expect(records()).toEqual([
      ['AD2AADProvisioning', false, 2],
      ['aWSSingleSignon', false, 1],
    ]);
    tenant.restorePrincipal(principal);
    expect(records()).toEqual([
      ['AD2AADProvisioning', true, 2],
      ['aWSSingleSignon', true, 1],
    ]);
  });

  it('say since when a job has been running, and that it is stalled', () => {
    const [first] = tenant.jobRecords();
    expect(first?.motion).toMatchObject({ runningSince: at('10:00:00').getTime(), isStalled: false });
    now = at('10:05:00');
    tenant.changeJob(principal, base.id, pause);
    tenant.stallJob(principal, base.id);
    const [paused] = tenant.jobRecords();
    expect(paused?.motion).toMatchObject({ runningSince: undefined, isStalled: true });
    tenant.changeJob(principal, base.id, start);
    const [started] = tenant.jobRecords();
    expect(started?.motion).toMatchObject({ runningSince: now.getTime(), isStalled: true });
  });
});

it('10,000 running jobs are read sooner when none is due than when all are', () => {
  tenant = createTenant({ now: () => now, jobsRun: true });
  populate(tenant, { principals: 4_000, jobs: 10_000, at: now });
  const read = () => {
    const begin = performance.now();
    let changed = 0;
    for (const { principal: one } of tenant.principals())
      for (const { text } of tenant.jobs(one.id) ?? []) if (text.includes(entraTime(now))) changed++;
    return { changed, took: performance.now() - begin };
  };
  read();
  now = new Date(now.getTime() + 60_000);
  const idle = read();
  // The machine may have been busy with something else.
  const quickest = Math.min(idle.took, ...Array.from({ length: 5 }, () => read().took));
  now = new Date(now.getTime() + 39 * 60_000);
  const due = read();
  expect([idle.changed, due.changed]).toEqual([0, 6_667]);
  expect(quickest).toBeLessThan(due.took);
});

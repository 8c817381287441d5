import { beforeEach, describe, expect, it } from 'vitest';
import {
  disable,
  failObjects,
  giveUp,
  lift,
  pause,
  quarantine,
  type SynchronizationJob,
  start,
} from '../../graph/job.ts';
import { payload } from '../../graph/payloads.ts';
import { createTenant, type Tenant } from '../../graph/tenant.ts';
import { describeJobs } from '../../start/lines.ts';
import { rulesOf } from '../../start/rules.ts';
import { type TrueJob, trueJobs } from '../../start/truth.ts';

const principal = '5e7a11ce-0000-4000-8000-0000000000aa';
const rules = rulesOf({ OVERDUE_AFTER: 'PT10M', INITIAL_CYCLE_AFTER: 'PT2H' });
const at = (time: string) => new Date(`2026-03-01T${time}Z`);
const well = lift(payload('cloud-sync-active'), at('10:00:00'));
let now: Date;
let tenant: Tenant;

const wait = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
};
const truth = (): TrueJob => {
  const [job] = trueJobs(tenant, rules, now);
  if (!job) throw new Error('the tenant holds no job');
  return job;
};
const hold = (job: SynchronizationJob) => tenant.setJob(principal, job);
const change = (verb: (job: SynchronizationJob) => SynchronizationJob) => {
  const [job] = [...tenant.jobRecords()];
  if (job) tenant.changeJob(principal, job.job.id, verb);
};

beforeEach(() => {
  now = at('10:00:00');
  tenant = createTenant({ now: () => now, jobsRun: true });
  tenant.addPrincipal({ id: principal, appId: 'a0', displayName: 'Contoso' });
  hold(well);
});

describe('The truth about a job', () => {
  it('that runs is that nothing is wrong, however long it has been running', () => {
    wait(10_000);
    expect(truth()).toMatchObject({
      state: 'healthy',
      truths: { quarantine: 'over', halt: 'over', overdue: 'over', failures: 'over' },
    });
  });

  it('in quarantine is that, and nothing of its failing objects', () => {
    change((job) => quarantine(job, { reason: 'TooManyDeletes', at: now }));
    expect(truth()).toMatchObject({
      state: 'quarantined',
      truths: { quarantine: 'holds', halt: 'over', overdue: 'over', failures: 'unclear' },
    });
  });

  it.each([
    ['paused', pause],
    ['disabled', disable],
  ])('that is %s is that it is halted, and no longer late', (_how, verb) => {
    change(verb);
    expect(truth()).toMatchObject({
      state: 'halted',
      truths: { quarantine: 'unclear', halt: 'holds', overdue: 'over', failures: 'unclear' },
    });
    change(start);
    expect(truth()).toMatchObject({ state: 'healthy', truths: { halt: 'over' } });
  });

  it('that is switched off in quarantine is both, in either of the two ways where Graph still shows it', () => {
    change((job) => quarantine(job, { reason: 'TooManyDeletes', at: now }));
    const quarantined = tenant.job(principal, well.id) ?? well;
    hold(giveUp(quarantined, 'quarantine'));
    expect(truth()).toMatchObject({ state: 'quarantined', truths: { quarantine: 'holds', halt: 'holds' } });
    hold(giveUp(quarantined, 'pause'));
    expect(truth()).toMatchObject({ state: 'halted', truths: { quarantine: 'unclear', halt: 'holds' } });
    hold(pause(quarantined));
    expect(truth()).toMatchObject({ state: 'quarantined', truths: { quarantine: 'unclear', halt: 'holds' } });
  });

  it('that was halted for more than four weeks is unclear, and so is one that shows no run, but a quarantine', () => {
    change(pause);
    wait(29 * 24 * 60);
    expect(truth()).toMatchObject({ state: 'halted', truths: { halt: 'unclear' } });
    tenant.removeJob(principal, well.id);
    hold(payload('reference-example'));
    expect([...trueJobs(tenant, rules, now)].find(({ isHeld }) => isHeld)).toMatchObject({
      state: 'quarantined',
      truths: { quarantine: 'unclear', halt: 'unclear' },
    });
  });

  it('that stands still is that it is late once its bound has passed, not before', () => {
    tenant.stallJob(principal, well.id);
    wait(10);
    expect(truth()).toMatchObject({ state: 'healthy', truths: { overdue: 'unclear', failures: 'unclear' } });
    wait(1);
    expect(truth()).toMatchObject({ state: 'overdue', truths: { overdue: 'holds' } });
    tenant.unstallJob(principal, well.id);
    expect(truth()).toMatchObject({ state: 'healthy', truths: { overdue: 'over' } });
  });

  it('that never was in a steady state is that it starts, and is late after the time for a first cycle', () => {
    tenant.removeJob(principal, well.id);
    hold(payload('cross-tenant-not-run'));
    const first = () => [...trueJobs(tenant, rules, now)].find(({ isHeld }) => isHeld);
    tenant.stallJob(principal, payload('cross-tenant-not-run').id);
    expect(first()).toMatchObject({ state: 'starting', truths: { overdue: 'over' } });
    wait(121);
    expect(first()).toMatchObject({ state: 'overdue', truths: { overdue: 'holds' } });
  });

  it('that was never started is no more than that', () => {
    hold({ ...payload('aws-created'), id: well.id });
    expect(truth()).toMatchObject({
      state: 'notStarted',
      truths: { quarantine: 'unclear', halt: 'over', overdue: 'unclear', failures: 'unclear' },
    });
  });

  it('of which nothing can be said is unknown', () => {
    hold({ ...payload('salesforce-status-empty'), id: well.id });
    expect(truth()).toMatchObject({ state: 'unknown', truths: { quarantine: 'unclear', halt: 'unclear' } });
  });

  it.each([
    [10, 36, 'failing', 'holds'],
    [9, 36, 'healthy', 'unclear'],
    [5, 36, 'healthy', 'unclear'],
    [4, 36, 'healthy', 'over'],
    [19, 2000, 'healthy', 'unclear'],
    [20, 2000, 'failing', 'holds'],
  ])('with %i failing objects of %i is %s', (count, entries, state, failures) => {
    const synchronizedEntryCountByType = [{ key: 'user to User', value: entries }];
    hold({ ...well, status: { ...well.status, synchronizedEntryCountByType } });
    change((job) => failObjects(job, count, now));
    expect(truth()).toMatchObject({ state, truths: { failures } });
  });

  it('that is gone is that it ran, and how often it went', () => {
    tenant.removeJob(principal, well.id);
    expect(truth()).toMatchObject({ isHeld: false, removals: 1, hasRun: true });
  });
});

describe('The jobs as lines for a person', () => {
  it('come worst first, each with its state and what Graph shows, without those that are gone', () => {
    change((job) => failObjects(job, 40, now));
    hold({ ...payload('aws-created'), id: 'b' });
    hold({ ...lift(payload('aws-created'), now), id: 'c' });
    tenant.stallJob(principal, 'c');
    hold({ ...disable(lift(payload('aws-created'), now)), id: 'd' });
    hold({ ...well, id: 'e' });
    tenant.removeJob(principal, 'e');
    expect(describeJobs(trueJobs(tenant, rules, now), 'conto').split('\n')).toEqual([
      'Entra holds 4 jobs:',
      '  Contoso: halted (Active, schedule Disabled, last run 0 seconds ago)',
      '  Contoso: failing (Active, 40 objects fail, last run 0 seconds ago)',
      '  Contoso: notStarted (Paused, schedule Disabled)',
      '  Contoso: healthy (Active, stalled, last run 0 seconds ago)',
    ]);
    expect(describeJobs(trueJobs(tenant, rules, now), 'zendesk')).toBe(
      "No application has 'zendesk' in its name.",
    );
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { Stale } from '../../graph/history.ts';
import { pause, quarantine, start } from '../../graph/job.ts';
import { payload } from '../../graph/payloads.ts';
import { createTenant, type Tenant } from '../../graph/tenant.ts';
import { app, awsJob, innerJobs, jobsOf, names, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('a replica that lags behind', () => {
  it('shows the job as it was before the last change, as often as told', async () => {
    rig.tenant.setJob(app, payload('aws-created'));
    rig.tenant.changeJob(app, awsJob, (job) => quarantine(job, { reason: 'TooManyDeletes', at: new Date() }));
    rig.graph.faults.add({ match: { path: /jobs/ }, stale: true, times: 2 });
    const codes: string[] = [];
    codes.push((await rig.ask(jobsOf(app))).json.value[0].status.code);
    codes.push((await rig.batched([innerJobs(app)]))[app].body.value[0].status.code);
    codes.push((await rig.ask(jobsOf(app))).json.value[0].status.code);
    expect(codes).toEqual(['Paused', 'Paused', 'Quarantine']);
  });

  it('has the principal that was removed, with its jobs, and not the one that is new', async () => {
    rig.tenant.removePrincipal(app);
    rig.tenant.addPrincipal({ id: 'new', appId: 'n', displayName: 'New' });
    rig.graph.faults.add({ match: () => true, stale: { changes: 2 } });
    expect(names(await rig.ask('/v1.0/servicePrincipals'))).toEqual(['AWS']);
    expect((await rig.ask(`/v1.0/servicePrincipals/${app}`)).status).toBe(200);
    expect((await rig.ask(jobsOf(app))).json.value).toHaveLength(1);
    expect((await rig.ask(jobsOf('new'))).status).toBe(404);
    rig.graph.faults.clear();
    expect(names(await rig.ask('/v1.0/servicePrincipals'))).toEqual(['New']);
  });

  it('has the job that was removed, in its place, and not the one that is new', async () => {
    rig.tenant.setJob(app, payload('aws-created', { id: 'second' }));
    rig.tenant.removeJob(app, awsJob);
    rig.tenant.setJob(app, payload('aws-created', { id: 'third' }));
    const ids = async (stale?: Stale) => {
      rig.graph.faults.clear();
      if (stale) rig.graph.faults.add({ match: () => true, stale });
      return (await rig.ask(jobsOf(app))).json.value.map(({ id }: { id: string }) => id);
    };
    expect(await ids({ changes: 2 })).toEqual([awsJob, 'second']);
    expect(await ids({ changes: 3 })).toEqual([awsJob]);
    expect(await ids({ changes: 100 }).catch(() => 'gone')).toBe('gone');
    expect(await ids()).toEqual(['second', 'third']);
  });
});

describe('the memory of a tenant', () => {
  let now = new Date('2026-03-01T10:00:00Z');
  let tenant: Tenant;
  const textOf = (jobId: string, stale: Stale) =>
    [...(tenant.earlier(stale).jobs(app) ?? [])].find(({ id }) => id === jobId)?.text;
  const codeOf = (stale: Stale) => JSON.parse(textOf(awsJob, stale) ?? '{"status":{}}').status.code;

  beforeEach(() => {
    now = new Date('2026-03-01T10:00:00Z');
    tenant = createTenant({ now: () => now });
    tenant.addPrincipal({ id: app, appId: 'a0', displayName: 'AWS' });
    tenant.setJob(app, payload('aws-quarantine'));
    for (const [minute, verb] of [
      [5, pause],
      [10, start],
      [15, pause],
    ] as const) {
      now = new Date(`2026-03-01T10:${String(minute).padStart(2, '0')}:00Z`);
      tenant.changeJob(app, awsJob, verb);
    }
  });

  it('tells what was true at a time', () => {
    const at = (time: string) => codeOf({ asOf: new Date(`2026-03-01T${time}Z`) });
    expect(at('10:04:59')).toBe('Quarantine');
    expect(at('10:05:00')).toBe('Paused');
    expect(at('10:14:59')).toBe('Active');
    expect(at('10:15:00')).toBe('Paused');
    expect(tenant.earlier({ asOf: new Date('2026-03-01T09:59:59Z') }).principal(app)).toBeUndefined();
  });

  it('tells what was true some changes ago', () => {
    expect([1, 2, 3].map((changes) => codeOf({ changes }))).toEqual(['Active', 'Paused', 'Quarantine']);
    expect(codeOf(true)).toBe('Active');
    expect(tenant.earlier({ changes: 5 }).jobs(app)).toBeUndefined();
  });

  it('ends: it says so rather than showing a state that never was', () => {
    const filler = 'x'.repeat(100_000);
    for (let count = 0; count < 200; count++) {
      tenant.setJob(app, payload('aws-created', { id: 'large', filler: filler + count }));
    }
    expect(textOf('large', { changes: 100 })).toContain(`${filler}99`);
    expect(() => tenant.earlier({ changes: 190 })).toThrow('does not remember so far back');
    expect(() => tenant.earlier({ asOf: new Date(0) })).toThrow('does not remember so far back');
  });
});

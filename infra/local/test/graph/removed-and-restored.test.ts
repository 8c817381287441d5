import { describe, expect, it } from 'vitest';
import { payload } from '../../graph/payloads.ts';
import { createTenant } from '../../graph/tenant.ts';
import { app, awsJob, innerJobs, jobsOf, names, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('a removed principal', () => {
  it('is 404 everywhere, and back under its id with its jobs when it is restored', async () => {
    rig.tenant.addPrincipal({ id: 'p1', appId: 'a1', displayName: 'Box' });
    const paths = [
      `/v1.0/servicePrincipals/${app}`,
      "/v1.0/servicePrincipals(appId='a0')",
      jobsOf(app),
      `${jobsOf(app)}/${awsJob}`,
      `/v1.0/servicePrincipals/${app}/appRoleAssignments`,
    ];
    const statuses = () => Promise.all(paths.map(async (path) => (await rig.ask(path)).status));
    rig.tenant.removePrincipal(app);
    expect(await statuses()).toEqual(paths.map(() => 404));
    expect((await rig.batched([innerJobs(app)]))[app].body.error.code).toBe('Request_ResourceNotFound');
    expect(names(await rig.ask('/v1.0/servicePrincipals'))).toEqual(['Box']);

    rig.tenant.restorePrincipal(app.toUpperCase());
    expect(await statuses()).toEqual(paths.map(() => 200));
    expect((await rig.ask(jobsOf(app))).json.value).toEqual([payload('aws-quarantine')]);
    expect(names(await rig.ask('/v1.0/servicePrincipals'))).toEqual(['AWS', 'Box']);
  });

  it('begins anew, without jobs, when it is added instead', async () => {
    rig.tenant.removePrincipal(app);
    rig.tenant.addPrincipal({ id: app, appId: 'a0', displayName: 'AWS' });
    expect((await rig.ask(jobsOf(app))).json.value).toEqual([]);
    expect(() => rig.tenant.restorePrincipal(app)).toThrow('was removed');
  });

  it('takes no change, and is gone for good after 30 days', () => {
    let now = new Date('2026-03-01T10:00:00Z');
    const tenant = createTenant({ now: () => now });
    tenant.addPrincipal({ id: app, appId: 'a0', displayName: 'AWS' });
    tenant.removePrincipal(app);
    expect(() => tenant.setJob(app, payload('aws-created'))).toThrow('no service principal');
    now = new Date('2026-03-31T10:00:00Z');
    tenant.restorePrincipal(app);
    tenant.removePrincipal(app);
    now = new Date('2026-04-30T10:00:01Z');
    expect(() => tenant.restorePrincipal(app)).toThrow('more than 30 days ago');
  });
});

describe('a removed job', () => {
  it('is 404 and not listed, and back as it was when it is restored', async () => {
    rig.tenant.setJob(app, payload('aws-created', { id: 'second' }));
    const listed = async () => (await rig.ask(jobsOf(app))).json.value.map(({ id }: { id: string }) => id);
    rig.tenant.removeJob(app, awsJob);
    const alone = await rig.ask(`${jobsOf(app)}/${awsJob}`);
    expect([alone.status, alone.json.error.code]).toEqual([404, 'Request_ResourceNotFound']);
    expect(await listed()).toEqual(['second']);
    rig.tenant.restoreJob(app, awsJob);
    expect(await listed()).toEqual([awsJob, 'second']);
    expect(rig.tenant.job(app, awsJob)).toEqual(payload('aws-quarantine'));
    expect(() => rig.tenant.restoreJob(app, awsJob)).toThrow('was removed');
  });

  it('stays removed when its principal is restored', async () => {
    rig.tenant.removeJob(app, awsJob);
    rig.tenant.removePrincipal(app);
    rig.tenant.restorePrincipal(app);
    expect((await rig.ask(jobsOf(app))).json.value).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { pause } from '../../graph/job.ts';
import { payload, payloadNames } from '../../graph/payloads.ts';
import { token } from './tokens.ts';
import { app, awsJob, jobsOf, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('synchronization jobs', () => {
  it.each(['v1.0', 'beta'])('are served by %s, with and without a slash at the end', async (version) => {
    const context = `${rig.graph.endpoint}/${version}/$metadata#servicePrincipals('${app}')/synchronization/jobs`;
    for (const slash of ['', '/']) {
      const all = await rig.ask(jobsOf(app, version) + slash);
      expect(all.json).toEqual({ '@odata.context': context, value: [payload('aws-quarantine')] });
      const one = await rig.ask(`${jobsOf(app, version)}/${awsJob}${slash}`);
      expect(one.json).toEqual({ '@odata.context': `${context}/$entity`, ...payload('aws-quarantine') });
    }
  });

  it('are served key for key as they are, the odd ones too', async () => {
    for (const name of payloadNames) {
      const job = payload(name);
      rig.tenant.setJob(app, job);
      const answer = await rig.ask(`${jobsOf(app)}/${encodeURIComponent(job.id)}`);
      expect(answer.text, name).toContain(JSON.stringify(job).slice(1));
    }
  });

  it('are an empty list for a principal that has none', async () => {
    rig.tenant.addPrincipal({ id: 'none', appId: 'n', displayName: 'None' });
    const answer = await rig.ask(jobsOf('none'));
    expect([answer.status, answer.json.value]).toEqual([200, []]);
  });

  it('are paged when the simulator is told so', async () => {
    for (const id of ['b', 'c']) rig.tenant.setJob(app, payload('aws-created', { id }));
    const paged = await rig.start({ jobPageSize: 2 });
    const first = await rig.ask(jobsOf(app), { on: paged });
    const second = await rig.ask(first.json['@odata.nextLink']);
    expect([...first.json.value, ...second.json.value].map(({ id }) => id)).toEqual([awsJob, 'b', 'c']);
    expect(second.json).not.toHaveProperty('@odata.nextLink');
    const token = new URL(first.json['@odata.nextLink']).searchParams.get('$skiptoken');
    rig.tenant.addPrincipal({ id: 'other', appId: 'o', displayName: 'Other' });
    const other = await rig.ask(`${jobsOf('other')}?$skiptoken=${token}`, { on: paged });
    expect([other.status, other.json.error.code]).toEqual([400, 'Directory_ExpiredPageToken']);
  });

  it('are not passed over by a page when one before it goes', async () => {
    for (const id of ['b', 'c']) rig.tenant.setJob(app, payload('aws-created', { id }));
    const paged = await rig.start({ jobPageSize: 1 });
    const first = await rig.ask(jobsOf(app), { on: paged });
    rig.tenant.removeJob(app, awsJob);
    const second = await rig.ask(first.json['@odata.nextLink']);
    expect(second.json.value[0].id).toBe('b');
  });

  it('are shown to who may write them too, and not to who may only write applications', async () => {
    const status = async (role: string) =>
      (await rig.ask(jobsOf(app), { token: token({ roles: [role] }) })).status;
    expect(await status('Synchronization.ReadWrite.All')).toBe(200);
    expect(await status('Application.ReadWrite.OwnedBy')).toBe(401);
  });

  it('show a change at once, and keep serving one that the caller changed in its own hands', async () => {
    const mine = rig.tenant.job(app, awsJob);
    if (mine) mine.templateId = 'changed';
    expect((await rig.ask(jobsOf(app))).json.value[0].templateId).toBe('aWSSingleSignon');
    rig.tenant.changeJob(app, awsJob, pause);
    expect((await rig.ask(jobsOf(app))).json.value[0].status.code).toBe('Paused');
  });
});

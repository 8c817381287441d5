import { describe, expect, it } from 'vitest';
import { microsoftGraph } from '../../../local/graph/app-roles/microsoft-graph.ts';
import {
  applicationRead,
  graphId,
  identity,
  list,
  people,
  synchronizationRead,
  useGrant,
} from './use-grant.ts';

const rig = useGrant();
const both = ['Application.Read.All', 'Synchronization.Read.All'];
const assign = (appRoleId: string, resourceId = graphId) =>
  rig.tenant.assignAppRole({ principalId: identity, resourceId, appRoleId });

describe('granting', () => {
  it('gives an identity that holds nothing what it needs to watch the whole tenant', async () => {
    const { code, said, complained } = await rig.run();
    expect([code, complained]).toEqual([0, '']);
    expect(rig.held).toEqual(both);
    expect(said).toContain('Identity "func-quarantine" (ManagedIdentity)');
    expect(said).toContain('signed in as ada@contoso.com');
    expect(said).toMatch(/Synchronization\.Read\.All +granted/);
    expect(said).toMatch(/Application\.Read\.All +granted/);
    expect(said).toContain('about a day');
    expect(said).toContain('api/poll');
  });

  it('changes nothing the second time, and says that all is held', async () => {
    await rig.run();
    const { code, said } = await rig.run();
    expect(code).toBe(0);
    expect(rig.changes).toEqual(['POST', 'POST']);
    expect(said).toMatch(/Synchronization\.Read\.All +held/);
    expect(said).not.toContain('granted');
    expect(said).not.toContain('about a day');
  });

  it('adds only what is missing', async () => {
    assign(synchronizationRead);
    await rig.run();
    expect(rig.changes).toEqual(['POST']);
    expect(rig.held).toEqual(both);
  });

  it('is not misled by a role with the same id that another API offers', async () => {
    const other = 'a9100000-0000-4000-8000-00000000000d';
    rig.tenant.addPrincipal({ ...microsoftGraph({ id: other }), appId: other });
    assign(synchronizationRead, other);
    await rig.run(['--watch', list]);
    expect(rig.changes).toEqual(['POST']);
    await rig.run(['--remove', '--watch', list]);
    expect(rig.tenant.appRoleAssignments()).toMatchObject([{ resourceId: other }]);
  });

  it('takes what was granted by another at the same time as granted', async () => {
    rig.graph.faults.add({
      match: ({ method, path }) => method === 'GET' && path.endsWith('/appRoleAssignments'),
      body: { value: [] },
      times: 1,
    });
    assign(synchronizationRead);
    const { code } = await rig.run(['--watch', list]);
    expect(code).toBe(0);
    expect(rig.graph.requests.at(-1)).toMatchObject({ method: 'POST', status: 400 });
  });

  it('works for an application that may grant, such as that of a pipeline', async () => {
    const { code, said } = await rig.run([], { by: people.pipeline });
    expect(code).toBe(0);
    expect(said).toContain('signed in as the application connector');
    expect(rig.held).toEqual(both);
  });

  it('finds the roles by their names, whatever ids they have in the cloud', async () => {
    const roleIds = {
      'Synchronization.Read.All': 'aaaaaaaa-0000-4000-8000-000000000001',
      'Application.Read.All': 'AAAAAAAA-0000-4000-8000-000000000002',
    };
    rig.tenant.addPrincipal(microsoftGraph({ id: graphId, roleIds }));
    expect((await rig.run()).code).toBe(0);
    expect((await rig.run()).code).toBe(0);
    expect(rig.held).toEqual(both);
    expect(rig.changes).toEqual(['POST', 'POST']);
  });
});

describe('a list of applications to watch', () => {
  it('needs to read the jobs and nothing else', async () => {
    const { code } = await rig.run(['--watch', `${list},${identity}/BoxOutDelta.1`]);
    expect(code).toBe(0);
    expect(rig.held).toEqual(['Synchronization.Read.All']);
  });

  it('leaves what the whole tenant needed, and says how to take it away', async () => {
    await rig.run();
    const assignment = rig.tenant.appRoleAssignments().find(({ appRoleId }) => appRoleId === applicationRead);
    const { code, said } = await rig.run([], { env: { WATCH: list } });
    expect(code).toBe(0);
    expect(rig.held).toEqual(both);
    expect(said).toContain('Application.Read.All is held');
    expect(said).toContain(`az rest --method DELETE`);
    expect(said).toContain(`/servicePrincipals/${identity}/appRoleAssignments/${assignment?.id}"`);
  });
});

describe('looking', () => {
  it('ends with 1 and names what is missing, and with 0 once all is granted', async () => {
    assign(applicationRead);
    const before = await rig.run(['--check'], { by: people.deployer });
    expect(before.code).toBe(1);
    expect(before.said).toMatch(/Synchronization\.Read\.All +MISSING/);
    expect(before.said).toMatch(/Application\.Read\.All +held/);
    expect(rig.changes).toEqual([]);
    await rig.run();
    const after = await rig.run(['--check'], { by: people.deployer });
    expect(after.code).toBe(0);
    expect(after.said).not.toContain('MISSING');
  });

  it('says with --dry-run what it would do, and does not do it', async () => {
    const granted = await rig.run(['--dry-run']);
    expect(granted.code).toBe(0);
    expect(granted.said).toMatch(/Application\.Read\.All +would be granted/);
    assign(applicationRead);
    const removed = await rig.run(['--dry-run', '--remove']);
    expect(removed.said).toMatch(/Application\.Read\.All +would be removed/);
    expect(removed.said).toMatch(/Synchronization\.Read\.All +not held/);
    expect(rig.changes).toEqual([]);
    expect(rig.held).toEqual(['Application.Read.All']);
  });
});

describe('taking back', () => {
  it('takes what the same options would grant, and leaves everything else', async () => {
    await rig.run();
    assign('18a4783c-866b-4cc7-a460-3d5e5662c884');
    const { code, said } = await rig.run(['--remove']);
    expect(code).toBe(0);
    expect(rig.held).toEqual(['Application.ReadWrite.OwnedBy']);
    expect(said).toMatch(/Application\.Read\.All +removed/);
    const again = await rig.run(['--remove']);
    expect([again.code, rig.changes.filter((method) => method === 'DELETE')]).toEqual([
      0,
      ['DELETE', 'DELETE'],
    ]);
  });

  it('leaves the right to find applications where only a list is watched', async () => {
    await rig.run();
    const { said } = await rig.run(['--remove', '--watch', list]);
    expect(rig.held).toEqual(['Application.Read.All']);
    expect(said).toContain('Application.Read.All is held');
  });
});

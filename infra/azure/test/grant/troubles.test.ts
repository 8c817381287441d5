import { describe, expect, it } from 'vitest';
import { microsoftGraph } from '../../../local/graph/app-roles/microsoft-graph.ts';
import { notReplicated } from '../../../local/graph/app-roles/not-replicated.ts';
import { clientId, graphId, identity, list, useGrant } from './use-grant.ts';

const rig = useGrant();
const both = ['Application.Read.All', 'Synchronization.Read.All'];

describe('an identity that was made a moment ago', () => {
  it('is waited for, with growing pauses, until it is known', async () => {
    rig.tenant.removePrincipal(identity);
    let naps = 0;
    const { code, said, slept } = await rig.run([], {
      onSleep: () => {
        naps++;
        if (naps === 3) rig.addIdentity();
      },
    });
    expect([code, slept]).toEqual([0, [2000, 4000, 8000]]);
    expect(rig.held).toEqual(both);
    expect(said).toContain('is not known yet');
    expect(said).toContain('Request_ResourceNotFound');
  });

  it('is waited for where its name is known but no grant is taken yet', async () => {
    rig.graph.faults.add(notReplicated(identity, 400, { times: 4 }));
    const { code, said, slept } = await rig.run();
    expect([code, slept]).toEqual([0, [2000, 4000, 8000, 16000]]);
    expect(said).toContain('Not a valid reference update');
    expect(rig.held).toEqual(both);
  });

  it('is not waited for for ever', async () => {
    rig.graph.faults.add(notReplicated(identity, 404));
    const { code, complained, slept } = await rig.run();
    expect(code).toBe(4);
    expect(slept.reduce((sum, each) => sum + each)).toBe(300_000);
    expect(complained).toContain(`${identity} is still not known after five minutes`);
    expect(complained).toContain('object id');
  });
});

it.each([
  ['is still not known', () => rig.graph.faults.add(notReplicated(identity, 404))],
  [
    'cannot be asked for, since Graph is away',
    () => rig.graph.faults.add({ match: { path: /servicePrincipals/ }, status: 503 }),
  ],
])('an identity that %s stops no deployment, and it is said what is left to do', async (_, trouble) => {
  trouble();
  const { code, complained } = await rig.run(['--advise']);
  expect(code).toBe(0);
  expect(complained).toMatch(/^NOT GRANTED: /);
  expect(complained).toContain('azd hooks run postprovision');
  expect(rig.held).toEqual([]);
});

describe('a principal', () => {
  it('that does not exist is said at once where nothing is granted', async () => {
    rig.tenant.removePrincipal(identity);
    for (const action of ['--check', '--remove']) {
      const { code, complained, slept } = await rig.run([action]);
      expect([code, slept]).toEqual([4, []]);
      expect(complained).toContain(`The tenant does not know service principal ${identity}`);
    }
  });

  it('that is named by its client id is told its object id, without waiting', async () => {
    const { code, complained, slept } = await rig.run([], { principal: clientId });
    expect([code, slept]).toEqual([4, []]);
    expect(complained).toContain(`The object id of its service principal is ${identity}`);
  });
});

describe('Microsoft Graph', () => {
  it.each([
    ['without the role', { appRoles: [] }],
    ['with the role switched off', 'disabled'],
    ['with the role for users only', 'user'],
  ])('%s is named as what is wrong', async (_, change) => {
    const graph = microsoftGraph({ id: graphId });
    const changed = change === 'disabled' ? { isEnabled: false } : { allowedMemberTypes: ['User'] };
    const appRoles =
      typeof change === 'object' ? [] : graph.appRoles?.map((role) => ({ ...role, ...changed }));
    rig.tenant.addPrincipal({ ...graph, appRoles: appRoles ?? [] });
    const { code, complained } = await rig.run(['--watch', list]);
    expect(code).toBe(4);
    expect(complained).toContain('offers no app role Synchronization.Read.All');
    expect(complained).toContain('--cloud');
  });

  it('that the tenant does not have is named as what is wrong', async () => {
    rig.tenant.removePrincipal(graphId);
    const { code, complained } = await rig.run();
    expect(code).toBe(4);
    expect(complained).toContain('Check --tenant and --cloud');
  });

  it('that throttles is waited for as long as it asks', async () => {
    rig.graph.faults.add({
      match: ({ method }) => method === 'POST',
      status: 429,
      headers: { 'Retry-After': '7' },
      times: 1,
    });
    const { code, slept } = await rig.run();
    expect([code, slept]).toEqual([0, [7000]]);
    expect(rig.held).toEqual(both);
  });

  it('that is in trouble for long ends it, with what support asks for', async () => {
    rig.graph.faults.add({ match: { path: /./ }, status: 503 });
    const { code, complained } = await rig.run();
    expect(code).toBe(4);
    expect(complained).toMatch(/answered 503 \(ServiceUnavailable, request-id [\w-]{36}\)/);
    expect(complained).toContain('Run this again later.');
  });

  it('that cannot be reached ends it', async () => {
    rig.graph.faults.add({ match: { path: /./ }, cut: true });
    const { code, complained } = await rig.run();
    expect(code).toBe(4);
    expect(complained).toContain('Graph could not be reached');
  });

  it('whose answer to a grant is lost has granted once', async () => {
    rig.graph.faults.add({ match: ({ method }) => method === 'POST', truncated: true, times: 1 });
    const { code } = await rig.run(['--watch', list]);
    expect(code).toBe(0);
    expect(rig.graph.requests.slice(-2).map(({ status }) => status)).toEqual([201, 400]);
    expect(rig.held).toEqual(['Synchronization.Read.All']);
  });

  it.each([
    ['half an answer', { malformed: true as const }],
    ['a page of a gateway', { malformed: 'html' as const }],
    ['members without ids', { body: { value: [{}] } }],
    ['a link elsewhere', { body: { value: [], '@odata.nextLink': 'https://elsewhere.example/v1.0/x' } }],
    ['something else', { status: 418 }],
  ])('that answers with %s is not believed', async (_, fault) => {
    rig.graph.faults.add({ match: { path: /appRoleAssignments/ }, ...fault });
    const { code, complained } = await rig.run();
    expect(code).toBe(4);
    expect(complained).not.toBe('');
    expect(rig.held).toEqual([]);
  });
});

describe('a long list of app roles', () => {
  const paged = useGrant({ pageSize: 1 });

  it('is read to its end', async () => {
    for (const { id } of paged.tenant.principal(graphId)?.appRoles ?? []) {
      paged.tenant.assignAppRole({ principalId: identity, resourceId: graphId, appRoleId: id });
    }
    const { code, said } = await paged.run();
    expect(code).toBe(0);
    expect(said).toMatch(/Application\.Read\.All +held/);
    expect(paged.changes).toEqual([]);
  });
});

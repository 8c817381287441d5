import { describe, expect, it } from 'vitest';
import { notReplicated } from '../../graph/app-roles/not-replicated.ts';
import { token, tokenWith } from './tokens.ts';
import { applicationRead, assignmentsOf, granter, graphId, identity, useGrants } from './use-grants.ts';
import { app } from './use-graph.ts';

const { rig, grant, granted } = useGrants();
const unknown = '99999999-0000-4000-8000-000000000009';
const privilegedRoleAdministrator = 'e8611ab8-c189-46e8-94e1-60213ab1f814';
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

describe('a grant', () => {
  it('that is there already is refused, and stays once', async () => {
    await grant();
    const again = await grant();
    expect(again.status).toBe(400);
    expect(again.json.error).toMatchObject({
      code: 'Request_BadRequest',
      message: 'Permission being assigned already exists on the object',
    });
    expect((await granted()).json.value).toHaveLength(1);
  });

  it.each([
    [
      'an unknown role',
      { appRoleId: unknown },
      400,
      'Permission being assigned was not found on application',
    ],
    ['an unknown resource', { resourceId: unknown }, 404, `Resource '${unknown}' does not exist`],
    ['an unknown principal', { principalId: unknown }, 400, 'Not a valid reference update.'],
    ['a principal that is not that of the path', { principalId: app }, 400, 'Not a valid reference update.'],
    ['a missing id', { appRoleId: undefined }, 400, "A value is required for property 'appRoleId'"],
    ['an id that is no GUID', { appRoleId: 'x' }, 400, "Cannot convert the literal 'x'"],
    ['an id of another kind', { appRoleId: 7 }, 400, 'Unable to read JSON request payload.'],
  ])('of %s is refused', async (_, changes, status, message) => {
    const answer = await grant(changes);
    expect(answer.status).toBe(status);
    expect(answer.json.error.message).toContain(message);
    expect(rig.tenant.appRoleAssignments()).toEqual([]);
  });

  it('of a role that is switched off, or is not for applications, is refused', async () => {
    const graph = rig.tenant.principal(graphId);
    for (const change of [{ isEnabled: false }, { allowedMemberTypes: ['User'] }]) {
      const appRoles = graph?.appRoles.map((role) => ({ ...role, ...change })) ?? [];
      rig.tenant.addPrincipal({ id: graphId, appId: 'g', displayName: 'Graph', appRoles });
      expect((await grant()).json.error.message).toContain('was not found on application');
    }
  });

  it('of a resource as a whole is taken where it has no roles', async () => {
    const none = '00000000-0000-0000-0000-000000000000';
    expect((await grant({ resourceId: app, appRoleId: none })).status).toBe(201);
    expect((await grant({ appRoleId: none })).status).toBe(400);
    expect(rig.tenant.appRolesOf(identity)).toEqual([]);
  });

  it('needs a body of JSON that says so', async () => {
    expect((await grant({}, { body: '{' })).json.error.message).toContain('Unable to read JSON');
    const untyped = await grant({}, { headers: { 'content-type': '' } });
    expect(untyped.json.error.message).toContain('must contain the Content-Type header declaration');
    const plain = await grant({}, { headers: { 'content-type': 'text/plain' } });
    expect(plain.json.error.message).toContain('JSON Content-Type');
  });

  it('is no PATCH, and a whole list is not deleted', async () => {
    for (const method of ['PATCH', 'DELETE'] as const) {
      const answer = await rig.ask(assignmentsOf(identity), { method, token: granter() });
      expect(answer.status).toBe(405);
    }
    expect((await rig.ask(assignmentsOf(unknown))).status).toBe(404);
  });
});

describe('who grants', () => {
  const scp = 'openid Directory.AccessAsUser.All';
  it.each([
    ['an app with both permissions', granter, 201],
    ['an app that may not read', () => token({ roles: ['AppRoleAssignment.ReadWrite.All'] }), 403],
    ['an app that only reads', () => token({ roles: ['Application.Read.All'] }), 403],
    ['a Privileged Role Administrator', () => tokenWith({ scp, wids: [privilegedRoleAdministrator] }), 201],
    ['a Global Administrator', () => tokenWith({ scp, wids: [globalAdministrator] }), 201],
    ['another user', () => tokenWith({ scp, wids: [unknown] }), 403],
    [
      'an administrator in a program that may only read',
      () => tokenWith({ scp: 'User.Read', wids: [globalAdministrator] }),
      403,
    ],
  ])('%s', async (_, by, status) => {
    const answer = await grant({}, { token: by() });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.json.error.code).toBe('Authorization_RequestDenied');
    const { id } = rig.tenant.assignAppRole({
      principalId: identity,
      resourceId: graphId,
      appRoleId: applicationRead,
    });
    const path = `${assignmentsOf(identity)}/${id}`;
    const deleted = await rig.ask(path, { method: 'DELETE', token: by() });
    expect(deleted.status).toBe(status === 201 ? 204 : 403);
  });

  it('needs less to look', async () => {
    expect((await granted()).status).toBe(200);
    const blind = await rig.ask(assignmentsOf(identity), {
      token: token({ roles: ['Synchronization.Read.All'] }),
    });
    expect(blind.status).toBe(403);
  });
});

describe('a principal that has not replicated yet', () => {
  it('is 404 in the path for some requests', async () => {
    rig.graph.faults.add(notReplicated(identity, 404, { times: 2 }));
    const statuses = [await grant(), await granted(), await grant()].map(({ status }) => status);
    expect(statuses).toEqual([404, 404, 201]);
  });

  it('is no valid reference in a grant for some time', async () => {
    const { endpoint } = rig.graph;
    const takeBack = rig.graph.faults.add(notReplicated(identity, 400, { forMs: 3_600_000 }));
    const answer = await grant();
    expect([answer.status, answer.json.error.code]).toEqual([400, 'Request_BadRequest']);
    expect(answer.json.error.message).toBe('Not a valid reference update.');
    expect((await rig.ask(`${endpoint}/v1.0/servicePrincipals/${identity}`)).status).toBe(200);
    takeBack();
    rig.graph.faults.add(notReplicated(identity, 400, { forMs: 0 }));
    expect((await grant()).status).toBe(201);
  });
});

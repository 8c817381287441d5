import { describe, expect, it } from 'vitest';
import { microsoftGraph, microsoftGraphAppId } from '../../graph/app-roles/microsoft-graph.ts';
import {
  applicationRead,
  assignmentsOf,
  granter,
  graphId,
  identity,
  synchronizationRead,
  useGrants,
  usualGrant,
} from './use-grants.ts';
import { names } from './use-graph.ts';

const { rig, grant, granted } = useGrants();
const json = { 'Content-Type': 'application/json' };

describe('Microsoft Graph itself', () => {
  it('is found by appId, with its app roles', async () => {
    const paths = [
      `servicePrincipals(appId='${microsoftGraphAppId}')?$select=id,appRoles`,
      `servicePrincipals?$filter=appId eq '${microsoftGraphAppId}'&$select=id,appRoles`,
    ];
    for (const path of paths) {
      const { json } = await rig.ask(`/v1.0/${encodeURI(path)}`);
      const { id, appRoles } = json.value?.[0] ?? json;
      expect(id).toBe(graphId);
      expect(appRoles).toContainEqual({
        allowedMemberTypes: ['Application'],
        description: expect.any(String),
        displayName: 'Read all applications',
        id: applicationRead,
        isEnabled: true,
        origin: 'Application',
        value: 'Application.Read.All',
      });
    }
  });

  it('has other ids in other clouds', () => {
    const { id, appRoles } = microsoftGraph({
      id: 'mine',
      roleIds: { 'Synchronization.Read.All': 'another' },
    });
    expect(id).toBe('mine');
    expect(appRoles?.find(({ value }) => value === 'Synchronization.Read.All')?.id).toBe('another');
    expect(appRoles?.find(({ value }) => value === 'Application.Read.All')?.id).toBe(applicationRead);
  });

  it('is listed like any other once it is in the tenant', async () => {
    const all = await rig.ask('/v1.0/servicePrincipals');
    expect(names(all)).toEqual(['AWS', 'Microsoft Graph', 'func-quarantine']);
  });
});

describe('a granted app role', () => {
  it('is answered with 201 and shown from both ends', async () => {
    const made = await grant();
    const { '@odata.context': context, ...assignment } = made.json;
    expect(made.status).toBe(201);
    expect(context).toBe(
      `${rig.graph.endpoint}/v1.0/$metadata#servicePrincipals('${identity}')/appRoleAssignments/$entity`,
    );
    expect(assignment).toEqual({
      id: expect.stringMatching(/^[\w-]{43}$/),
      deletedDateTime: null,
      appRoleId: synchronizationRead,
      createdDateTime: expect.stringMatching(/^\d{4}-.*Z$/),
      principalDisplayName: 'func-quarantine',
      principalId: identity,
      principalType: 'ServicePrincipal',
      resourceDisplayName: 'Microsoft Graph',
      resourceId: graphId,
    });
    expect((await granted()).json.value).toEqual([assignment]);
    const assignedTo = await rig.ask(`/beta/serviceprincipals/${graphId.toUpperCase()}/approleassignedto/`);
    expect(assignedTo.json).toEqual({
      '@odata.context': `${rig.graph.endpoint}/beta/$metadata#servicePrincipals('${graphId}')/appRoleAssignedTo`,
      value: [assignment],
    });
    const one = await rig.ask(`${assignmentsOf(identity)}/${assignment.id}`);
    expect(one.json).toEqual({ '@odata.context': context, ...assignment });
  });

  it('can be posted to the resource, addressed by its appId', async () => {
    const path = `/v1.0/servicePrincipals(appId='${microsoftGraphAppId}')/appRoleAssignedTo`;
    const made = await rig.ask(path, { method: 'POST', token: granter(), body: usualGrant });
    expect(made.status).toBe(201);
    expect(rig.tenant.appRolesOf(identity)).toEqual(['Synchronization.Read.All']);
  });

  it('stands among the roles of the principal until it is deleted', async () => {
    const first = await grant();
    await grant({ appRoleId: applicationRead });
    expect(rig.tenant.appRolesOf(identity)).toEqual(['Synchronization.Read.All', 'Application.Read.All']);
    expect(rig.tenant.appRolesOf(identity, microsoftGraphAppId)).toHaveLength(2);
    expect(rig.tenant.appRolesOf(identity, 'another')).toEqual([]);
    const path = `${assignmentsOf(identity)}/${first.json.id}`;
    const deleted = await rig.ask(path, { method: 'DELETE', token: granter() });
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect(rig.tenant.appRolesOf(identity)).toEqual(['Application.Read.All']);
    expect((await rig.ask(path, { method: 'DELETE', token: granter() })).status).toBe(404);
    expect((await rig.ask(path)).status).toBe(404);
  });

  it('is not seen while its principal is removed, and back with it', async () => {
    await grant();
    rig.tenant.removePrincipal(identity);
    expect((await rig.ask(`/v1.0/servicePrincipals/${graphId}/appRoleAssignedTo`)).json.value).toEqual([]);
    expect(rig.tenant.appRolesOf(identity)).toEqual([]);
    rig.tenant.restorePrincipal(identity);
    expect(rig.tenant.appRolesOf(identity)).toEqual(['Synchronization.Read.All']);
  });

  it('is gone with a principal that is added anew under its id', async () => {
    await grant();
    rig.tenant.removePrincipal(identity);
    rig.tenant.addPrincipal({ id: identity, appId: 'c1', displayName: 'func-quarantine' });
    expect((await granted()).json.value).toEqual([]);
  });

  it('is filtered by resource and paged, while others go', async () => {
    for (const { id } of rig.tenant.principal(graphId)?.appRoles ?? []) await grant({ appRoleId: id });
    const filter = `?$filter=resourceId eq ${graphId}&$top=2`;
    const first = (await granted(filter)).json;
    rig.tenant.removeAppRoleAssignment(first.value[0].id);
    const second = (await rig.ask(first['@odata.nextLink'])).json;
    const third = (await rig.ask(second['@odata.nextLink'])).json;
    const pages = [first, second, third].map(({ value }) => value.length);
    expect(pages).toEqual([2, 2, 1]);
    expect((await granted(`?$filter=resourceId eq ${identity}`)).json.value).toEqual([]);
    expect((await granted("?$filter=appRoleId eq 'a'")).status).toBe(400);
    const elsewhere = new URL(first['@odata.nextLink']);
    elsewhere.pathname = `/v1.0/servicePrincipals/${graphId}/appRoleAssignedTo`;
    expect((await rig.ask(elsewhere.href)).json.error.code).toBe('Directory_ExpiredPageToken');
  });

  it('is made, read and deleted inside a batch, one after the other', async () => {
    rig.graph.faults.add({ match: ({ method }) => method === 'POST', inner: true, delayMs: 50 });
    const url = `/servicePrincipals/${identity}/appRoleAssignments`;
    const made = await rig.batched(
      [
        { id: 'post', method: 'POST', url, headers: json, body: usualGrant },
        { id: 'list', method: 'GET', url, dependsOn: ['post'] },
      ],
      { token: granter() },
    );
    expect(made.post.status).toBe(201);
    expect(made.list.body.value).toHaveLength(1);
    const { gone } = await rig.batched(
      [{ id: 'gone', method: 'DELETE', url: `${url}/${made.post.body.id}` }],
      { token: granter() },
    );
    expect(gone).toMatchObject({ id: 'gone', status: 204 });
    expect(gone).not.toHaveProperty('body');
  });
});

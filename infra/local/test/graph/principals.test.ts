import { beforeEach, describe, expect, it } from 'vitest';
import { populate } from '../../graph/populate.ts';
import { app, gallery, names, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('service principals', () => {
  beforeEach(() => {
    for (const number of [1, 2, 3, 4]) {
      const tags = number % 2 === 0 ? [] : [gallery];
      rig.tenant.addPrincipal({ id: `p${number}`, appId: `a${number}`, displayName: `App ${number}`, tags });
    }
    rig.tenant.addPrincipal({ id: 'p5', appId: 'a5', displayName: "O'Hare and Sons", accountEnabled: false });
  });

  it('are listed with what $select names', async () => {
    const answer = await rig.ask('/v1.0/servicePrincipals?$select=id,appId,displayName&$top=999');
    expect(answer.json['@odata.context']).toBe(
      `${rig.graph.endpoint}/v1.0/$metadata#servicePrincipals(id,appId,displayName)`,
    );
    expect(answer.json.value[0]).toEqual({ id: app, appId: 'a0', displayName: 'AWS' });
    expect(answer.json).not.toHaveProperty('@odata.nextLink');
  });

  it('are paged by opaque links that keep the query, also while principals come and go', async () => {
    const seen: string[] = [];
    let next: string | undefined = '/v1.0/servicePrincipals?$select=displayName&$top=2';
    while (next) {
      const answer = await rig.ask(next);
      seen.push(...names(answer));
      next = answer.json['@odata.nextLink'];
      if (next) expect(next).toMatch(/^https:.*\$select=displayName&\$top=2&\$skiptoken=[\w-]+$/);
      rig.tenant.removePrincipal('p1');
    }
    expect(seen).toEqual(['AWS', 'App 1', 'App 2', 'App 3', 'App 4', "O'Hare and Sons"]);
  });

  it('are paged by 100 when nothing is asked, and never by more than the simulator is told', async () => {
    populate(rig.tenant, { principals: 150, jobs: 0 });
    expect((await rig.ask('/v1.0/servicePrincipals')).json.value).toHaveLength(100);
    const small = await rig.start({ pageSize: 3 });
    expect((await rig.ask('/v1.0/servicePrincipals?$top=999', { on: small })).json.value).toHaveLength(3);
  });

  it('are read alone by object id, whatever its case, and not by appId', async () => {
    expect((await rig.ask(`/beta/servicePrincipals/${app.toUpperCase()}/`)).json).toMatchObject({ id: app });
    const answer = await rig.ask('/v1.0/servicePrincipals/a1');
    expect(answer.status).toBe(404);
    expect(answer.json.error.code).toBe('Request_ResourceNotFound');
  });

  it('are read by either key in parentheses, and with what $select names', async () => {
    for (const path of [
      "servicePrincipals(appId='A1')",
      "ServicePrincipals('p1')",
      'serviceprincipals/p1/',
    ]) {
      const answer = await rig.ask(`/beta/${path}?$select=displayName`);
      expect(answer.json, path).toEqual({
        '@odata.context': `${rig.graph.endpoint}/beta/$metadata#servicePrincipals(displayName)/$entity`,
        displayName: 'App 1',
      });
    }
    const jobs = await rig.ask("/v1.0/servicePrincipals(appId='a1')/synchronization/jobs");
    expect([jobs.status, jobs.json.value]).toEqual([200, []]);
    expect((await rig.ask("/v1.0/servicePrincipals(appId='gone')")).status).toBe(404);
  });

  it.each(['$top=3', '$filter=accountEnabled eq true&$top=2', '$select=id&$top=2'])(
    'do not take the token of another query: %s',
    async (query) => {
      const first = await rig.ask('/v1.0/servicePrincipals?$top=2');
      const token = new URL(first.json['@odata.nextLink']).searchParams.get('$skiptoken');
      const same = await rig.ask(`/v1.0/servicePrincipals?$skiptoken=${token}&$top=2`);
      expect(names(same)).toEqual(['App 2', 'App 3']);
      const other = await rig.ask(`/v1.0/servicePrincipals?${encodeURI(query)}&$skiptoken=${token}`);
      expect([other.status, other.json.error.code]).toEqual([400, 'Directory_ExpiredPageToken']);
      expect((await rig.ask(`/beta/servicePrincipals?$top=2&$skiptoken=${token}`)).status).toBe(400);
    },
  );

  it('say loudly that /delta is not simulated', async () => {
    const answer = await rig.ask('/v1.0/servicePrincipals/delta');
    expect([answer.status, answer.json.error.code]).toEqual([501, 'NotImplemented']);
  });
});

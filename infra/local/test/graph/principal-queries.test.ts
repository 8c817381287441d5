import { beforeEach, describe, expect, it } from 'vitest';
import { gallery, names, useGraph } from './use-graph.ts';

const rig = useGraph();
const eventual = { headers: { ConsistencyLevel: 'eventual' } };
const list = (query: string, options = {}) => rig.ask(`/v1.0/servicePrincipals?${encodeURI(query)}`, options);

beforeEach(() => {
  for (const number of [1, 2, 3, 4]) {
    const tags = number % 2 === 0 ? [] : [gallery, `n${number}`];
    rig.tenant.addPrincipal({ id: `p${number}`, appId: `a${number}`, displayName: `App ${number}`, tags });
  }
  rig.tenant.addPrincipal({ id: 'p5', appId: 'a5', displayName: "O'Hare and (Sons)", accountEnabled: false });
  rig.tenant.addPrincipal({
    id: 'p6',
    appId: 'a6',
    displayName: 'Function',
    servicePrincipalType: 'ManagedIdentity',
    tags: [],
  });
});

describe('a filter', () => {
  it.each([
    [`tags/any(t:t eq '${gallery}')`, ['AWS', 'App 1', 'App 3', "O'Hare and (Sons)"]],
    [`accountEnabled eq true and tags/any(x: x eq '${gallery}')`, ['AWS', 'App 1', 'App 3']],
    ["startswith(displayName,'a') and appId eq 'A1'", ['App 1']],
    ["displayName eq 'O''Hare and (Sons)'", ["O'Hare and (Sons)"]],
    ["servicePrincipalType eq 'ManagedIdentity'", ['Function']],
    ["appId in ('a1', 'A3','x')", ['App 1', 'App 3']],
    ['accountEnabled in (false)', ["O'Hare and (Sons)"]],
    ["displayName eq 'AWS' or displayName eq 'App 1' and accountEnabled eq false", ['AWS']],
    ["id eq 'p1' or id eq 'p2' or id eq 'p3'", ['App 1', 'App 2', 'App 3']],
    ["(displayName eq 'AWS' OR displayName eq 'App 1') and accountEnabled eq false", []],
    ["tags/any(t: startsWith(t,'N') or t eq 'x') and (id eq 'P3')", ['App 3']],
  ])('takes %s', async (filter, expected) => {
    expect(names(await rig.filtered(filter))).toEqual(expected);
  });

  it.each([
    ["displayName ne 'AWS'", 6, 'ne'],
    [`not tags/any(t:t eq '${gallery}')`, 3, 'not'],
    [`NOT(tags/any(t:t eq '${gallery}')) and accountEnabled ne false`, 3, 'not'],
    ["not (displayName eq 'AWS' or startsWith(displayName,'app'))", 2, 'not'],
    ["not startsWith(displayName, 'app')", 3, 'not'],
  ])('takes %s only with ConsistencyLevel and $count', async (filter, count, operator) => {
    for (const refused of [await rig.filtered(filter), await list(`$filter=${filter}`, eventual)]) {
      expect([refused.status, refused.json.error.code]).toEqual([400, 'Request_UnsupportedQuery']);
      expect(refused.json.error.message).toContain(`Operator '${operator}' is not supported`);
    }
    const answer = await rig.filtered(filter, '&$count=true');
    expect(answer.json.value).toHaveLength(count);
    expect(answer.json['@odata.count']).toBe(count);
  });

  it.each([
    ["displayName gt 'a'", 'Request_UnsupportedQuery'],
    ["homepage eq 'a'", 'Request_UnsupportedQuery'],
    ["startsWith(appId,'a')", 'Request_UnsupportedQuery'],
    ["tags eq 'a'", 'Request_UnsupportedQuery'],
    ["accountEnabled eq 'true'", 'BadRequest'],
    ["displayName eq 'a", 'BadRequest'],
    ["(displayName eq 'a'", 'BadRequest'],
    ["displayName eq 'a' displayName eq 'b'", 'BadRequest'],
    ['displayName in ()', 'BadRequest'],
    ['', 'BadRequest'],
  ])('refuses %s', async (filter, code) => {
    const answer = await list(`$filter=${filter}`);
    expect([answer.status, answer.json.error.code]).toEqual([400, code]);
  });
});

describe('an advanced query', () => {
  it('wants the ConsistencyLevel again with every page, and counts on the first only', async () => {
    const first = await rig.filtered("displayName ne 'AWS'", '&$count=true&$top=2');
    const link = first.json['@odata.nextLink'];
    expect((await rig.ask(link)).status).toBe(400);
    const second = await rig.ask(link, eventual);
    expect(names(second)).toEqual(['App 3', 'App 4']);
    expect([first.json['@odata.count'], second.json['@odata.count']]).toEqual([6, undefined]);
  });

  it('sorts by name, up and down, over several pages', async () => {
    const expected = ['App 1', 'App 2', 'App 3', 'App 4', 'AWS', 'Function', "O'Hare and (Sons)"];
    for (const [order, sorted] of [
      ['displayName', expected],
      ['displayName desc', expected.toReversed()],
    ]) {
      const seen: string[] = [];
      let next = `/v1.0/servicePrincipals?$count=true&$top=3&$orderby=${order}`;
      while (next) {
        const answer = await rig.ask(next, eventual);
        seen.push(...names(answer));
        next = answer.json['@odata.nextLink'];
      }
      expect(seen).toEqual(sorted);
    }
    expect((await list('$orderby=displayName')).status).toBe(400);
    expect((await list('$orderby=appId&$count=true', eventual)).status).toBe(400);
  });

  it('counts with $count as a segment; $count as an option is ignored without the header', async () => {
    const count = await rig.ask("/v1.0/servicePrincipals/$count?$filter=displayName ne 'AWS'", eventual);
    expect([count.text, count.header('content-type')]).toEqual(['6', 'text/plain']);
    const refused = await rig.ask('/v1.0/servicePrincipals/$count');
    expect(refused.json.error).toMatchObject({
      code: 'Request_BadRequest',
      message: '$count is not currently supported.',
    });
    const ignored = await list('$count=true');
    expect([ignored.status, ignored.json['@odata.count']]).toEqual([200, undefined]);
  });
});

it.each([
  '$top=1000',
  '$top=0',
  '$top=x',
  '$select=id,nothing',
  '$expand=owners',
  '$skip=2',
  '$skiptoken=abc',
])('a list with %s is refused', async (query) => {
  const answer = await list(query);
  expect(answer.status).toBe(400);
  expect(answer.json.error.message).not.toBe('');
});

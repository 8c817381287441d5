import { describe, expect, it } from 'vitest';
import { type Asked, never, ok, type Reply, refusal, rig, root } from './fake-graph.ts';

const one = { id: 'AAAA-1', appId: 'app-1', displayName: 'Salesforce' };
const two = { id: 'bbbb-2', appId: 'app-2', displayName: 'Workday' };
const nextPage = `${root}/v1.0/servicePrincipals?$select=id&$skiptoken=2`;

function paged(...pages: readonly Reply[]): (asked: Asked) => Reply {
  let next = 0;
  return () => pages[next++] ?? refusal(500);
}

const consistency = (asked: Asked) => asked.header('ConsistencyLevel');

describe('discovery', () => {
  it('gives every service principal, its id in lower case, from all pages', async () => {
    const { reading, graph } = rig(
      paged(ok({ value: [one], '@odata.nextLink': nextPage }), ok({ value: [two] })),
    );
    expect([...(await reading.principals(never))]).toEqual([
      ['aaaa-1', { appId: 'app-1', displayName: 'Salesforce' }],
      ['bbbb-2', { appId: 'app-2', displayName: 'Workday' }],
    ]);
    expect(graph.paths).toEqual([
      '/servicePrincipals?$select=id,appId,displayName&$top=999',
      '/servicePrincipals?$select=id&$skiptoken=2',
    ]);
    expect(reading.requests).toBe(2);
  });

  it('passes the filter on as it is written', async () => {
    const filter = "tags/any(t:t eq 'A&B+C#d')";
    const { reading, graph } = rig(paged(ok({ value: [] })), { filter });
    expect((await reading.principals(never)).size).toBe(0);
    expect(new URL(graph.sent[0]?.url ?? '').searchParams.get('$filter')).toBe(filter);
    expect(graph.sent[0]?.headers.get('ConsistencyLevel')).toBeUndefined();
  });

  it('asks for eventual consistency and a count where the filter is an advanced query, with every page', async () => {
    const asked: Asked[] = [];
    const pages = paged(ok({ value: [one], '@odata.nextLink': nextPage }), ok({ value: [two] }));
    const { reading } = rig(
      (request) => {
        asked.push(request);
        return pages(request);
      },
      { filter: "displayName ne 'x'" },
    );
    await reading.principals(never);
    expect(asked.map(consistency)).toEqual(['eventual', 'eventual']);
    expect(asked[0]?.path).toContain('&$count=true');
  });

  it('asks again as an advanced query when Graph says that the filter is one', async () => {
    const asked: Asked[] = [];
    const { reading } = rig(
      (request) => {
        asked.push(request);
        return consistency(request) ? ok({ value: [one] }) : refusal(400, 'Request_UnsupportedQuery');
      },
      { filter: "preferredSingleSignOnMode eq 'saml'" },
    );
    expect((await reading.principals(never)).size).toBe(1);
    expect(asked.map(consistency)).toEqual([undefined, 'eventual']);
  });

  it("repeats Graph's own words about a filter that it does not take", async () => {
    const { reading } = rig(() => refusal(400, 'Request_BadRequest', 'Invalid filter clause'), {
      filter: 'nonsense',
    });
    await expect(reading.principals(never)).rejects.toMatchObject({
      code: 'http400',
      message: expect.stringMatching(/Invalid filter clause.*WATCH_FILTER/),
    });
  });

  it('does not repeat them where messages are to be left out', async () => {
    const { reading } = rig(() => refusal(400, 'Request_BadRequest', 'Invalid filter clause'), {
      filter: 'nonsense',
      includeErrorMessage: false,
    });
    const error = await reading.principals(never).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringMatching(/Request_BadRequest.*WATCH_FILTER/) });
    expect(String(error)).not.toContain('Invalid filter clause');
  });

  it.each([
    [403, 'Authorization_RequestDenied'],
    [401, 'UnknownError'],
  ])('explains a missing role, answered with %s', async (status, code) => {
    const { reading } = rig(() => refusal(status, code, ''));
    await expect(reading.principals(never)).rejects.toMatchObject({
      name: 'SourceError',
      code: `http${status}`,
      message: expect.stringMatching(/Application\.Read\.All.*deploy\.md, Consent.*a day/),
    });
  });

  it.each([
    ['another host', 'https://evil.example/v1.0/servicePrincipals?$skiptoken=2'],
    ['another port', 'https://graph.example:8443/v1.0/servicePrincipals'],
    ['plain HTTP', 'http://graph.example/v1.0/servicePrincipals'],
    ['another version', `${root}/beta/servicePrincipals`],
    ['out of the version', `${root}/v1.0/../beta/servicePrincipals`],
    ['credentials of its own', 'https://me:secret@graph.example/v1.0/servicePrincipals'],
    ['no URL', '/v1.0/servicePrincipals?$skiptoken=2'],
    ['no text', 42],
  ])('does not follow a next link with %s', async (_, link) => {
    const { reading, graph } = rig(() => ok({ value: [one], '@odata.nextLink': link }));
    await expect(reading.principals(never)).rejects.toMatchObject({ code: 'foreignNextLink' });
    expect(graph.sent.length).toBe(1);
  });

  it('stops when the pages go round in a circle', async () => {
    const { reading, graph } = rig(() => ok({ value: [one], '@odata.nextLink': nextPage }));
    await expect(reading.principals(never)).rejects.toMatchObject({ code: 'malformed' });
    expect(graph.sent.length).toBe(2);
  });

  it('is whole where the one page leads to itself', async () => {
    const self = `${root}/v1.0/servicePrincipals?$select=id,appId,displayName&$top=999`;
    const { reading, graph } = rig(() => ok({ value: [one], '@odata.nextLink': self }));
    expect([...(await reading.principals(never)).keys()]).toEqual(['aaaa-1']);
    expect(graph.sent.length).toBe(1);
  });

  it('stops when the pages never end', async () => {
    let page = 0;
    const { reading, graph } = rig(() => ok({ value: [], '@odata.nextLink': `${nextPage}${page++}` }));
    await expect(reading.principals(never)).rejects.toMatchObject({ code: 'malformed' });
    expect(graph.sent.length).toBe(1000);
  });

  it.each([[{ appId: 'x' }], [{ id: '' }], [{ id: 'a/b' }], [{ id: 7 }], ['text'], [null]])(
    'refuses a list in which %j stands for a service principal',
    async (member) => {
      const { reading } = rig(() => ok({ value: [one, member] }));
      await expect(reading.principals(never)).rejects.toMatchObject({
        code: 'malformed',
        message: expect.stringContaining('Service principal 2'),
      });
    },
  );

  it.each([['{"value": ['], [[]], [{ items: [] }], [{ value: {} }]])(
    'refuses %j for a list',
    async (body) => {
      const { reading } = rig(() => ok(body));
      await expect(reading.principals(never)).rejects.toMatchObject({ code: 'malformed' });
    },
  );

  it('fails whole when a later page fails, after it was asked for four times', async () => {
    const { reading, graph, time } = rig(
      paged(ok({ value: [one], '@odata.nextLink': nextPage }), ...Array(4).fill(refusal(503))),
    );
    await expect(reading.principals(never)).rejects.toMatchObject({ code: 'http503' });
    expect(graph.sent.length).toBe(5);
    expect(time.slept).toEqual([2_000, 4_000, 8_000]);
  });

  it('takes what has no name', async () => {
    const { reading } = rig(() => ok({ value: [{ id: 'x', appId: null, displayName: null }] }));
    expect([...(await reading.principals(never))]).toEqual([['x', { appId: '', displayName: '' }]]);
  });

  it.each([
    ['DeadlineReached', new DOMException('', 'TimeoutError')],
    ['Aborted', undefined],
  ])('ends with %s when the signal aborts, in the middle of a request', async (code, reason) => {
    const stop = new AbortController();
    const { reading } = rig(() => {
      stop.abort(reason);
      return new Promise(() => undefined);
    });
    await expect(reading.principals(stop.signal)).rejects.toMatchObject({ name: 'SourceError', code });
  });

  it('ends with the signal while it waits to ask again', async () => {
    const stop = new AbortController();
    const { reading, graph, time } = rig(() => refusal(429, 'TooManyRequests', '', { 'Retry-After': 30 }));
    time.onSleep = () => stop.abort();
    await expect(reading.principals(stop.signal)).rejects.toMatchObject({ code: 'Aborted' });
    expect(graph.sent.length).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import {
  type Asked,
  answerOf,
  answersOf,
  jobsFor,
  ok,
  type Reply,
  refusal,
  rig,
  root,
} from './fake-graph.ts';

const jobs = '/servicePrincipals/sp-1/synchronization/jobs';
const nextPage = `${root}/v1.0${jobs}?$skiptoken=2`;
const notFound = refusal(404, 'Request_ResourceNotFound', "Resource 'sp-1' does not exist");

/** Answers by path; anything else is a 500. */
function by(replies: Readonly<Record<string, Reply>>): (asked: Asked) => Reply {
  return ({ path }) => replies[path] ?? refusal(500);
}

describe('a list that Graph does not know', () => {
  it("is a 404 of Graph's, and costs no further request", async () => {
    const { reading } = rig(() => notFound);
    expect(await answerOf(reading, 'sp-1')).toEqual({
      servicePrincipalId: 'sp-1',
      at: '2026-03-01T08:00:00.000Z',
      kind: 'notFound',
    });
    expect(reading.requests).toBe(1);
  });

  it.each([
    ['<html>Not found</html>'],
    [''],
    [{}],
    [{ error: 'gone' }],
    [{ error: { message: 'gone' } }],
    [{ error: { code: ' ' } }],
    [{ error: { code: 404 } }],
  ])('is not a 404 with the body %j: something other than Graph may answer so', async (body) => {
    const { reading } = rig(() => ({ status: 404, body }));
    expect(await answerOf(reading, 'sp-1')).toMatchObject({
      kind: 'unreadable',
      cause: 'notFound',
      detail: expect.stringMatching(/something else answered.*GRAPH_ENDPOINT and proxies/),
    });
  });
});

describe('a list of jobs in pages', () => {
  const first = ok({ value: [{ id: 'a' }], '@odata.nextLink': nextPage });

  it('is read to its end, each further page alone, from an answer inside a batch too', async () => {
    const pages = by({
      [jobs]: first,
      [`${jobs}?$skiptoken=2`]: ok({ value: [{ id: 'b' }] }),
      '/servicePrincipals/sp-2/synchronization/jobs': ok({ value: [] }),
    });
    const { reading, graph } = rig(pages);
    expect(await answersOf(reading, ['sp-1', 'sp-2'])).toMatchObject([
      { kind: 'jobs', jobs: [{ id: 'a' }, { id: 'b' }], cut: undefined },
      { kind: 'jobs', jobs: [], cut: undefined },
    ]);
    expect(graph.paths).toEqual(['/$batch', `${jobs}?$skiptoken=2`]);
  });

  it.each([
    ['http403', refusal(403)],
    ['notFound', notFound],
    ['http503', refusal(503)],
    ['malformed', ok('{"value":')],
    ['malformed', ok({})],
  ])('is cut (%s) where a later page cannot be read, and keeps what was read', async (cause, reply) => {
    const { reading } = rig(by({ [jobs]: first, [`${jobs}?$skiptoken=2`]: reply }));
    expect(await answerOf(reading, 'sp-1')).toMatchObject({
      kind: 'jobs',
      jobs: [{ id: 'a' }],
      cut: { cause, detail: expect.any(String) },
    });
  });

  it('is cut at a link to another host, which gets no request and no token', async () => {
    const { reading, graph } = rig(() =>
      ok({ value: [{ id: 'a' }], '@odata.nextLink': 'https://evil.example/v1.0/x' }),
    );
    expect(await answerOf(reading, 'sp-1')).toMatchObject({
      kind: 'jobs',
      jobs: [{ id: 'a' }],
      cut: { cause: 'foreignNextLink' },
    });
    expect(graph.sent.length).toBe(1);
  });

  it('is read whole where its first page leads to itself: there is no other page', async () => {
    const { reading } = rig(() => ok({ value: [{ id: 'a' }], '@odata.nextLink': `${root}/v1.0${jobs}` }));
    expect(await answerOf(reading, 'sp-1')).toEqual(
      expect.objectContaining({ kind: 'jobs', jobs: [{ id: 'a' }], cut: undefined }),
    );
    expect(reading.requests).toBe(1);
  });

  it('is read where it leads to itself, however deep a member is nested that has no id', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const { reading } = rig(() => ok(`{"value":[{"x":${deep}}],"@odata.nextLink":"${root}/v1.0${jobs}"}`));
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ kind: 'jobs' });
  });

  it('is read however many members a page has', async () => {
    const { reading } = rig(() => ok({ value: Array(200_000).fill(null) }));
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ kind: 'jobs' });
  });

  it('is read whole where the last page leads back, having brought a job of its own', async () => {
    const last = ok({ value: [{ id: 'a' }, { id: 'b' }], '@odata.nextLink': nextPage });
    const { reading } = rig(by({ [jobs]: first, [`${jobs}?$skiptoken=2`]: last }));
    expect(await answerOf(reading, 'sp-1')).toMatchObject({
      kind: 'jobs',
      jobs: [{ id: 'a' }, { id: 'a' }, { id: 'b' }],
      cut: undefined,
    });
    expect(reading.requests).toBe(2);
  });

  it.each([
    ['repeats earlier ones', [{ id: 'a', status: { code: 'Active' } }]],
    ['is empty', []],
  ])(
    'is cut where a page leads back and only %s: what its link promised may be missing',
    async (_, value) => {
      const stuck = ok({ value, '@odata.nextLink': nextPage });
      const { reading } = rig(by({ [jobs]: first, [`${jobs}?$skiptoken=2`]: stuck }));
      expect(await answerOf(reading, 'sp-1')).toMatchObject({ kind: 'jobs', cut: { cause: 'malformed' } });
      expect(reading.requests).toBe(2);
    },
  );

  it('is cut where an empty first page leads to itself', async () => {
    const { reading } = rig(() => ok({ value: [], '@odata.nextLink': `${root}/v1.0${jobs}` }));
    expect(await answerOf(reading, 'sp-1')).toMatchObject({
      kind: 'jobs',
      jobs: [],
      cut: { cause: 'malformed' },
    });
  });

  it('may repeat jobs: each page stays as it was answered', async () => {
    const last = ok({ value: [{ id: 'a' }, { id: 'b' }] });
    const { reading } = rig(by({ [jobs]: first, [`${jobs}?$skiptoken=2`]: last }));
    expect(await answerOf(reading, 'sp-1')).toMatchObject({
      jobs: [{ id: 'a' }, { id: 'a' }, { id: 'b' }],
      cut: undefined,
    });
  });

  it('is cut where the pages go round in a circle', async () => {
    const { reading } = rig(() => first);
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ kind: 'jobs', cut: { cause: 'malformed' } });
    expect(reading.requests).toBe(2);
  });

  it('ends where the link is null', async () => {
    const { reading } = rig(() => ok({ value: [], '@odata.nextLink': null }));
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ kind: 'jobs', cut: undefined });
  });
});

describe('a byte order mark', () => {
  it('is skipped at the start of an answer, alone or around a batch', async () => {
    const { reading, graph } = rig(() => ({ status: 200, body: '\uFEFF{"value":[{"id":"a"}]}' }));
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ kind: 'jobs', jobs: [{ id: 'a' }] });
    graph.batch = (ids) => {
      const responses = ids.map((id) => ({ id, status: 200, body: { value: [] } }));
      return ok(`\uFEFF${JSON.stringify({ responses })}`);
    };
    expect(await answersOf(reading, ['sp-1', 'sp-2'])).toMatchObject(
      Array(2).fill({ kind: 'jobs', jobs: [] }),
    );
    expect(reading.requests).toBe(2);
  });
});

describe('a request', () => {
  it('carries its own id, marks itself as background work and says who sends it', async () => {
    const { reading, graph } = rig((asked) => (asked.inner ? refusal(400) : jobsFor(asked)));
    await answersOf(reading, ['sp-1', 'sp-2']);
    const values = (name: string) => graph.sent.map(({ headers }) => headers.get(name) ?? '');
    expect(new Set(values('client-request-id')).size).toBe(3);
    expect(new Set(values('x-ms-throttle-priority'))).toEqual(new Set(['low']));
    expect(new Set(values('accept'))).toEqual(new Set(['application/json']));
    expect(values('content-type')).toEqual(['application/json', '', '']);
    expect(values('user-agent')[0]).toMatch(/^entra-provisioning-quarantine-events /);
    expect(values('authorization')[0]).toMatch(/^Bearer /);
  });

  it('goes to the version that was chosen', async () => {
    const { reading, graph } = rig(jobsFor, { version: 'beta', root: new URL('https://graph.example/') });
    await answerOf(reading, 'sp-1');
    expect(graph.sent[0]?.url).toBe(`https://graph.example/beta${jobs}`);
  });

  it('encodes an id wherever it goes', async () => {
    const { reading, graph } = rig(() => ok({ value: [] }));
    await answerOf(reading, 'a/b?c#d');
    expect(graph.sent[0]?.url).toContain('/servicePrincipals/a%2Fb%3Fc%23d/synchronization');
  });
});

describe('the log', () => {
  it('gets the ids of a refused request once for each kind of refusal; no answer does', async () => {
    const { reading, open, lines } = rig((asked) => ({
      ...refusal(asked.path.includes('sp-1') ? 403 : 401, 'Denied', 'Text of 10:15'),
      headers: { 'request-id': `req${asked.path}`, 'client-request-id': 'mine' },
    }));
    const answers = await answersOf(reading, ['sp-0', 'sp-1', 'sp-2']);
    expect(lines).toEqual([
      {
        line: 'graphRefusal',
        status: 401,
        code: 'Denied',
        path: '/servicePrincipals/sp-0/synchronization/jobs',
        requestId: 'req/servicePrincipals/sp-0/synchronization/jobs',
        clientRequestId: 'mine',
      },
      expect.objectContaining({ status: 403 }),
    ]);
    expect(JSON.stringify(answers)).not.toMatch(/req\/|10:15|mine/);
    await answersOf(reading, ['sp-0']);
    expect(lines.length).toBe(2);
    await answersOf(open(), ['sp-0']);
    expect(lines.length).toBe(3);
  });
});

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

describe('proof that a principal is gone', () => {
  it("is a 404 of Graph's to a request asked alone", async () => {
    const { source } = rig(() => notFound);
    expect(await answerOf(source, 'sp-1')).toEqual({
      servicePrincipalId: 'sp-1',
      at: '2026-03-01T08:00:00.000Z',
      kind: 'gone',
    });
    expect(source.requests).toBe(1);
  });

  it('is never a 404 inside a batch', async () => {
    const { source } = rig((asked) => (asked.inner ? notFound : jobsFor(asked)));
    expect(await answersOf(source, ['sp-1', 'sp-2'])).toMatchObject([{ kind: 'jobs' }, { kind: 'jobs' }]);
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
    const { source } = rig(() => ({ status: 404, body }));
    expect(await answerOf(source, 'sp-1')).toMatchObject({ kind: 'unreadable', cause: 'notFound' });
  });

  it('needs the principal itself to be unknown where the directory can be read', async () => {
    const { source, graph } = rig(() => notFound, { readsDirectory: true });
    expect(await answerOf(source, 'sp-1')).toMatchObject({ kind: 'gone' });
    expect(graph.paths).toEqual([jobs, '/servicePrincipals/sp-1?$select=id']);
  });

  it.each([
    ['exists', ok({ id: 'sp-1' })],
    ['may not be read', refusal(403, 'Authorization_RequestDenied')],
    ['is answered by something else', { status: 404, body: '<html>' }],
    ['is in trouble', refusal(503)],
  ])('is missing when the principal %s', async (_, reply) => {
    const { source } = rig(by({ [jobs]: notFound, '/servicePrincipals/sp-1?$select=id': reply }), {
      readsDirectory: true,
    });
    expect(await answerOf(source, 'sp-1')).toMatchObject({ kind: 'unreadable', cause: 'notFound' });
  });

  it('is missing when the principal is not answered at all', async () => {
    const { source } = rig(
      ({ path }) => {
        if (path === jobs) return notFound;
        throw new TypeError('broken');
      },
      { readsDirectory: true },
    );
    expect(await answerOf(source, 'sp-1')).toMatchObject({ kind: 'unreadable', cause: 'notFound' });
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
    const { source, graph } = rig(pages);
    expect(await answersOf(source, ['sp-1', 'sp-2'])).toMatchObject([
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
    const { source } = rig(by({ [jobs]: first, [`${jobs}?$skiptoken=2`]: reply }));
    expect(await answerOf(source, 'sp-1')).toMatchObject({
      kind: 'jobs',
      jobs: [{ id: 'a' }],
      cut: { cause, detail: expect.any(String) },
    });
  });

  it('is cut at a link to another host, which gets no request and no token', async () => {
    const { source, graph } = rig(() =>
      ok({ value: [{ id: 'a' }], '@odata.nextLink': 'https://evil.example/v1.0/x' }),
    );
    expect(await answerOf(source, 'sp-1')).toMatchObject({
      kind: 'jobs',
      jobs: [{ id: 'a' }],
      cut: { cause: 'foreignNextLink' },
    });
    expect(graph.sent.length).toBe(1);
  });

  it('is cut where the pages go round in a circle', async () => {
    const { source } = rig(() => first);
    expect(await answerOf(source, 'sp-1')).toMatchObject({ kind: 'jobs', cut: { cause: 'malformed' } });
    expect(source.requests).toBe(2);
  });

  it('ends where the link is null', async () => {
    const { source } = rig(() => ok({ value: [], '@odata.nextLink': null }));
    expect(await answerOf(source, 'sp-1')).toMatchObject({ kind: 'jobs', cut: undefined });
  });
});

describe('a request', () => {
  it('carries its own id, marks itself as background work and says who sends it', async () => {
    const { source, graph } = rig((asked) => (asked.inner ? refusal(404) : jobsFor(asked)));
    await answersOf(source, ['sp-1', 'sp-2']);
    const values = (name: string) => graph.sent.map(({ headers }) => headers.get(name) ?? '');
    expect(new Set(values('client-request-id')).size).toBe(3);
    expect(new Set(values('x-ms-throttle-priority'))).toEqual(new Set(['low']));
    expect(new Set(values('accept'))).toEqual(new Set(['application/json']));
    expect(values('content-type')).toEqual(['application/json', '', '']);
    expect(values('user-agent')[0]).toMatch(/^entra-provisioning-quarantine-events /);
    expect(values('authorization')[0]).toMatch(/^Bearer /);
  });

  it('goes to the version that was chosen', async () => {
    const { source, graph } = rig(jobsFor, { version: 'beta', root: new URL('https://graph.example/') });
    await answerOf(source, 'sp-1');
    expect(graph.sent[0]?.url).toBe(`https://graph.example/beta${jobs}`);
  });

  it('encodes an id wherever it goes', async () => {
    const { source, graph } = rig(() => ok({ value: [] }));
    await answerOf(source, 'a/b?c#d');
    expect(graph.sent[0]?.url).toContain('/servicePrincipals/a%2Fb%3Fc%23d/synchronization');
  });
});

describe('the log', () => {
  it('gets the ids of a refused request once for each kind of refusal; no answer does', async () => {
    const { source, lines } = rig((asked) => ({
      ...refusal(asked.path.includes('sp-1') ? 403 : 401, 'Denied', 'Text of 10:15'),
      headers: { 'request-id': `req${asked.path}`, 'client-request-id': 'mine' },
    }));
    const answers = await answersOf(source, ['sp-0', 'sp-1', 'sp-2']);
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
    await answersOf(source, ['sp-0']);
    expect(lines.length).toBe(3);
  });
});

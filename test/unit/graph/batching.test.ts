import { describe, expect, it } from 'vitest';
import { type Asked, answersOf, idIn, idsOf, jobsFor, ok, refusal, rig } from './fake-graph.ts';

/** Answers as if Graph did not know these URLs inside a batch. */
const aloneOnly = (asked: Asked) => (asked.inner ? refusal(400, 'BadRequest') : jobsFor(asked));

describe('reading jobs in batches', () => {
  it('asks twenty at a time and answers in the order asked, whatever the order inside', async () => {
    const { source, graph } = rig(jobsFor);
    const ids = idsOf(45);
    const answers = await answersOf(source, ids);
    expect(answers.map((answer) => answer.servicePrincipalId)).toEqual(ids);
    expect(answers[44]).toEqual({
      servicePrincipalId: 'sp-044',
      at: '2026-03-01T08:00:00.000Z',
      kind: 'jobs',
      jobs: [{ id: 'job-of-sp-044' }],
      cut: undefined,
    });
    expect([0, 1, 2].map((batch) => graph.inside(batch).length)).toEqual([20, 20, 5]);
    expect(graph.inside(0)[0]).toBe('/servicePrincipals/sp-000/synchronization/jobs');
    expect(source.requests).toBe(3);
  });

  it('asks nothing when there is nothing to ask', async () => {
    const { source } = rig(jobsFor);
    expect(await answersOf(source, [])).toEqual([]);
    expect(source.requests).toBe(0);
  });

  it('asks a single one without a batch', async () => {
    const { source, graph } = rig(jobsFor);
    await answersOf(source, ['sp-1']);
    expect(graph.paths).toEqual(['/servicePrincipals/sp-1/synchronization/jobs']);
  });

  it('has at most four requests in flight', async () => {
    const { source, graph } = rig(jobsFor);
    await answersOf(source, idsOf(200));
    expect(graph.mostInFlight).toBe(4);
  });

  it('does not run ahead of a reader who is slow', async () => {
    const { source, graph } = rig(jobsFor);
    for await (const _ of source.jobs(idsOf(400), new AbortController().signal)) break;
    expect(graph.sent.length).toBeLessThanOrEqual(17);
  });

  it('finds the failures that hide behind the outer 200, each with its own cause', async () => {
    const { source } = rig((asked) => {
      const place = Number(idIn(asked.path).slice(3));
      if (place === 1) return refusal(401, 'UnknownError', '');
      if (place === 2) return refusal(403);
      if (place === 3) return ok({ items: [] });
      if (place === 4) return ok('PGh0bWw+');
      return jobsFor(asked);
    });
    const answers = await answersOf(source, idsOf(6));
    expect(answers).toMatchObject([
      { kind: 'jobs' },
      { kind: 'unreadable', cause: 'http401' },
      { kind: 'unreadable', cause: 'http403' },
      { kind: 'unreadable', cause: 'malformed', detail: expect.stringContaining('.value') },
      { kind: 'unreadable', cause: 'malformed', detail: expect.stringContaining('not an object') },
      { kind: 'jobs' },
    ]);
  });

  it('says of a request that the batch does not answer that it is missing', async () => {
    const { source, graph } = rig(jobsFor);
    graph.batch = () => ok({ responses: [{ id: '1', status: 200, body: { value: [] } }] });
    expect(await answersOf(source, ['a', 'b'])).toMatchObject([
      { kind: 'unreadable', cause: 'batchMissing' },
      { kind: 'jobs', jobs: [] },
    ]);
  });

  it('reads an outer 424 like a 200', async () => {
    const { source, graph } = rig(jobsFor);
    graph.batch = (ids) => ({
      status: 424,
      body: { responses: ids.map((id) => ({ id, status: 200, body: { value: [] } })) },
    });
    expect(await answersOf(source, ['a', 'b'])).toMatchObject([{ kind: 'jobs' }, { kind: 'jobs' }]);
    expect(source.requests).toBe(1);
  });

  it('explains to each principal a batch that is refused as a whole', async () => {
    const { source, graph } = rig(jobsFor);
    graph.batch = () => refusal(403);
    expect(await answersOf(source, ['a', 'b'])).toMatchObject(
      Array(2).fill({ cause: 'http403', detail: expect.stringContaining('Synchronization.Read.All') }),
    );
    expect(source.requests).toBe(1);
  });

  it.each(['{"responses": [', '<html>'])('is malformed for each when the batch is %j', async (body) => {
    const { source, graph } = rig(jobsFor);
    graph.batch = () => ok(body);
    expect(await answersOf(source, ['a', 'b'])).toMatchObject(Array(2).fill({ cause: 'malformed' }));
  });
});

describe('what a batch does not tell', () => {
  it.each([400, 404, 405, 501])('is asked again alone: one inner %s', async (status) => {
    const { source, graph } = rig((asked) =>
      asked.inner && idIn(asked.path) === 'sp-001' ? refusal(status) : jobsFor(asked),
    );
    expect(await answersOf(source, idsOf(3))).toMatchObject(Array(3).fill({ kind: 'jobs' }));
    expect(graph.paths).toEqual(['/$batch', '/servicePrincipals/sp-001/synchronization/jobs']);
  });

  it.each([400, 404, 405, 501])('is asked again alone: a whole batch answered %s', async (status) => {
    const { source, graph } = rig(jobsFor);
    graph.batch = () => refusal(status);
    expect(await answersOf(source, idsOf(3))).toMatchObject(Array(3).fill({ kind: 'jobs' }));
    expect(source.requests).toBe(4);
  });

  it('is not asked alone when the caller is refused or the service is in trouble', async () => {
    const { source, graph } = rig(() => refusal(503));
    await answersOf(source, idsOf(2));
    expect(new Set(graph.paths)).toEqual(new Set(['/$batch']));
  });
});

describe('a Graph that does not batch these URLs', () => {
  it('is asked without batches for the rest of the life of the source, and the log says so', async () => {
    const { source, graph, lines } = rig(aloneOnly);
    const ids = idsOf(3);
    await answersOf(source, ids);
    const before = source.requests;
    expect(await answersOf(source, ids)).toMatchObject(Array(3).fill({ kind: 'jobs' }));
    expect(source.requests - before).toBe(3);
    expect(graph.paths.filter((path) => path === '/$batch').length).toBe(1);
    expect(lines).toContainEqual({ line: 'graphBatchingStopped' });
  });

  it('is told from one that refuses a batch as a whole', async () => {
    const { source, graph } = rig(jobsFor);
    graph.batch = () => refusal(405);
    await answersOf(source, idsOf(2));
    await answersOf(source, idsOf(2));
    expect(graph.paths.filter((path) => path === '/$batch').length).toBe(1);
  });

  it('has no more than four requests in flight all the same', async () => {
    const { source, graph } = rig(aloneOnly);
    expect((await answersOf(source, idsOf(100))).length).toBe(100);
    expect(graph.mostInFlight).toBe(4);
  });

  it('is not taken for one whose principals are all gone', async () => {
    const { source, graph } = rig(() => refusal(404, 'Request_ResourceNotFound'));
    await answersOf(source, idsOf(2));
    await answersOf(source, idsOf(2));
    expect(graph.paths.filter((path) => path === '/$batch').length).toBe(2);
  });

  it('is not taken for one that knew a single request of the batch', async () => {
    const { source, graph } = rig((asked) =>
      asked.inner && idIn(asked.path) !== 'sp-000' ? refusal(404) : jobsFor(asked),
    );
    await answersOf(source, idsOf(3));
    await answersOf(source, idsOf(3));
    expect(graph.paths.filter((path) => path === '/$batch').length).toBe(2);
  });
});

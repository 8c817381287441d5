import { describe, expect, it } from 'vitest';
import { type Asked, answersOf, idIn, idsOf, jobsFor, listOf, ok, refusal, rig } from './fake-graph.ts';

/** Answers as if Graph did not know these URLs inside a batch. */
const aloneOnly = (asked: Asked) => (asked.inner ? refusal(400, 'BadRequest') : jobsFor(asked));

describe('reading jobs in batches', () => {
  it('asks twenty at a time and answers in the order asked, whatever the order inside', async () => {
    const { reading, graph } = rig(jobsFor);
    const ids = idsOf(45);
    const answers = await answersOf(reading, ids);
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
    expect(reading.requests).toBe(3);
  });

  it('asks nothing when there is nothing to ask', async () => {
    const { reading } = rig(jobsFor);
    expect(await answersOf(reading, [])).toEqual([]);
    expect(reading.requests).toBe(0);
  });

  it('asks a single one without a batch', async () => {
    const { reading, graph } = rig(jobsFor);
    await answersOf(reading, ['sp-1']);
    expect(graph.paths).toEqual(['/servicePrincipals/sp-1/synchronization/jobs']);
  });

  it('has at most four requests in flight', async () => {
    const { reading, graph } = rig(jobsFor);
    await answersOf(reading, idsOf(200));
    expect(graph.mostInFlight).toBe(4);
  });

  it('does not run far ahead of a slow consumer', async () => {
    const { reading, graph } = rig(jobsFor);
    for await (const _ of reading.ask(idsOf(400).map(listOf), new AbortController().signal)) break;
    expect(graph.sent.length).toBeLessThanOrEqual(17);
  });

  it('finds the failures that hide behind the outer 200, each with its own cause', async () => {
    const { reading } = rig((asked) => {
      const place = Number(idIn(asked.path).slice(3));
      if (place === 1) return refusal(401, 'UnknownError', '');
      if (place === 2) return refusal(403);
      if (place === 3) return ok({ items: [] });
      if (place === 4) return ok('PGh0bWw+');
      return jobsFor(asked);
    });
    const answers = await answersOf(reading, idsOf(6));
    expect(answers).toMatchObject([
      { kind: 'jobs' },
      { kind: 'unreadable', cause: 'http401' },
      { kind: 'unreadable', cause: 'http403' },
      { kind: 'unreadable', cause: 'malformed', detail: expect.stringContaining('.value') },
      { kind: 'unreadable', cause: 'malformed', detail: expect.stringContaining('not JSON') },
      { kind: 'jobs' },
    ]);
  });

  it('reads an outer 424 like a 200', async () => {
    const { reading, graph } = rig(jobsFor);
    graph.batch = (ids) => ({
      status: 424,
      body: { responses: ids.map((id) => ({ id, status: 200, body: { value: [] } })) },
    });
    expect(await answersOf(reading, ['a', 'b'])).toMatchObject([{ kind: 'jobs' }, { kind: 'jobs' }]);
    expect(reading.requests).toBe(1);
  });

  it('explains to each principal a batch that is refused as a whole', async () => {
    const { reading, graph } = rig(jobsFor);
    graph.batch = () => refusal(403);
    expect(await answersOf(reading, ['a', 'b'])).toMatchObject(
      Array(2).fill({ cause: 'http403', detail: expect.stringContaining('Synchronization.Read.All') }),
    );
    expect(reading.requests).toBe(1);
  });
});

describe('what a batch says nothing about', () => {
  it.each([refusal(400), refusal(405), refusal(501), { status: 404, body: {} }])(
    'is asked again alone: one inner %j',
    async (reply) => {
      const { reading, graph } = rig((asked) =>
        asked.inner && idIn(asked.path) === 'sp-001' ? reply : jobsFor(asked),
      );
      expect(await answersOf(reading, idsOf(3))).toMatchObject(Array(3).fill({ kind: 'jobs' }));
      expect(graph.paths).toEqual(['/$batch', '/servicePrincipals/sp-001/synchronization/jobs']);
    },
  );

  it.each([400, 404, 405, 501])('is asked again alone: a whole batch answered %s', async (status) => {
    const { reading, graph } = rig(jobsFor);
    graph.batch = () => refusal(status);
    expect(await answersOf(reading, idsOf(3))).toMatchObject(Array(3).fill({ kind: 'jobs' }));
    expect(reading.requests).toBe(4);
  });

  it('is not asked alone when the caller is refused or the service is in trouble', async () => {
    const { reading, graph } = rig(() => refusal(503));
    await answersOf(reading, idsOf(2));
    expect(new Set(graph.paths)).toEqual(new Set(['/$batch']));
  });
});

describe('a Graph that does not batch these URLs', () => {
  it('is asked without batches in every later reading of the process, and the log says so once', async () => {
    const { reading, open, graph, lines } = rig(aloneOnly);
    const ids = idsOf(3);
    await answersOf(reading, ids);
    const later = open();
    expect(await answersOf(later, ids)).toMatchObject(Array(3).fill({ kind: 'jobs' }));
    expect(later.requests).toBe(3);
    expect(graph.paths.filter((path) => path === '/$batch').length).toBe(1);
    expect(lines.filter((line) => 'line' in line && line.line === 'graphBatchingStopped').length).toBe(1);
  });

  it('says so once when several batches in flight find out together', async () => {
    const { reading, lines } = rig(aloneOnly);
    await answersOf(reading, idsOf(100));
    expect(lines.filter((line) => 'line' in line && line.line === 'graphBatchingStopped').length).toBe(1);
  });

  it('is also one that refuses a batch as a whole', async () => {
    const { reading, graph } = rig(jobsFor);
    graph.batch = () => refusal(405);
    await answersOf(reading, idsOf(2));
    await answersOf(reading, idsOf(2));
    expect(graph.paths.filter((path) => path === '/$batch').length).toBe(1);
  });

  it('has no more than four requests in flight all the same', async () => {
    const { reading, graph } = rig(aloneOnly);
    expect((await answersOf(reading, idsOf(100))).length).toBe(100);
    expect(graph.mostInFlight).toBe(4);
  });

  it('is not taken for one whose principals are all gone', async () => {
    const { reading, graph } = rig(() => refusal(404, 'Request_ResourceNotFound'));
    await answersOf(reading, idsOf(2));
    await answersOf(reading, idsOf(2));
    expect(graph.paths.filter((path) => path === '/$batch').length).toBe(2);
  });

  it('is not taken for one that knew a single request of the batch', async () => {
    const { reading, graph } = rig((asked) =>
      asked.inner && idIn(asked.path) !== 'sp-000' ? refusal(400) : jobsFor(asked),
    );
    await answersOf(reading, idsOf(3));
    await answersOf(reading, idsOf(3));
    expect(graph.paths.filter((path) => path === '/$batch').length).toBe(2);
  });

  it('is not taken for one that has batched before: one bad batch is not the end of batches', async () => {
    const { reading, graph } = rig(jobsFor);
    await answersOf(reading, idsOf(2));
    graph.batch = () => refusal(400);
    expect(await answersOf(reading, idsOf(2))).toMatchObject(Array(2).fill({ kind: 'jobs' }));
    graph.batch = () => undefined;
    await answersOf(reading, idsOf(2));
    expect(graph.paths.filter((path) => path === '/$batch').length).toBe(3);
  });

  it('is not recognised by a single principal, which is never asked for in a batch', async () => {
    const { reading, graph } = rig(jobsFor);
    await answersOf(reading, idsOf(1));
    await answersOf(reading, idsOf(2));
    expect(graph.paths.at(-1)).toBe('/$batch');
  });
});

describe('a 404 inside a batch', () => {
  const unknown = new Set(['sp-000', 'sp-001']);
  const notFound = refusal(404, 'ResourceNotFound');
  const some = (asked: Asked) => (unknown.has(idIn(asked.path)) ? notFound : jobsFor(asked));

  it('is believed where the same batch answers another with 200, wherever that stands', async () => {
    const { reading, graph } = rig(some);
    expect(await answersOf(reading, idsOf(3))).toMatchObject([
      { servicePrincipalId: 'sp-000', kind: 'notFound' },
      { servicePrincipalId: 'sp-001', kind: 'notFound' },
      { servicePrincipalId: 'sp-002', kind: 'jobs' },
    ]);
    expect(graph.paths).toEqual(['/$batch']);
  });

  it('is believed once any batch of the process has brought a 200', async () => {
    const { reading, open, graph } = rig(some);
    await answersOf(reading, ['sp-002', 'sp-003']);
    const later = open();
    expect(await answersOf(later, ['sp-000', 'sp-001'])).toMatchObject(Array(2).fill({ kind: 'notFound' }));
    expect(later.requests).toBe(1);
    expect(graph.paths).toEqual(['/$batch', '/$batch']);
  });

  it('is asked again alone before that: these URLs may be unknown inside a batch', async () => {
    const { reading } = rig((asked) => (asked.inner ? notFound : some(asked)));
    expect(await answersOf(reading, idsOf(3))).toMatchObject([
      { kind: 'notFound' },
      { kind: 'notFound' },
      { kind: 'jobs' },
    ]);
    expect(reading.requests).toBe(4);
  });

  it('of the batch itself is believed of none: each is asked alone', async () => {
    const { reading, open, graph } = rig(jobsFor);
    await answersOf(reading, idsOf(3));
    graph.batch = () => notFound;
    expect(await answersOf(open(), idsOf(3))).toMatchObject(Array(3).fill({ kind: 'jobs' }));
  });

  it('proves nothing about batches when the 200 was given alone', async () => {
    const { reading } = rig((asked) => (asked.inner ? notFound : jobsFor(asked)));
    await answersOf(reading, ['sp-005']);
    expect(await answersOf(reading, idsOf(2))).toMatchObject(Array(2).fill({ kind: 'jobs' }));
  });
});

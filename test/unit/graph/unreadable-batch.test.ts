import { describe, expect, it } from 'vitest';
import { Batching } from '../../../src/graph/batching.ts';
import {
  type Asked,
  answersOf,
  type FakeGraph,
  idIn,
  idsOf,
  jobsFor,
  ok,
  type Reply,
  rig,
} from './fake-graph.ts';

const html = '<!DOCTYPE html><html><body>x</body></html>';
const pathOf = (id: string) => `/servicePrincipals/${id}/synchronization/jobs`;
const batches = (graph: FakeGraph) => graph.paths.filter((path) => path === '/$batch').length;

/** A Graph that puts a page of HTML, raw, where the answer of one principal belongs. */
function poisoned(id: string, status = 502) {
  const poison = { by: id };
  const made = rig((asked: Asked) =>
    idIn(asked.path) === poison.by ? { status, body: html } : jobsFor(asked),
  );
  made.graph.batch = (ids, paths) => {
    if (!paths.includes(pathOf(poison.by))) return undefined;
    const responses = ids.map((each) => `{"id":"${each}","status":${status},"body":${html}}`);
    return ok(`{"responses":[${responses.join(',')}]}`);
  };
  return { ...made, poison };
}

describe('a batch whose answer cannot be taken apart', () => {
  it('has its members asked alone in the same run: one poisoned answer costs its own principal only', async () => {
    const { reading, graph } = poisoned('sp-008');
    const ids = idsOf(45);
    const answers = await answersOf(reading, ids);
    expect(answers.map(({ servicePrincipalId }) => servicePrincipalId)).toEqual(ids);
    expect(answers.filter(({ kind }) => kind !== 'jobs')).toMatchObject([
      { servicePrincipalId: 'sp-008', kind: 'unreadable', cause: 'http502' },
    ]);
    expect(batches(graph)).toBe(3);
  });

  it('and whose one member is busy costs that one only: the others do not wait for it', async () => {
    const busy: Reply = { status: 503, headers: { 'Retry-After': 120 }, body: html };
    const { reading, graph } = rig((asked) => (idIn(asked.path) === 'sp-003' ? busy : jobsFor(asked)));
    graph.batch = (_, paths) =>
      paths.includes(pathOf('sp-003')) ? ok(`{"responses":[${html}]}`) : undefined;
    const unreadable = (await answersOf(reading, idsOf(1000))).filter(({ kind }) => kind === 'unreadable');
    expect(unreadable).toMatchObject([{ servicePrincipalId: 'sp-003', cause: 'http503' }]);
  });

  it('shows which member poisons it, and every reading asks that one alone from then on', async () => {
    const { reading, open, graph } = poisoned('sp-008');
    await answersOf(reading, idsOf(20));
    const before = graph.sent.length;
    const answers = await answersOf(open(), idsOf(20));
    expect(answers.filter(({ kind }) => kind === 'jobs').length).toBe(19);
    expect(graph.inside(1).length).toBe(19);
    expect(new Set(graph.paths.slice(before))).toEqual(new Set(['/$batch', pathOf('sp-008')]));
  });

  it('takes a poisoner back once it answers well', async () => {
    const { reading, graph, poison } = poisoned('sp-008', 200);
    await answersOf(reading, idsOf(20));
    poison.by = 'nobody';
    expect((await answersOf(reading, idsOf(20))).every(({ kind }) => kind === 'jobs')).toBe(true);
    expect(graph.inside(1).length).toBe(19);
    await answersOf(reading, idsOf(20));
    expect(graph.inside(2).length).toBe(20);
    expect(graph.paths.at(-1)).toBe('/$batch');
  });

  it('does not end batches for the process', async () => {
    const { reading, graph, lines } = poisoned('sp-001');
    await answersOf(reading, idsOf(3));
    await answersOf(reading, idsOf(3));
    expect(batches(graph)).toBe(2);
    expect(lines).not.toContainEqual({ line: 'graphBatchingStopped' });
  });

  it.each(['{"responses": [', '<html>', '{}', '{"responses":{}}', '[]'])(
    'is one with the body %j',
    async (body) => {
      const { reading, graph } = rig(jobsFor);
      graph.batch = () => ok(body);
      expect(await answersOf(reading, ['a', 'b'])).toMatchObject(Array(2).fill({ kind: 'jobs' }));
      expect(graph.paths).toEqual(['/$batch', pathOf('a'), pathOf('b')]);
      graph.batch = () => undefined;
      await answersOf(reading, ['a', 'b']);
      expect(graph.paths.at(-1)).toBe('/$batch');
    },
  );

  it.each([
    ['is missing', []],
    ['is answered twice', [0, 0].map(() => ({ id: '0', status: 200, body: { value: [] } }))],
    ['has no status', [{ id: '0', body: { value: [] } }]],
  ])('concerns only the member that %s', async (_, responses) => {
    const { reading, graph } = rig(jobsFor);
    const good = { id: '1', status: 200, body: { value: [] } };
    graph.batch = () => ok({ responses: [...responses, good] });
    expect(await answersOf(reading, ['a', 'b'])).toMatchObject([
      { kind: 'jobs', jobs: [{ id: 'job-of-a' }] },
      { kind: 'jobs', jobs: [] },
    ]);
    expect(graph.paths).toEqual(['/$batch', pathOf('a')]);
  });
});

it('keeps a thousand paths out of batches and no more: the first is let in again', () => {
  const batching = new Batching();
  const at = '2026-03-01T08:00:00.000Z';
  const html = { kind: 'response', at, status: 502, header: () => undefined, body: undefined } as const;
  for (let path = 0; path <= 1000; path++) batching.noteAlone(`path-${path}`, html);
  expect(batching.admits('path-0')).toBe(true);
  expect(batching.admits('path-1')).toBe(false);
  expect(batching.admits('path-1000')).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { answersOf, jobsFor, ok, rig } from './fake-graph.ts';

describe('a member of a batch with a good status', () => {
  it.each([
    ['a page of HTML as text', { body: '<html>' }],
    ['no body', {}],
  ])('and %s is asked alone', async (_, member) => {
    const { reading, graph } = rig(jobsFor);
    graph.batch = (ids) => ok({ responses: ids.map((id) => ({ id, status: 200, ...member })) });
    expect(await answersOf(reading, ['a', 'b'])).toMatchObject([{ kind: 'jobs' }, { kind: 'jobs' }]);
    expect(reading.requests).toBe(3);
  });
});

import { describe, expect, it } from 'vitest';
import { type Asked, answerOf, answersTo, idsOf, jobsFor, listOf, ok, refusal, rig } from './fake-graph.ts';

const jobId = 'aWSSingleSignon.0123/4567?8';

/** Lists as usual, and a job for every id. */
const jobOrJobs = (asked: Asked) =>
  asked.path.endsWith('/jobs')
    ? jobsFor(asked)
    : ok({ id: decodeURIComponent(asked.path.split('/jobs/')[1] ?? '') });

describe('the question for one job', () => {
  it('is asked by its id, encoded, and answered with the job as it stands in a list', async () => {
    const { reading, graph } = rig(() => ok({ '@odata.context': 'https://x', id: jobId, status: null }));
    expect(await answerOf(reading, 'sp-1', jobId)).toEqual({
      servicePrincipalId: 'sp-1',
      jobId,
      at: '2026-03-01T08:00:00.000Z',
      kind: 'job',
      job: { id: jobId, status: null },
    });
    expect(graph.sent.map(({ url }) => url)).toEqual([
      'https://graph.example/v1.0/servicePrincipals/sp-1/synchronization/jobs/aWSSingleSignon.0123%2F4567%3F8',
    ]);
  });

  it('travels with lists in the same batch, in the order asked', async () => {
    const { reading, graph } = rig(jobOrJobs);
    const ids = idsOf(12);
    const questions = ids.flatMap((id) => [listOf(id), { servicePrincipalId: id, jobId: `job/${id}` }]);
    const answers = await answersTo(reading, questions);
    expect(answers.map(({ servicePrincipalId, jobId }) => ({ servicePrincipalId, jobId }))).toEqual(
      questions,
    );
    expect(answers).toMatchObject(
      ids.flatMap((id) => [
        { kind: 'jobs', jobs: [{ id: `job-of-${id}` }] },
        { kind: 'job', job: { id: `job/${id}` } },
      ]),
    );
    expect(graph.paths).toEqual(['/$batch', '/$batch']);
    expect([graph.inside(0).length, graph.inside(1).length]).toEqual([20, 4]);
    expect(graph.inside(0)[1]).toBe('/servicePrincipals/sp-000/synchronization/jobs/job%2Fsp-000');
  });

  it("is answered `notFound` by Graph's own 404 alone", async () => {
    const { reading } = rig(() => refusal(404, 'ResourceNotFound'));
    expect(await answerOf(reading, 'sp-1', jobId)).toMatchObject({ jobId, kind: 'notFound' });
    const { reading: other } = rig(() => ({ status: 404, body: '<html>' }));
    expect(await answerOf(other, 'sp-1', jobId)).toMatchObject({ kind: 'unreadable', cause: 'notFound' });
  });

  it.each(['[]', '"text"', 'null', '<html>', ''])('is malformed where %j is answered', async (body) => {
    const { reading } = rig(() => ({ status: 200, body }));
    expect(await answerOf(reading, 'sp-1', jobId)).toMatchObject({ kind: 'unreadable', cause: 'malformed' });
  });

  it.each([
    [refusal(403), 'http403'],
    [refusal(429, 'TooManyRequests', '', { 'Retry-After': 200 }), 'http429'],
    [refusal(503), 'http503'],
  ])('is unreadable with its cause otherwise (%#)', async (reply, cause) => {
    const { reading } = rig(() => reply);
    expect(await answerOf(reading, 'sp-1', jobId)).toMatchObject({ jobId, kind: 'unreadable', cause });
  });
});

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { quarantinedJob } from '../support/jobs.ts';
import { TableRig } from '../support/table-rig.ts';
import { budget, patience } from './budget.ts';
import { expectUnpolluted } from './expect-safe.ts';
import { expectDocumented } from './http/expect-answer.ts';
import { callersKey, knownPrincipal } from './http/hostile-queries.ts';
import { hostileRequests, knownJobs } from './http/hostile-requests.ts';

let rig: TableRig;

beforeAll(async () => {
  rig = new TableRig();
  const jobs = knownJobs.map((id) => quarantinedJob(undefined, {}, id));
  rig.source.set(knownPrincipal, jobs, '<b>Salesforce</b>\u001b[31m');
  await rig.poll();
  expect((await rig.poll()).outcome).toBe('complete');
});

test(
  'whatever a caller asks, the answer is documented, bounded and clean',
  async () => {
    await fc.assert(
      fc.asyncProperty(hostileRequests, async (request) => {
        expectDocumented(await rig.ask(request), request.method, callersKey);
        expectUnpolluted();
      }),
      budget(0.3),
    );
  },
  patience,
);

test('every job is found by its id, whatever that holds', async () => {
  for (const jobId of knownJobs) {
    const params = { servicePrincipalId: knownPrincipal, jobId };
    for (const route of ['job', 'transitions', 'episodes'] as const) {
      const { status, body = '' } = await rig.ask({ route, params });
      expect([status, JSON.parse(body).jobId ?? JSON.parse(body).value.length]).toEqual([
        200,
        route === 'job' ? jobId : 1,
      ]);
    }
  }
});

test('a page follows only on the pages of its own route and job', async () => {
  const tokenOf = async (route: 'jobs' | 'transitions', jobId?: string) => {
    const params = jobId === undefined ? {} : { servicePrincipalId: knownPrincipal, jobId };
    const { body = '' } = await rig.ask({ route, params, query: 'maxpagesize=1' });
    return new URL(JSON.parse(body).nextLink ?? 'http://none').searchParams.get('$skiptoken') ?? '';
  };
  const ofJobs = await tokenOf('jobs');
  expect(ofJobs).not.toBe('');
  const query = `$skiptoken=${ofJobs}`;
  const params = { servicePrincipalId: knownPrincipal, jobId: 'scim.1' };
  expect((await rig.ask({ route: 'jobs', query })).status).toBe(200);
  expect((await rig.ask({ route: 'transitions', params, query })).status).toBe(400);
});

import { expect, it } from 'vitest';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';
import { FakeGraph, idIn, idsOf, ok, type Reply, refusal, sourceOn } from './fake-graph.ts';
import { fakeTime } from './fake-time.ts';

/** Whole polls over the adapter: every application has a job, and that of the last one is in quarantine. */
function polling(count: number) {
  const ids = idsOf(count);
  const jobOf = (id: string) => (id === ids.at(-1) ? quarantinedJob() : healthyJob());
  const directory: { reply: Reply } = {
    reply: ok({ value: ids.map((id) => ({ id, appId: 'a', displayName: id })) }),
  };
  const graph = new FakeGraph(({ path }) => {
    if (path.startsWith('/servicePrincipals?')) return directory.reply;
    return ok(path.endsWith('/jobs') ? { value: [jobOf(idIn(path))] } : jobOf(idIn(path)));
  });
  const time = fakeTime();
  const tenant = new TenantRig();
  return { graph, directory, time, tenant: Object.assign(tenant, { source: sourceOn(graph, time) }) };
}

const notFound = refusal(404, 'UnknownError', '');

it('a $batch that is not found leaves no application unread in a poll that says complete', async () => {
  const { graph, tenant } = polling(25);
  let batches = 0;
  graph.batch = () => (++batches === 2 ? notFound : undefined);
  const { outcome, counts } = await tenant.poll();
  expect({ outcome, jobsRead: counts.jobsRead, kinds: tenant.kinds }).toEqual({
    outcome: 'complete',
    jobsRead: 25,
    kinds: ['began'],
  });
});

it('a $batch that is not found at two polls clears nothing', async () => {
  const { graph, tenant } = polling(25);
  await tenant.poll();
  graph.batch = (_, paths) => (paths.every((path) => path.includes('sp-02')) ? notFound : undefined);
  for (let n = 0; n < 2; n++) await tenant.poll();
  expect(tenant.kinds).toEqual(['began']);
});

it('a $batch that is not found for a day clears nothing: each job is there, asked alone', async () => {
  const { graph, tenant } = polling(3);
  await tenant.poll();
  graph.batch = () => notFound;
  for (let n = 0; n < 300; n++) await tenant.poll();
  expect(tenant.kinds).toEqual(['began']);
});

it('known jobs are read though the directory is throttled', async () => {
  const { directory, time, tenant } = polling(50);
  await tenant.poll();
  directory.reply = refusal(429, 'TooManyRequests', '', { 'Retry-After': 150 });
  const seen = new Set<string>();
  for (let n = 0; n < 24; n++) {
    time.elapsed += 5 * 60_000;
    const { outcome, counts } = await tenant.poll();
    seen.add(`${outcome} ${counts.jobsRead}`);
  }
  expect([...seen]).toEqual(['complete 50', 'partial 50']);
});

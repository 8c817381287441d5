import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { problemsOfAnswer } from '../../support/contract/documented-answer.ts';
import { healthyJob, pausedJob, quarantine, quarantinedJob } from '../../support/jobs.ts';
import { type RouteName, TableRig } from '../../support/table-rig.ts';

// From the answers of Graph over the rows of the table to the answers of the routes, which have to be as openapi.json has them.

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';

async function ask(rig: TableRig, route: RouteName, query = '') {
  const ofJob = route === 'transitions' || route === 'episodes' || route === 'job';
  const params: Readonly<Record<string, string>> = ofJob ? { servicePrincipalId, jobId: 'scim.1' } : {};
  const { status, headers, body = '' } = await rig.ask({ route, params, query });
  const path = ofJob ? `jobs/${servicePrincipalId}/scim.1${route === 'job' ? '' : `/${route}`}` : route;
  const answer = new Response(body, { status, headers });
  expect(await problemsOfAnswer('GET', `https://contoso.azurewebsites.net/api/${path}`, answer)).toEqual([]);
  return JSON.parse(body);
}

async function polled(polls: number, rig: TableRig, ...jobs: readonly JsonObject[]): Promise<TableRig> {
  rig.source.set(servicePrincipalId, [...jobs]);
  for (let poll = 0; poll < polls; poll++) await rig.poll();
  return rig;
}

const stopped = () => healthyJob('scim.1', { code: 'Paused', quarantine: quarantine() }, { state: 'Paused' });

test('a job that is stopped in quarantine is quarantined, with both episodes and both pieces of advice', async () => {
  const rig = await polled(1, new TableRig(), quarantinedJob());
  await polled(9, rig, stopped());
  const job = await ask(rig, 'job');
  expect(job).toMatchObject({ state: 'quarantined', kind: 'outbound' });
  expect(
    job.conditions.map((each: { type: string; status: string; published: unknown }) => [
      each.type,
      each.status,
      each.published,
    ]),
  ).toEqual([
    ['quarantine', 'true', true],
    ['halt', 'true', false],
    ['overdue', 'unknown', null],
  ]);
  expect(job.advice.map(({ id }: { id: string }) => id)).toEqual(['credentials', 'pausedInQuarantine']);

  const { value: transitions } = await ask(rig, 'transitions');
  expect(transitions).toMatchObject([
    { condition: 'halt', published: false, sequence: null },
    { condition: 'quarantine', published: true, sequence: expect.any(Number) },
  ]);
  const { value: halts } = await ask(rig, 'transitions', 'condition=halt');
  expect(halts).toHaveLength(1);

  const { value: episodes } = await ask(rig, 'episodes');
  expect(episodes).toMatchObject([
    { condition: 'halt', open: true, published: false },
    { condition: 'quarantine', open: true, published: true },
  ]);
});

test('an episode that is over follows those that are open, under its own condition', async () => {
  const rig = await polled(1, new TableRig(), healthyJob());
  await polled(9, rig, pausedJob());
  expect((await ask(rig, 'jobs', 'condition=halt')).value).toHaveLength(1);
  await polled(2, rig, healthyJob());
  await polled(1, rig, quarantinedJob());
  expect((await ask(rig, 'jobs', 'condition=halt')).value).toEqual([]);
  expect((await ask(rig, 'jobs', 'condition=quarantine')).value).toHaveLength(1);
  const { value } = await ask(rig, 'episodes');
  expect(value).toMatchObject([
    { condition: 'quarantine', open: true, cause: null },
    { condition: 'halt', open: false, cause: 'resumed', reasons: [{ reason: 'paused' }] },
  ]);
  expect((await ask(rig, 'episodes', 'condition=halt')).value).toEqual([value[1]]);
});

test('health counts what is open, and still passes', async () => {
  const rig = await polled(9, new TableRig(), pausedJob(), healthyJob('scim.2'));
  expect(await ask(rig, 'health')).toMatchObject({
    status: 'pass',
    checks: { openConditions: { counts: { quarantine: 0, halt: 1, overdue: 0, failures: 0 } } },
  });
});

import { expect, test } from 'vitest';
import { PublishError } from '../../../src/core/errors.ts';
import { addMilliseconds, dayMs } from '../../../src/core/instant.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { type RouteName, TableRig } from '../../support/table-rig.ts';

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';

async function ask(rig: TableRig, route: RouteName) {
  const params = route === 'job' ? { servicePrincipalId, jobId: 'scim.1' } : {};
  return JSON.parse((await rig.ask({ route, params })).body ?? '');
}

/** One poll while the clock is a day ahead; afterwards it is right again. */
async function pollADayAhead(rig: TableRig): Promise<void> {
  rig.now = addMilliseconds(rig.now, dayMs);
  await rig.poll();
  rig.now = addMilliseconds(rig.now, -dayMs);
}

async function rigOfOneHealthyJob(): Promise<TableRig> {
  const rig = new TableRig();
  rig.source.set(servicePrincipalId, [healthyJob()]);
  await rig.poll();
  return rig;
}

test('a job that was written a day ahead and cannot be read since is stale, not fresh', async () => {
  const rig = await rigOfOneHealthyJob();
  rig.source.set(servicePrincipalId, [healthyJob('scim.1', { countSuccessiveCompleteFailures: 1 })]);
  await pollADayAhead(rig);
  rig.source.fail(servicePrincipalId, 'http503');
  for (let polls = 0; polls < 2; polls++) await rig.poll();
  expect(await ask(rig, 'job')).toMatchObject({ state: 'unknown', stale: true });
});

test('a job that was written a day ahead and is read since is known again', async () => {
  const rig = await rigOfOneHealthyJob();
  rig.source.set(servicePrincipalId, [healthyJob('scim.1', { countSuccessiveCompleteFailures: 1 })]);
  await pollADayAhead(rig);
  await rig.poll();
  expect(await ask(rig, 'job')).toMatchObject({ state: 'healthy', stale: false });
});

test('an event that was recorded a day ahead and is still not sent is late, not new', async () => {
  const rig = await rigOfOneHealthyJob();
  rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
  rig.source.set(servicePrincipalId, [quarantinedJob()]);
  await pollADayAhead(rig);
  const { checks } = await ask(rig, 'health');
  expect(checks.unsentEvents).toMatchObject({ status: 'warn', waiting: 1 });
});

test('a run that worked a day ahead leaves nothing that looks fresh once the clock is right', async () => {
  const rig = new TableRig();
  rig.source.set(servicePrincipalId, [healthyJob()]);
  await pollADayAhead(rig);
  expect(await ask(rig, 'jobs')).toMatchObject({
    observedAt: null,
    stale: true,
    value: [{ state: 'unknown', stale: true }],
  });
  const { status, checks } = await ask(rig, 'health');
  expect([status, checks.coverage.at, checks.discovery.sweptAt]).toEqual(['warn', null, null]);
});

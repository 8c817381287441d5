import { expect, test } from 'vitest';
import { PublishError } from '../../../../src/core/errors.ts';
import { healthyJob, quarantinedJob } from '../../../../test/support/jobs.ts';
import { named } from './query-files.ts';
import { TenantsDay, tenantIdOf } from './tenants-day.ts';

/** So many tenants with three healthy jobs each, after an hour of good polls. */
async function goodHour(count = 3): Promise<TenantsDay> {
  const day = new TenantsDay(count);
  for (const { rig } of day.tenants) for (let n = 0; n < 3; n++) rig.source.set(`sp-${n}`, [healthyJob()]);
  await day.pass(12);
  return day;
}

/** Every answer about the jobs of these tenants fails with this. */
function failAll(day: TenantsDay, cause: string, indexes: readonly number[]): void {
  for (const index of indexes)
    for (let n = 0; n < 3; n++) day.tenants[index]?.rig.source.fail(`sp-${n}`, cause);
}

test('a good hour of several tenants alerts nobody', async () => {
  const day = await goodHour();
  expect(day.on()).toEqual({});
  expect(day.rows('heartbeat-missing')).toEqual([{ Heartbeats: 4 }]);
});

test('a tenant that takes its consent back alerts under its own name, while another that can be read does not hide it', async () => {
  const day = await goodHour();
  failAll(day, 'http403', [1]);
  await day.pass(4);
  expect(day.on()).toMatchObject({
    'nothing-read': [{ Tenant: tenantIdOf(1), Runs: 4, Causes: 'http403' }],
    'access-denied': [{ Tenant: tenantIdOf(1), Cause: 'http403', Runs: 4 }],
  });
  expect(Object.keys(day.on()).sort()).toEqual(['access-denied', 'nothing-read']);
  const names = named({ [tenantIdOf(1)]: "Fabrikam's own" });
  expect(day.rows('nothing-read', { named: names })).toMatchObject([
    { Tenant: `Fabrikam's own ${tenantIdOf(1)}` },
  ]);
});

test('an event of one tenant that waits alerts, though the others have sent theirs', async () => {
  const day = await goodHour();
  for (const { rig } of day.tenants) rig.source.set('sp-0', [quarantinedJob()]);
  const waiting = day.tenants[2];
  if (waiting) waiting.rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
  await day.pass(5);
  expect(day.on()).toMatchObject({ unsent: [{ Tenant: tenantIdOf(2), Waiting: 1 }] });
});

test('what lasts in one tenant is told of it, though most polls of all tenants are well', async () => {
  const day = await goodHour(4);
  day.tenants[3]?.rig.source.fail('sp-1', 'http503');
  await day.pass(12);
  expect(day.on()).toMatchObject({
    'lasting-failure': [{ Tenant: tenantIdOf(3), Cause: 'http503', Runs: 12 }],
  });
});

test('more than twenty tenants at once are one alert for each cause, and twenty are twenty', async () => {
  const day = await goodHour(21);
  const indexes = day.tenants.map((_, index) => index);
  failAll(day, 'http503', indexes.slice(1));
  await day.pass(4);
  expect(new Set(day.on()['nothing-read']?.map(({ Tenant }) => Tenant)).size).toBe(20);
  failAll(day, 'http503', [0]);
  await day.pass(4);
  const told = day.on()['nothing-read']?.map(({ Tenant, Causes }) => `${Tenant}, ${Causes}`);
  expect([...new Set(told)]).toEqual(['more than 20 tenants, http503']);
  expect(day.on()['nothing-read']?.map(({ Each }) => Each)).toContain(tenantIdOf(7));
});

test('a tenant whose polls stop is missed and named, from the fourth tick on and for as long as it lasts', async () => {
  const day = await goodHour();
  const [, stuck] = day.tenants;
  if (!stuck) throw new Error('no tenant');
  stuck.isPolled = false;
  await day.pass(3);
  expect(day.on()).toEqual({});
  await day.pass(1);
  expect(day.on()).toEqual({ 'tenant-missing': [{ Missing: 1, PolledBefore: tenantIdOf(1) }] });
  await day.pass(20);
  expect(day.on()).toMatchObject({ 'tenant-missing': [{ Missing: 1 }] });
  stuck.isPolled = true;
  await day.pass(1);
  expect(day.on()).toEqual({});
});

test('a tenant that was never polled is missed, without a name', async () => {
  const day = await goodHour();
  day.add().isPolled = false;
  await day.pass(3);
  expect(day.on()).toEqual({});
  await day.pass(1);
  expect(day.on()).toEqual({ 'tenant-missing': [{ Missing: 1, PolledBefore: '' }] });
});

test('a tenant that is added or taken out alerts nobody', async () => {
  const day = await goodHour();
  day.add().rig.source.set('sp-0', [healthyJob()]);
  for (let n = 0; n < 6; n++) {
    await day.pass(1);
    expect(day.on()).toEqual({});
  }
  day.tenants.pop();
  for (let n = 0; n < 6; n++) {
    await day.pass(1);
    expect(day.on()).toEqual({});
  }
});

test('the first ticks of a deployment miss nobody before its polls have had time', async () => {
  const day = new TenantsDay(3);
  for (const tenant of day.tenants) tenant.isPolled = false;
  await day.pass(3);
  expect(day.on()).toEqual({});
  await day.pass(1);
  expect(day.on()).toEqual({ 'tenant-missing': [{ Missing: 3, PolledBefore: '' }] });
});

test('ticks that do not come are missed, and no tenant is named for it', async () => {
  const day = await goodHour();
  day.ticks = false;
  await day.pass(3);
  expect(day.rows('heartbeat-missing')).toEqual([{ Heartbeats: 1 }]);
  await day.pass(1);
  expect(day.rows('heartbeat-missing')).toEqual([{ Heartbeats: 0 }]);
  expect(day.on()).toEqual({});
});

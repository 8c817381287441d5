import { readFile } from 'node:fs/promises';
import { ServiceBusClient } from '@azure/service-bus';
import { expect, test } from 'vitest';
import { quarantine } from '../../infra/local/graph/job.ts';
import { stagedApp } from '../../infra/staged-app.ts';
import { startConnector } from '../support/connector.ts';
import { withCloud } from '../support/with-cloud.ts';
import {
  applications,
  type Fleet,
  heartbeatsOf,
  jobId,
  type Line,
  startFleet,
  tenantNamed,
  workQueue,
} from './tenants/fleet.ts';
import { toldByJob } from './tenants/told.ts';

const names = ['Contoso', 'Fabrikam', 'Northwind', 'Tailspin'] as const;
/** By its place. */
const slow = 2;
const patience = { interval: 20 };

async function withFleet(isPlain: boolean, body: (fleet: Fleet) => Promise<void>): Promise<void> {
  const fleet = await startFleet(
    names.map((name) => ({ name, tenant: tenantNamed(name) })),
    { isPlain },
  );
  try {
    await body(fleet);
  } finally {
    await fleet.close();
  }
}

const skipped = (lines: readonly Line[], why: string, tenantId?: string) =>
  lines.filter((line) => line.why === why && (tenantId === undefined || line.tenantId === tenantId));
const ticks = (lines: readonly Line[]) => lines.filter(({ line }) => line === 'tick').map(({ tick }) => tick);

/** One more tick. */
async function fireNext({ fire }: Fleet): Promise<void> {
  expect(await fire()).toMatchObject({ result: 'succeeded' });
}

test('a slow tenant holds one slot: its next messages are done at once; a run without its lock goes on, and one without its claim writes nothing', async () => {
  await withFleet(false, async (fleet) => {
    const { cloud, tables, lines, table } = fleet;
    const { tenantId } = cloud.tenants[slow] ?? expect.fail('it is there');
    await Promise.all([fleet.start('function:pollTenant'), fleet.start('function:pollTenant')]);
    await fleet.tick();
    const polls = () => heartbeatsOf(lines, tenantId).length;
    const atFirst = polls();
    for (const { tenant } of cloud.tenants)
      tenant.changeJob(applications[0], jobId, (job) => quarantine(job, { reason: 'x', at: new Date() }));
    // The connector waits for a table for no longer than twenty seconds: the test holds it up twice, for a few each time.
    const holdNextRun = () => {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      tables.faults.add({
        match: ({ method, path }) =>
          method === 'GET' &&
          path.includes(tenantId) &&
          decodeURIComponent(path).includes("RowKey ge 'latest|'"),
        times: 1,
        hold: () => released,
      });
      return { release };
    };

    const slowRun = holdNextRun();
    await fireNext(fleet);
    const others = Object.fromEntries(
      names.filter((_, n) => n !== slow).map((name) => [`${name} 0`, 'began']),
    );
    await expect.poll(() => toldByJob(cloud), patience).toEqual(others);
    await expect.poll(() => cloud.bus.counts(workQueue).active, patience).toBe(1);

    await fireNext(fleet);
    await expect.poll(() => skipped(lines, 'busy', tenantId).length, patience).toBe(1);
    await expect.poll(() => cloud.bus.counts(workQueue).active, patience).toBe(1);

    cloud.bus.loseLocks(workQueue);
    await expect.poll(() => skipped(lines, 'busy', tenantId).length, patience).toBe(2);
    expect(polls()).toBe(atFirst);
    slowRun.release();
    await fleet.drained();
    const all = { ...others, [`${names[slow]} 0`]: 'began' };
    expect(toldByJob(cloud)).toEqual(all);

    cloud.tenants[slow]?.tenant.changeJob(applications[1], jobId, (job) =>
      quarantine(job, { reason: 'x', at: new Date() }),
    );
    const polled = polls();
    const overtaken = holdNextRun();
    await fireNext(fleet);
    await expect.poll(() => cloud.bus.counts(workQueue).active, patience).toBe(1);
    // As after a standstill that is longer than the claim. A renewal may come in between.
    const hasPolled = () => polls() > polled;
    const takenOver = async () => {
      const skips = skipped(lines, 'busy', tenantId).length;
      await fleet.endClaims();
      await fireNext(fleet);
      // Not again while that one polls: its claim would end too.
      const isDone = () => hasPolled() || skipped(lines, 'busy', tenantId).length > skips;
      await expect.poll(isDone, patience).toBe(true);
      return hasPolled();
    };
    await expect.poll(takenOver, patience).toBe(true);
    await expect.poll(() => toldByJob(cloud), patience).toHaveProperty([`${names[slow]} 1`]);
    // Only the message that waits for the claim of the first run is left.
    await expect.poll(() => cloud.bus.counts(workQueue).active, patience).toBe(1);
    const both = { ...all, [`${names[slow]} 1`]: 'began' };
    expect(toldByJob(cloud)).toEqual(both);
    const before = await rowsOf(table, tenantId);
    overtaken.release();
    await expect
      .poll(() => lines.filter(({ line }) => line === 'workFailed'), patience)
      .toMatchObject([{ tenantId, detail: expect.stringContaining('Another run has taken over') }]);
    // Its message may have come again meanwhile, and been polled.
    const failed = heartbeatsOf(lines, tenantId).filter(({ outcome }) => outcome === 'failed');
    expect(failed).toMatchObject([{ eventsRecorded: 0 }]);
    expect(await rowsOf(table, tenantId)).toEqual(before);
    await fireNext(fleet);
    await fleet.drained();
    expect(toldByJob(cloud)).toEqual(both);
    expect(cloud.bus.counts(workQueue)).toEqual({ active: 0, deadLettered: 0 });
  });
});

test('what piled up while no instance was there is one poll a tenant; nonsense is named and done; who missed ticks is shown', async () => {
  await withFleet(true, async (fleet) => {
    const { cloud, lines, table } = fleet;
    for (let n = 0; n < 3; n++) await fireNext(fleet);
    expect(cloud.bus.counts(workQueue).active).toBe(3 * names.length);
    await fleet.start('function:pollTenant');
    await fleet.drained();
    const polls = () => cloud.tenants.map((each) => heartbeatsOf(lines, each.tenantId).length);
    // Two messages of a tenant side by side may both find it not polled yet: then the later one polls once more.
    const firstPolls = polls();
    expect(Math.min(...firstPolls)).toBe(1);
    expect(firstPolls.reduce((sum, count) => sum + count)).toBeLessThan(2 * names.length);

    const client = new ServiceBusClient(cloud.bus.connectionString ?? '');
    const stranger = '99999999-9999-4999-8999-999999999999';
    const tick = { tick: new Date().toISOString(), next: new Date(Date.now() + 300_000).toISOString() };
    const late = { tick: '2026-03-10T08:00:00.000Z', next: '2026-03-10T08:05:00.000Z' };
    const bodies = ['poll', {}, { tenantId: 'Contoso', ...tick }, { tenantId: stranger, ...tick }];
    const messages = [...bodies, { tenantId: cloud.tenantId, ...late }].map((body) => ({ body }));
    await client.createSender(workQueue).sendMessages([...messages, { body: Buffer.from([0xff, 0xfe, 0]) }]);
    await client.close();
    await fleet.drained();
    expect(lines.filter(({ line }) => line === 'workRefused')).toHaveLength(4);
    expect(skipped(lines, 'unknownTenant')).toMatchObject([{ tenantId: stranger }]);
    expect(skipped(lines, 'late')).toMatchObject([{ tenantId: cloud.tenantId }]);
    expect(cloud.bus.counts(workQueue)).toEqual({ active: 0, deadLettered: 0 });
    expect(polls()).toEqual(firstPolls);

    const missed = async () => {
      const { value } = JSON.parse(await (await fleet.get('tenants')).text());
      return value.map((each: { readonly missedTicks: number }) => each.missedTicks);
    };
    expect(await missed()).toEqual([0, 0, 0, 0]);
    // As if the timer had gone on for a while, and the queue had not.
    const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    const row = {
      partitionKey: cloud.tenantId,
      rowKey: 'run|tick',
      tick: inMinutes(12),
      next: inMinutes(17),
    };
    await table.upsertEntity(row, 'Replace');
    expect(await missed()).toEqual([2, 2, 2, 2]);
  });
});

test('a tick that cannot be sent fails its timer, and the next one sends it; what is wrong is named', async () => {
  await withFleet(false, async (fleet) => {
    const { cloud, lines } = fleet;
    await fleet.start('function:pollTenant');
    const failureWith = async (settings: Record<string, string>) => {
      const timer = await fleet.start('function:poll', settings);
      const ended = timer.nextExecution('poll');
      await timer.invoke('poll');
      const record = await ended;
      await timer.kill();
      return record;
    };
    expect(await failureWith({ WORK_QUEUE: 'another' })).toMatchObject({
      result: 'failed',
      error: expect.stringContaining("'another': create it or correct WORK_QUEUE"),
    });
    expect(await failureWith({ Graph__appId: '' })).toMatchObject({
      result: 'failed',
      error: expect.stringMatching(/Graph__appId is missing, and TENANTS names other tenants: set it to/),
    });
    expect(await failureWith({ WATCH: applications[0], TENANTS: 'Contoso' })).toMatchObject({
      error: expect.stringMatching(/TENANTS is "Contoso": set it to the ids of tenants/),
    });

    await cloud.bus.pause();
    expect(await fleet.fire()).toMatchObject({
      result: 'failed',
      error: expect.stringContaining('Service Bus cannot be reached'),
    });
    expect(ticks(lines)).toEqual([]);
    await cloud.bus.resume();
    await fleet.tick();
    expect(ticks(lines)).toHaveLength(1);
    for (const { tenantId } of cloud.tenants) expect(heartbeatsOf(lines, tenantId)).toHaveLength(1);
  });
});

test('one tenant has no queue: its timer polls it, without a function of a queue and without an extension bundle', async () => {
  await withCloud({ tenant: tenantNamed('Contoso') }, async (cloud) => {
    const { host, poll } = await startConnector(cloud);
    expect(host.functions.map(({ name }) => name)).toContain('poll');
    expect(host.functions.filter(({ trigger }) => trigger.type === 'serviceBusTrigger')).toEqual([]);
    expect(host.functions.filter(({ name }) => name.startsWith('tenant'))).toEqual([]);
    expect(Object.keys(cloud.settings).filter((name) => name.startsWith('AzureFunctionsJobHost'))).toEqual(
      [],
    );
    const hostJson = JSON.parse(await readFile(`${stagedApp}/host.json`, 'utf8'));
    expect(hostJson).not.toHaveProperty('extensionBundle');
    const heartbeat = await poll();
    expect(heartbeat).toMatchObject({ outcome: 'complete', tenantId: cloud.tenantId });
    expect(heartbeat).not.toHaveProperty('tick');
  });
});

/** All but those of runs, which each run writes. */
async function rowsOf(table: Fleet['table'], tenantId: string): Promise<object[]> {
  const rows: object[] = [];
  const ofRuns = `RowKey ge 'run|' and RowKey lt 'run}'`;
  const query = { queryOptions: { filter: `PartitionKey eq '${tenantId}' and not (${ofRuns})` } };
  for await (const { timestamp: _, ...row } of table.listEntities(query)) rows.push(row);
  return rows;
}

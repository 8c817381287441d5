import { describe, expect, test } from 'vitest';
import type { WantedEvents } from '../../src/core/detection.ts';
import { createdJob, healthyJob, pausedJob, quarantinedJob, ranJob, series1 } from '../support/jobs.ts';
import { TableRig } from '../support/table-rig.ts';
import { TenantRig } from '../support/tenant-rig.ts';
import { everyConditionWanted, noneWanted } from '../support/wanted-events.ts';

const all = { wanted: everyConditionWanted };

/** Jobs of so many applications that Entra runs every 40 minutes, while it does. */
class RunningTenant extends TenantRig {
  readonly #count: number;

  constructor(count: number) {
    super();
    this.#count = count;
    this.runNow();
  }

  runNow(): void {
    for (let n = 0; n < this.#count; n++) this.source.set(`sp-${n}`, [ranJob({ ended: this.now })]);
  }

  /** Polls for so many hours; Entra runs the jobs meanwhile, or stands still. */
  async passHours(hours: number, { entraRuns, wanted = everyConditionWanted }: Passing): Promise<void> {
    for (let n = 0; n < hours * 12; n++) {
      if (entraRuns && n % 8 === 0) this.runNow();
      await this.poll({ wanted });
    }
  }

  get happened(): string[] {
    return this.sent.map(({ condition, kind }) => `${condition} ${kind}`);
  }
}

interface Passing {
  readonly entraRuns: boolean;
  readonly wanted?: WantedEvents;
}

describe('a job is late', () => {
  test('where it stands still, and on time with its next run', async () => {
    const rig = new RunningTenant(1);
    await rig.passHours(4, { entraRuns: true });
    await rig.passHours(4, { entraRuns: false });
    expect(rig.happened).toEqual(['overdue began']);
    expect(rig.sent[0]?.data).toMatchObject({ reason: 'notRunning', lagSeconds: 600 });
    rig.runNow();
    await rig.poll(all);
    expect(rig.happened).toEqual(['overdue began', 'overdue cleared']);
    expect(rig.sent[1]?.data).toMatchObject({ cause: 'caughtUp', detection: 'observed' });
  });

  test('and stays late until it has run, though somebody stops and starts it and answers come without a status', async () => {
    const rig = new RunningTenant(1);
    await rig.passHours(4, { entraRuns: true });
    const stood = ranJob({ ended: rig.now });
    await rig.passHours(4, { entraRuns: false });
    for (const blip of [pausedJob(), { id: 'scim.1', status: null }]) {
      rig.source.set('sp-0', [blip]);
      await rig.poll(all);
      rig.source.set('sp-0', [stood]);
      await rig.passHours(2, { entraRuns: false });
    }
    expect(rig.happened).toEqual(['overdue began']);
    rig.runNow();
    await rig.poll(all);
    expect(rig.happened).toEqual(['overdue began', 'overdue cleared']);
  });

  test('and is not where the connector alone was away for days', async () => {
    const rig = new RunningTenant(1);
    await rig.passHours(4, { entraRuns: true });
    rig.pass(3 * 24 * 60);
    rig.runNow();
    await rig.passHours(2, { entraRuns: true });
    expect(rig.happened).toEqual([]);
  });

  test('and is not where its list cannot be read for days', async () => {
    const rig = new RunningTenant(2);
    await rig.passHours(4, { entraRuns: true });
    rig.source.fail('sp-0', 'http403');
    await rig.passHours(48, { entraRuns: true });
    rig.source.heal('sp-0');
    rig.runNow();
    await rig.passHours(1, { entraRuns: true });
    expect(rig.happened).toEqual([]);
  });

  test('and is not where it was resumed after weeks', async () => {
    const rig = new RunningTenant(1);
    await rig.passHours(4, { entraRuns: true });
    rig.source.set('sp-0', [pausedJob()]);
    await rig.passHours(30, { entraRuns: false });
    rig.source.set('sp-0', [ranJob({ ended: '2026-03-10T04:00:00Z' })]);
    await rig.passHours(1, { entraRuns: false });
    expect(rig.happened).toEqual(['halt began', 'halt cleared']);
  });
});

describe('while many jobs stand still at once', () => {
  test('their begins wait for four hours, and say then that they were many', async () => {
    const rig = new RunningTenant(8);
    await rig.passHours(4, { entraRuns: true });
    await rig.passHours(5.5, { entraRuns: false });
    expect(rig.happened).toEqual([]);
    await rig.passHours(1, { entraRuns: false });
    expect(rig.happened).toEqual(Array.from({ length: 8 }, () => 'overdue began'));
    expect(rig.sent.every(({ data }) => data.massDelay === true)).toBe(true);
  });

  test('what ends before is never published, and stands in the history', async () => {
    const rig = new RunningTenant(8);
    await rig.passHours(4, { entraRuns: true });
    await rig.passHours(5, { entraRuns: false });
    await rig.passHours(4, { entraRuns: true });
    expect(rig.happened).toEqual([]);
    const { items } = await rig.store.history('sp-0', 'scim.1', { size: 10, after: undefined }, {});
    expect(items.map(({ event }) => event.type)).toEqual([
      'entra.provisioning.overdue.cleared',
      'entra.provisioning.overdue.began',
    ]);
  });
});

test('a halt leaves its quarantine open, and is over before it', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  await rig.poll(all);
  rig.source.set('sp-0', [pausedJob()]);
  for (let n = 0; n < 100; n++) await rig.poll(all);
  expect(rig.sent.map(({ condition, kind }) => `${condition} ${kind}`)).toEqual([
    'quarantine began',
    'halt began',
  ]);
  expect(rig.sent[1]?.data).toMatchObject({ reason: 'paused', quarantined: true });
});

describe('a job that is made anew under the id of one that was proven to be gone', () => {
  async function goneRig(): Promise<RunningTenant> {
    const rig = new RunningTenant(2);
    await rig.passHours(4, { entraRuns: true });
    rig.source.set('sp-1', []);
    for (let n = 0; n < 2; n++) await rig.poll(all);
    expect(rig.happened).toEqual(['job removed']);
    return rig;
  }

  test('has not run: that it was never started is no halt', async () => {
    const rig = await goneRig();
    rig.source.set('sp-1', [createdJob()]);
    for (let n = 0; n < 12; n++) await rig.poll(all);
    expect(rig.happened).toEqual(['job removed']);
  });

  test('is not late in its first cycle', async () => {
    const rig = await goneRig();
    rig.source.set('sp-1', [createdJob({ code: 'Active' }, { state: 'Active', interval: 'PT40M' })]);
    for (let n = 0; n < 48; n++) {
      rig.source.set('sp-0', [ranJob({ ended: rig.now })]);
      await rig.poll(all);
    }
    expect(rig.happened).toEqual(['job removed']);
  });

  test('and is deleted before it ran is not told as removed once more', async () => {
    const rig = await goneRig();
    for (const jobs of [[createdJob()], [], []]) {
      rig.source.set('sp-1', jobs);
      await rig.poll(all);
    }
    expect(rig.happened).toEqual(['job removed']);
  });
});

describe('CONDITIONS', () => {
  test('switched on publishes nothing of what is open already', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    await rig.poll();
    rig.source.set('sp-0', [pausedJob()]);
    for (let n = 0; n < 12; n++) await rig.poll({ wanted: noneWanted });
    for (let n = 0; n < 12; n++) await rig.poll(all);
    rig.source.set('sp-0', [healthyJob()]);
    for (let n = 0; n < 3; n++) await rig.poll(all);
    expect(rig.sent).toEqual([]);
  });

  test('switched off still sends the clear of what was published', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    await rig.poll(all);
    rig.source.set('sp-0', [pausedJob()]);
    for (let n = 0; n < 12; n++) await rig.poll(all);
    rig.source.set('sp-0', [healthyJob()]);
    for (let n = 0; n < 3; n++) await rig.poll({ wanted: noneWanted });
    expect(rig.sent.map(({ condition, kind }) => `${condition} ${kind}`)).toEqual([
      'halt began',
      'halt cleared',
    ]);
  });
});

test.each([
  ['paused', pausedJob(), 'halted'],
  ['disabled', healthyJob('scim.1', {}, { state: 'Disabled' }), 'halted'],
  ['without a configuration', healthyJob('scim.1', { code: 'NotConfigured' }), 'halted'],
  ['that was never started', createdJob(), 'notStarted'],
  ['in its first cycle', createdJob({ code: 'Active' }, { state: 'Active' }), 'starting'],
  ['in a state that nobody knows', healthyJob('scim.1', { code: 'Hibernating' }), 'unknown'],
  ['without a status', { id: 'scim.1', status: null, schedule: null }, 'unknown'],
])('a job %s is not healthy, from the first answer on', async (_, job, expected) => {
  const rig = new TableRig();
  rig.source.set('11111111-1111-4111-8111-111111111111', [job]);
  for (let n = 0; n < 12; n++) {
    await rig.poll();
    const { body = '' } = await rig.ask({ route: 'jobs' });
    expect(JSON.parse(body).value).toMatchObject([{ state: expected }]);
  }
});

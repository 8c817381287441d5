import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/core/errors.ts';
import { addMilliseconds } from '../../src/core/instant.ts';
import { holdTime } from '../support/hold-time.ts';
import { healthyJob, quarantinedJob, series1 } from '../support/jobs.ts';
import { TenantRig } from '../support/tenant-rig.ts';

const minute = 60_000;

describe('a new application is known at most DISCOVERY_INTERVAL later', () => {
  test.each([
    ['polls every hour and DISCOVERY_INTERVAL of an hour', 60 * minute, [300, 100, 200], 60 * minute],
    [
      'ticks that jitter by up to 300 ms',
      5 * minute,
      [0, 210, 90, 300, 30, 180, 270, 60, 120, 240, 150],
      60 * minute,
    ],
    ['a DISCOVERY_INTERVAL as short as the pause between polls', 5 * minute, [300, 100, 200], 5 * minute],
    ['a DISCOVERY_INTERVAL of days', 60 * minute, [300, 100, 200], 3 * 24 * 60 * minute],
  ])('with %s', async (_, pause, jitters, discoveryIntervalMs) => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    const begin = rig.now;
    const tick = (n: number) => addMilliseconds(begin, n * pause + (jitters[n % jitters.length] ?? 0));
    rig.now = tick(0);
    await rig.run({ discoveryIntervalMs });
    const madeAt = addMilliseconds(tick(0), 1000);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    for (let n = 1; rig.sent.length === 0; n++) {
      rig.now = tick(n);
      await rig.run({ discoveryIntervalMs });
    }
    expect(Date.parse(rig.now) - Date.parse(madeAt)).toBeLessThanOrEqual(discoveryIntervalMs);
  });

  test('where readings never end in time', async () => {
    const rig = new TenantRig();
    for (let n = 0; n < 30; n++) rig.source.set(`sp-${String(n).padStart(2, '0')}`, [healthyJob()]);
    await rig.poll();
    rig.source.set('sp-new', [quarantinedJob(series1)]);
    const pass = holdTime(rig);
    rig.source.beforeAnswer = () => pass(3_000);
    for (let n = 0; n < 3; n++) {
      rig.pass(60);
      await rig.run();
    }
    expect(rig.kinds).toEqual(['began']);
  });

  test('where its first answer is throttled, or 503: it is asked again by the next poll', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    await rig.poll();
    rig.source.set('sp-new', [quarantinedJob(series1)]);
    rig.source.fail('sp-new', 'http503');
    rig.pass(60);
    expect(await rig.poll()).toMatchObject({
      outcome: 'partial',
      covered: true,
      counts: { principalsUnread: 1 },
      failures: [{ about: 'service principal sp-new', cause: 'http503' }],
    });
    expect(await rig.store.unread('sp-new')).toMatchObject({
      cause: 'http503',
      application: { displayName: 'sp-new' },
    });
    rig.source.heal('sp-new');
    expect(await rig.poll()).toMatchObject({ outcome: 'complete', counts: { principalsUnread: 0 } });
    expect(rig.kinds).toEqual(['began']);
    expect(await rig.store.unread('sp-new')).toBeUndefined();
  });

  test('where one answer of each discovery is throttled and DISCOVERY_INTERVAL is a week', async () => {
    const rig = new TenantRig();
    const week = { discoveryIntervalMs: 7 * 24 * 60 * minute };
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    rig.source.fail('sp-1', 'http429');
    for (let n = 0; n < 50; n++) await rig.poll(week);
    rig.source.heal('sp-1');
    await rig.poll(week);
    expect(rig.kinds).toEqual(['began']);
  });

  test('where a write of a new job fails: it is written in the same run, or by the next', async () => {
    const rig = new TenantRig();
    for (let n = 0; n < 150; n++) rig.source.set(`sp-${String(n).padStart(3, '0')}`, [healthyJob()]);
    let left = 1;
    rig.store.fault = (call, when) => {
      if (call === 'refresh' && when === 'before' && left-- > 0) throw new StoreError('StorageBusy', 'busy');
    };
    expect(await rig.poll()).toMatchObject({ outcome: 'complete', counts: { jobsChanged: 150 } });

    const twice = new TenantRig();
    for (let n = 0; n < 3; n++) twice.source.set(`sp-${n}`, [quarantinedJob(series1)]);
    twice.store.handOut = (store) => ({
      ...store,
      async record(changes) {
        if (changes.some(({ next }) => next.servicePrincipalId === 'sp-1'))
          throw new StoreError('StorageBusy', 'busy');
        return store.record(changes);
      },
    });
    expect(await twice.poll()).toMatchObject({ outcome: 'partial', covered: false });
    expect(await twice.store.unread('sp-1')).toMatchObject({ cause: 'StorageBusy' });
    twice.store.handOut = (store) => store;
    expect(await twice.poll()).toMatchObject({ outcome: 'complete' });
    expect(twice.kinds).toEqual(['began', 'began', 'began']);
  });

  test('where its service principal lost its last job: it is asked on for a day', async () => {
    const rig = new TenantRig();
    const week = { discoveryIntervalMs: 7 * 24 * 60 * minute };
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [healthyJob('old')]);
    await rig.poll(week);
    rig.source.set('sp-1', []);
    for (let n = 0; n < 3; n++) await rig.poll(week);
    expect((await rig.store.job('sp-1', 'old'))?.state.isRemoved).toBe(true);
    rig.source.set('sp-1', [quarantinedJob(series1, {}, 'new')]);
    await rig.poll(week);
    expect(rig.kinds).toEqual(['began']);
  });
});

describe('a run that is killed', () => {
  /** 400 principals; a run asks 60 of them and dies. Two are in quarantine, one of them the last. */
  async function killed(runs: number): Promise<TenantRig> {
    const rig = new TenantRig();
    for (let n = 0; n < 400; n++) {
      const job = n === 20 || n === 399 ? quarantinedJob(series1) : healthyJob();
      rig.source.set(`sp-${String(n).padStart(3, '0')}`, [job]);
    }
    let chance = 0;
    for (let n = 0; n < runs; n++) {
      let asked = 0;
      rig.source.beforeAnswer = () => {
        if (++asked > 60) throw new Error('killed');
      };
      // Nothing of what a run does at its end is done.
      rig.store.fault = (call) => {
        if (call === 'finish') throw new Error('killed');
      };
      chance = (chance + 0.37) % 1;
      await expect(rig.run({}, 60_000, () => chance)).rejects.toThrow('killed');
      rig.store.fault = () => undefined;
      rig.pass(5);
    }
    return rig;
  }

  test('has what it recorded sent by the next one, at its start', async () => {
    const rig = await killed(1);
    expect(rig.kinds).toEqual([]);
    rig.source.beforeAnswer = () => {
      throw new Error('killed');
    };
    await expect(rig.run()).rejects.toThrow('killed');
    expect(rig.sent.map(({ source }) => /sp-\d+/.exec(source)?.[0])).toEqual(['sp-020']);
  });

  test('again and again comes to every application in the end: each begins somewhere else', async () => {
    const rig = await killed(20);
    expect(rig.source.asked).toContain('sp-399');
  });

  test('leaves to the next how far it had come and what of it was written', async () => {
    const rig = new TenantRig();
    for (let n = 0; n < 50; n++) rig.source.set(`sp-${String(n).padStart(2, '0')}`, [healthyJob()]);
    rig.source.fail('sp-05', 'http503');
    let asked = 0;
    rig.source.beforeAnswer = () => {
      rig.pass(0.1);
      if (++asked > 30) throw new Error('killed');
    };
    await expect(rig.run()).rejects.toThrow('killed');
    // What was passed over is in the table: as rows, or remembered as never read.
    expect(await rig.store.unread('sp-05')).toMatchObject({ cause: 'http503' });
    expect((await rig.store.job('sp-04', 'scim.1'))?.state.conditions.quarantine.status).toBe('false');
  });
});

import { expect, test } from 'vitest';
import { TakenOverError } from '../../src/core/errors.ts';
import { addMilliseconds } from '../../src/core/instant.ts';
import { healthyJob, quarantinedJob, series1 } from '../support/jobs.ts';
import { MemoryStateStore } from '../support/memory-state-store.ts';
import { TenantRig } from '../support/tenant-rig.ts';

/** A tenant whose one quarantine was told, and the time of day of the test. */
async function toldRig(): Promise<{ rig: TenantRig; at: (time: string) => void }> {
  const rig = new TenantRig();
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  await rig.poll();
  await rig.poll();
  const at = (time: string) => {
    rig.now = `2026-03-10T00:${time}.000Z`;
  };
  return { rig, at };
}

/** Holds the next write of changes back until it is called. */
function stallNextRefresh(rig: TenantRig): { readonly stalled: Promise<void>; release(): void } {
  let release = () => {};
  let reached = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stalled = new Promise<void>((resolve) => {
    reached = resolve;
  });
  rig.store.fault = async (call, when) => {
    if (call !== 'refresh' || when !== 'before') return;
    rig.store.fault = () => undefined;
    reached();
    await released;
  };
  return { stalled, release };
}

test('a run that stalls for longer than its claim and is overtaken writes no doubt of its own', async () => {
  const { rig, at } = await toldRig();
  at('10:00');
  const { stalled, release } = stallNextRefresh(rig);
  // A replica that lags answers the slow run.
  rig.source.set('sp-0', [healthyJob()]);
  const slow = rig.run();
  await stalled;
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  at('11:00');
  expect(await rig.run()).toMatchObject({ kind: 'ended', outcome: 'complete' });
  at('11:30');
  release();
  await expect(slow).rejects.toThrow(TakenOverError);
  rig.source.set('sp-0', [healthyJob()]);
  at('15:00');
  await rig.run();
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  for (const time of ['20:00', '25:00']) {
    at(time);
    await rig.run();
  }
  expect(rig.kinds).toEqual(['began']);
});

test('a doubt that was written late, after a covering run saw the contrary, is confirmed by no single read', async () => {
  const { rig, at } = await toldRig();
  at('10:00');
  rig.source.set('sp-0', [healthyJob()]);
  await rig.run();
  const doubtful = rig.store.table.rows.get('latest|sp-0|scim.1');
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  at('11:00');
  await rig.run();
  // The row as the slower run would have written it last.
  if (doubtful) rig.store.table.rows.set('latest|sp-0|scim.1', { ...doubtful, etag: 'W/"late"' });
  rig.source.set('sp-0', [healthyJob()]);
  at('15:00');
  await rig.run();
  expect(rig.kinds).toEqual(['began']);
  expect((await rig.store.job('sp-0', 'scim.1'))?.state.conditions.quarantine.doubt).toMatchObject({
    what: 'cleared',
    since: '2026-03-10T00:15:00.000Z',
  });
});

test('instances whose clocks differ by three minutes take the time of the table: a clear needs two reads in earnest', async () => {
  const rig = new TenantRig();
  let truth = '2026-03-10T10:00:00.000Z';
  rig.store.table.now = () => truth;
  const pollAt = async (time: string, ownClock = time) => {
    truth = `2026-03-10T${time}.000Z`;
    rig.now = `2026-03-10T${ownClock}.000Z`;
    await rig.run();
  };
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  await pollAt('10:00:00');
  rig.source.set('sp-0', [healthyJob()]);
  // The second instance is three minutes behind.
  await pollAt('10:05:00', '10:02:00');
  await pollAt('10:05:40');
  expect(rig.kinds).toEqual(['began']);
  await pollAt('10:07:00', '10:04:00');
  expect(rig.kinds).toEqual(['began', 'cleared']);
  expect(rig.sent[1]?.data).toMatchObject({
    clearedAfter: '2026-03-10T10:00:00.000Z',
    clearedBefore: '2026-03-10T10:05:00.000Z',
  });
});

test('a clock that is a day ahead leaves no time in the table that lies ahead', async () => {
  const rig = new TenantRig();
  const truth = '2026-03-10T00:00:00.000Z';
  rig.store.table.now = () => truth;
  rig.now = addMilliseconds(truth, 24 * 60 * 60_000);
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  await rig.run();
  const state = (await rig.store.job('sp-0', 'scim.1'))?.state;
  expect(state).toMatchObject({ observedAt: truth, changedAt: truth });
  expect(rig.sent[0]?.data.episode).toBe('2026-03-01T08:00:00.000Z');
  expect(await rig.store.run()).toMatchObject({ lastStartedAt: truth, coveredSince: truth });
});

test('polls closer than CONFIRM_AFTER still come to a clear', async () => {
  const { rig } = await toldRig();
  rig.source.set('sp-0', [healthyJob()]);
  for (let n = 0; n < 6; n++) {
    await rig.run();
    rig.pass(0.5);
  }
  expect(rig.kinds).toEqual(['began', 'cleared']);
});

test('answers that alternate with 503 still come to a clear', async () => {
  const { rig } = await toldRig();
  rig.source.set('sp-1', [healthyJob()]);
  rig.source.set('sp-0', [healthyJob()]);
  await rig.poll();
  rig.source.fail('sp-0', 'http503');
  await rig.poll();
  expect(rig.kinds).toEqual(['began']);
  rig.source.heal('sp-0');
  await rig.poll();
  expect(rig.kinds).toEqual(['began', 'cleared']);
});

test('a lone run whose renewals are slow is not ended by the end of its claim', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  rig.source.beforeAnswer = () => rig.pass(60);
  expect(await rig.run()).toMatchObject({ outcome: 'complete', counts: { eventsSent: 1 } });
});

test('an overtaken run ends itself as soon as a renewal says so, and dispatches nothing', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  rig.source.beforeAnswer = async () => {
    rig.source.beforeAnswer = () => undefined;
    const other = new MemoryStateStore(rig.store.table);
    const now = addMilliseconds(rig.now, 60_000);
    await other.claim({ run: 'other', now, until: addMilliseconds(now, 30_000), quietForMs: 900_000 });
  };
  await expect(rig.run()).rejects.toThrow(TakenOverError);
  expect(rig.sent).toEqual([]);
  expect([...rig.store.table.rows].map(([key]) => key).filter((key) => key.startsWith('latest|'))).toEqual(
    [],
  );
});

import { expect, test } from 'vitest';
import { PublishError, StoreError } from '../../src/core/errors.ts';
import { holdTime } from '../support/hold-time.ts';
import { healthyJob, quarantinedJob, series1 } from '../support/jobs.ts';
import { TenantRig } from '../support/tenant-rig.ts';

/** Of a run. */
const budgetMs = 60_000;

const idOf = (n: number) => `sp-${String(n).padStart(4, '0')}`;

test('not by a slow load and a reading that never ends in time', async () => {
  const rig = new TenantRig();
  const pass = holdTime(rig);
  for (let n = 0; n < 40; n++) rig.source.set(idOf(n), [n === 0 ? quarantinedJob(series1) : healthyJob()]);
  rig.store.fault = (call, when) => {
    if (when === 'before') pass(call === 'load' ? 0.35 * budgetMs : 150);
  };
  rig.source.beforeAnswer = () => pass(1_200);
  const report = await rig.run({ confirmAfterMs: 1 });
  expect(report).toMatchObject({ outcome: 'partial', counts: { eventsRecorded: 1, eventsSent: 1 } });
});

test('not by young events: what has waited longest goes first, however many there are', async () => {
  const rig = new TenantRig();
  rig.source.set('zz-oldest', [quarantinedJob(series1)]);
  rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
  await rig.poll();
  for (let n = 0; n < 1200; n++) rig.source.set(idOf(n), [quarantinedJob(series1)]);
  await rig.poll({ discoveryIntervalMs: 1 });
  let left = 30;
  rig.publisher.refuse = () => (left-- > 0 ? undefined : new PublishError('entity', 'ServiceBusy', 'busy'));
  await rig.poll();
  expect(rig.sent[0]?.source).toContain('zz-oldest');
});

test('not by three writes that fail each time: what comes after them is read and told', async () => {
  const rig = new TenantRig();
  for (let n = 0; n < 8; n++) rig.source.set(idOf(n), [healthyJob()]);
  await rig.poll();
  for (const n of [0, 1, 2, 7]) rig.source.set(idOf(n), [quarantinedJob(series1)]);
  rig.store.handOut = (store) => ({
    ...store,
    async record(changes) {
      if (changes.some(({ next }) => /sp-000[012]/.test(next.servicePrincipalId)))
        throw new StoreError('StorageUnavailable', 'no answer in time');
      return store.record(changes);
    },
  });
  await rig.poll();
  expect(rig.sent.map(({ source }) => /sp-\d+/.exec(source)?.[0])).toEqual([idOf(7)]);
});

test('not by a lost answer of a commit: its event is sent in the same run', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [healthyJob()]);
  await rig.poll();
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  rig.store.fault = (call, when) => {
    if (call !== 'record' || when !== 'after') return;
    rig.store.fault = () => undefined;
    throw new StoreError('StorageUnavailable', 'the answer was lost');
  };
  await rig.poll();
  expect(rig.kinds).toEqual(['began']);
});

test('not by housekeeping: it ends with its time, and its failure fails no run', async () => {
  const slow = new TenantRig();
  const pass = holdTime(slow);
  slow.source.set('sp-0', [healthyJob()]);
  slow.store.fault = (call, when) => {
    if (call !== 'prune' || when !== 'before') return;
    queueMicrotask(() => pass(budgetMs));
    return new Promise(() => undefined);
  };
  expect(await slow.run()).toMatchObject({ outcome: 'complete' });

  const failing = new TenantRig();
  failing.source.set('sp-0', [healthyJob()]);
  failing.store.fault = (call) => {
    if (call === 'prune') throw new StoreError('StorageBusy', 'busy');
  };
  for (let n = 0; n < 3; n++) {
    expect(await failing.poll({ discoveryIntervalMs: 1 })).toMatchObject({
      outcome: 'complete',
      failures: [{ about: 'housekeeping', cause: 'StorageBusy' }],
    });
  }
});

test('not by more removals than a slow table takes in time: what is left is not written, and is no loss', async () => {
  const rig = new TenantRig();
  const [jobs, removed] = [1000, 100];
  const names = Array.from({ length: jobs }, (_, n) => `scim.${n}`);
  const job = (name: string, n: number) =>
    n < removed ? quarantinedJob(series1, {}, name) : healthyJob(name);
  rig.source.set('sp-0', names.map(job));
  await rig.run({ confirmAfterMs: 1 });
  rig.pass(1);
  rig.source.set(
    'sp-0',
    names.slice(removed).map((name) => healthyJob(name)),
  );
  await rig.run({ confirmAfterMs: 1 });
  rig.pass(1);
  const pass = holdTime(rig);
  let isFirst = true;
  rig.store.fault = (call, when) => {
    if (call !== 'record' || when !== 'before' || !isFirst) return;
    isFirst = false;
    pass(0.72 * budgetMs);
  };
  const report = await rig.run({ confirmAfterMs: 1 });
  if (report.kind !== 'ended') throw new Error('another run is at work');
  const { eventsRecorded, eventsSent } = report.counts;
  expect(eventsRecorded).toBeGreaterThan(0);
  expect(eventsRecorded).toBeLessThan(removed);
  expect(eventsSent).toBe(eventsRecorded);
  expect(report.outcome).toBe('partial');
  rig.store.fault = () => undefined;
  await rig.run({ confirmAfterMs: 1 });
  expect(rig.kinds.filter((kind) => kind === 'cleared')).toHaveLength(removed);
});

test('not by a crowd of failures: 130,000 unreadable members are a few lines', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
  await rig.poll();
  rig.publisher.refuse = () => undefined;
  const members = Array.from({ length: 1000 }, (_, n) => ({ id: `j-${n}`, status: { code: 7 } }));
  for (let n = 0; n < 130; n++) rig.source.set(`x-${n}`, members);
  rig.pass(60);
  const report = await rig.poll();
  expect(rig.kinds).toEqual(['began']);
  expect(report.failures.length).toBeLessThanOrEqual(20);
  expect(report.failures.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(130_000);
  expect(JSON.stringify(rig.lines.at(-1)).length).toBeLessThan(32_768);
});

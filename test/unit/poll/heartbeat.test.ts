import { expect, test } from 'vitest';
import { PublishError, StoreError } from '../../../src/core/errors.ts';
import { heartbeat } from '../../../src/poll/log-lines.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

/** Ten known jobs, the first of them just quarantined and not told: the bus is away. */
async function unsentBegin(): Promise<TenantRig> {
  const rig = new TenantRig();
  for (let n = 0; n < 10; n++) rig.source.set(`sp-${n}`, [healthyJob()]);
  await rig.poll();
  rig.source.set('sp-0', [quarantinedJob()]);
  rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
  return rig;
}

test('the heartbeat says for how long the oldest event has waited', async () => {
  const rig = await unsentBegin();
  const told = async () => (await rig.poll()).counts;
  expect(await told()).toMatchObject({ eventsWaiting: 1, oldestWaitingSeconds: 0 });
  rig.source.set('sp-1', [quarantinedJob()]);
  expect(await told()).toMatchObject({ eventsWaiting: 2, oldestWaitingSeconds: 300 });
  expect(await told()).toMatchObject({ eventsWaiting: 2, oldestWaitingSeconds: 600 });
  rig.publisher.refuse = () => undefined;
  expect(await told()).toMatchObject({ eventsSent: 2, eventsWaiting: 0, oldestWaitingSeconds: 0 });
  expect(rig.lines.at(-1)).toMatchObject({ line: 'poll', eventsWaiting: 0, oldestWaitingSeconds: 0 });
});

test('the heartbeat says what began the run, and what the run itself says comes first', async () => {
  const rig = await unsentBegin();
  const { counts } = await rig.poll();
  const facts = { outcome: 'complete', covered: true } as const;
  const about = { tick: '2026-03-10T08:05:00.000Z', waitedMs: 1_500, deliveryCount: 2, jobsRead: -1 };
  const line = heartbeat('run', '2026-03-10T08:05:02.000Z', facts, counts, [], about);
  expect(line).toEqual({
    ...heartbeat('run', '2026-03-10T08:05:02.000Z', facts, counts, []),
    tick: '2026-03-10T08:05:00.000Z',
    waitedMs: 1_500,
    deliveryCount: 2,
  });
});

test('only a poll that leaves events unsent asks for how long', async () => {
  const rig = await unsentBegin();
  const asked: string[] = [];
  rig.store.fault = (call, when) => {
    if (when === 'before') asked.push(call);
  };
  await rig.poll();
  expect(asked.filter((call) => call === 'backlog')).toHaveLength(1);
  rig.publisher.refuse = () => undefined;
  asked.length = 0;
  await rig.poll();
  expect(asked).not.toContain('backlog');
});

test('a table that does not say for how long events wait fails no poll', async () => {
  const rig = await unsentBegin();
  rig.store.fault = (call) => {
    if (call === 'backlog') throw new StoreError('StorageUnavailable', 'down');
  };
  expect(await rig.poll()).toMatchObject({
    outcome: 'complete',
    counts: { eventsWaiting: 1, oldestWaitingSeconds: 0 },
  });
});

test('a run that fails after it sent what had waited counts nothing below zero', async () => {
  const rig = await unsentBegin();
  await rig.poll();
  rig.publisher.refuse = () => undefined;
  rig.store.fault = (call) => {
    if (call === 'finish') throw new StoreError('StorageUnavailable', 'down');
  };
  await expect(rig.run()).rejects.toThrow('down');
  expect(rig.lines.at(-1)).toMatchObject({ outcome: 'failed', eventsSent: 1, eventsWaiting: 0 });
});

test('the heartbeat counts the answers with which Graph throttled this run', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [healthyJob()]);
  rig.source.beforeAnswer = () => {
    rig.source.throttled += 2;
  };
  expect((await rig.poll()).counts.graphThrottled).toBe(2);
  expect((await rig.poll()).counts.graphThrottled).toBe(2);
});

test('jobs that vanish in great number are a failure of each run for as long as they are not believed', async () => {
  const rig = await unsentBegin();
  rig.publisher.refuse = () => undefined;
  await rig.poll();
  for (let n = 0; n < 7; n++) rig.source.remove(`sp-${n}`);
  const failures = [{ cause: 'massRemoval', detail: expect.stringContaining('7 of 10 known jobs') }];
  for (let polls = 0; polls < 3; polls++) expect((await rig.poll()).failures).toMatchObject(failures);
  rig.pass(24 * 60);
  expect((await rig.poll()).failures).toEqual([]);
});

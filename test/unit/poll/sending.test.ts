import { expect, test } from 'vitest';
import { PublishError, TakenOverError } from '../../../src/core/errors.ts';
import { healthyJob, quarantinedJob, series1 } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

/** A known tenant of healthy jobs that all go into quarantine. */
async function outbreak(principals: number): Promise<TenantRig> {
  const rig = new TenantRig();
  const all = (job: () => ReturnType<typeof healthyJob>) => {
    for (let n = 0; n < principals; n++) rig.source.set(`sp-${String(n).padStart(4, '0')}`, [job()]);
  };
  all(() => healthyJob());
  await rig.poll();
  all(() => quarantinedJob(series1));
  return rig;
}

function countConnections({ publisher }: TenantRig): () => number {
  let opened = 0;
  const open = publisher.open.bind(publisher);
  publisher.open = () => {
    opened++;
    return open();
  };
  return () => opened;
}

test('events are sent while more is read, each once, and the connection is ended', async () => {
  const rig = await outbreak(300);
  const asked = rig.source.asked.length;
  const sentBefore: number[] = [];
  rig.source.beforeAnswer = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    sentBefore[rig.source.asked.length - asked] = rig.sent.length;
  };
  const report = await rig.poll();
  expect(report).toMatchObject({ outcome: 'complete', counts: { eventsRecorded: 300, eventsSent: 300 } });
  expect(sentBefore.at(-1)).toBeGreaterThan(100);
  expect(new Set(rig.sent.map(({ id }) => id)).size).toBe(300);
  expect(rig.sent).toHaveLength(300);
  expect(rig.publisher.openSenders).toBe(0);
});

test('one connection does for all of a run, until something could not be sent', async () => {
  const rig = await outbreak(200);
  const opened = countConnections(rig);
  await rig.poll();
  expect(opened()).toBe(1);

  const failing = await outbreak(200);
  const openedAgain = countConnections(failing);
  let left = 1;
  failing.publisher.refuse = () =>
    left-- > 0 ? new PublishError('entity', 'ServiceBusy', 'busy') : undefined;
  expect(await failing.poll()).toMatchObject({ counts: { eventsSent: 200, eventsWaiting: 0 } });
  expect(openedAgain()).toBe(2);
  expect(failing.publisher.openSenders).toBe(0);
});

test('where Service Bus is down it is tried beside the reading and at the end, and not after each transaction', async () => {
  const rig = await outbreak(300);
  let tries = 0;
  rig.publisher.refuse = () => {
    tries++;
    return new PublishError('entity', 'ServiceBusy', 'busy');
  };
  expect(await rig.poll()).toMatchObject({
    outcome: 'complete',
    counts: { eventsRecorded: 300, eventsSent: 0, eventsWaiting: 300 },
  });
  // So many are on their way at once.
  expect(tries).toBeLessThanOrEqual(2 * 20);
  const unsent = rig.lines.filter(({ line }) => line === 'unsent').map(({ about }) => about);
  expect(new Set(unsent).size).toBe(unsent.length);
});

test('an event that is refused holds up those of its job alone, and is tried once more at the end', async () => {
  const rig = await outbreak(100);
  const tries = new Map<string, number>();
  const bad: string[] = [];
  rig.publisher.refuse = ({ id }) => {
    tries.set(id, (tries.get(id) ?? 0) + 1);
    if (bad.length === 0) bad.push(id);
    return bad.includes(id) ? new PublishError('message', 'MessageSizeExceeded', 'too large') : undefined;
  };
  expect(await rig.poll()).toMatchObject({ counts: { eventsSent: 99, eventsWaiting: 1 } });
  // With others, alone, and at the end.
  expect(tries.get(bad[0] ?? '')).toBe(3);
});

test('a run that is overtaken while it sends ends as such, and lets its connection go', async () => {
  const rig = await outbreak(100);
  rig.store.handOut = (store) => ({
    ...store,
    acknowledge: async () => {
      throw new TakenOverError();
    },
  });
  await expect(rig.run()).rejects.toThrow(TakenOverError);
  expect(rig.publisher.openSenders).toBe(0);
});

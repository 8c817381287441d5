import { describe, expect, test } from 'vitest';
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
  expect(tries).toBe(2);
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

describe('an event that is sent once more hides none that the run records', () => {
  const outbox = ({ store }: TenantRig) =>
    [...store.table.rows.keys()].filter((key) => key.startsWith('outbox|'));
  const resendFirst = async (rig: TenantRig) => {
    const [event] = (await rig.store.feed.newest(Number.MAX_SAFE_INTEGER, 1_000)).toReversed();
    if (!event) throw new Error('no event was recorded');
    expect(await rig.store.feed.resend(event.number, rig.now)).toMatchObject({ isNew: true });
  };

  test('where it came after the outbox was counted', async () => {
    const rig = await outbreak(3);
    for (const id of ['sp-0001', 'sp-0002']) rig.source.set(id, [healthyJob()]);
    await rig.poll();
    rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
    rig.source.set('sp-0001', [quarantinedJob(series1)]);
    await rig.poll();
    rig.publisher.refuse = () => undefined;
    rig.source.set('sp-0002', [quarantinedJob(series1)]);
    let isDone = false;
    rig.store.fault = async (call, when) => {
      if (isDone || call !== 'load' || when !== 'after') return;
      isDone = true;
      await resendFirst(rig);
    };
    // The one that waited, the one once more, and the one of this run.
    expect(await rig.poll()).toMatchObject({
      counts: { eventsRecorded: 1, eventsSent: 3, eventsWaiting: 0 },
    });
    expect(outbox(rig)).toEqual([]);
  });

  test('where it is sent beside the reading', async () => {
    const rig = await outbreak(102);
    const ids = Array.from({ length: 101 }, (_, n) => `sp-${String(n).padStart(4, '0')}`);
    for (const id of ids) rig.source.set(id, [healthyJob()]);
    await rig.poll();
    for (const id of ids) rig.source.set(id, [quarantinedJob(series1)]);
    const asked = rig.source.asked.length;
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    rig.source.beforeAnswer = async () => {
      const nth = rig.source.asked.length - asked;
      if (nth === 50) await resendFirst(rig);
      // What was committed before is sent now, with the one that nobody counted.
      if (nth === 101) for (let turns = 0; turns < 400; turns++) await turn();
      await turn();
    };
    expect(await rig.poll()).toMatchObject({
      counts: { eventsRecorded: 101, eventsSent: 102, eventsWaiting: 0 },
    });
    expect(outbox(rig)).toEqual([]);
  });
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

import { ServiceBusClient } from '@azure/service-bus';
import { expect, test } from 'vitest';
import { addMilliseconds } from '../../../src/core/instant.ts';
import { healthyJob, quarantinedJob, series1, series2 } from '../../support/jobs.ts';
import { type ClockRig, days, hours, minutes, principal, useClockRigs } from './clock-rig.ts';

const newRig = useClockRigs(10);
const start = '2026-03-10T12:00:00.000Z';

/** Milliseconds for a poll that sends in vain: no need to wait for the client to give up. */
const impatient = 2_000;

test.concurrent('an outage longer than duplicate detection brings the same id and bytes twice, and whoever drops ids that it has seen sees one', async () => {
  const rig = newRig(start);
  rig.source.set(principal(1), [quarantinedJob(series1)]);
  for (const wait of [5 * minutes, 6 * minutes]) {
    rig.bus.loseAcknowledgements(rig.topic, Number.POSITIVE_INFINITY);
    // On a busy machine the time of a run may be over before it sends.
    for (const before = rig.sent().length; rig.sent().length === before; )
      expect(await rig.run('lost', impatient)).toMatchObject({ counts: { eventsSent: 0, eventsWaiting: 1 } });
    rig.pass(wait);
    rig.turnBus(wait);
  }
  rig.bus.loseAcknowledgements(rig.topic, 0);
  // The window is ten minutes, from the first arrival on: the others within it counted for nothing.
  expect(await rig.run()).toMatchObject({ counts: { eventsSent: 1, eventsWaiting: 0 } });
  // The second run sends twice where its first try had time to: what a run left is sent at the start of the next, and at its end.
  expect(rig.sent().length).toBeGreaterThanOrEqual(3);

  const client = new ServiceBusClient(rig.bus.connectionString ?? '');
  try {
    const received = await client
      .createReceiver(rig.topic, 'all', { receiveMode: 'receiveAndDelete' })
      .receiveMessages(3, { maxWaitTimeInMs: 1_000 });
    expect(received).toHaveLength(2);
    expect(received[1]?.body).toEqual(received[0]?.body);
    expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(1);
  } finally {
    await client.close();
  }
});

test.concurrent.each(['2026-12-31T23:59:00.000Z', '2028-02-28T23:59:00.000Z', '2026-03-29T23:59:00.000Z'])(
  'what was recorded at %s and could not be sent is sent after midnight, before what came then',
  async (lastMinute) => {
    const rig = newRig(addMilliseconds(lastMinute, -5 * minutes));
    const [begins, ends] = [principal(1), principal(2)];
    rig.source.set(begins, [healthyJob()], 'begins');
    rig.source.set(ends, [quarantinedJob(series1)], 'ends');
    await rig.poll();
    expect(rig.now).toBe(lastMinute);

    rig.bus.setStatus(rig.topic, 'SendDisabled');
    rig.source.set(begins, [quarantinedJob(series1)], 'begins');
    rig.source.set(ends, [healthyJob()], 'ends');
    expect(await rig.run()).toMatchObject({
      outcome: 'complete',
      counts: { eventsSent: 0, eventsWaiting: 1 },
    });
    rig.bus.setStatus(rig.topic, 'Active');
    rig.pass(2 * minutes);
    rig.source.set(begins, [quarantinedJob(series2)], 'begins');
    await rig.poll();

    // An event that Service Bus was slow to accept is sent once more.
    const sent = rig.sent().filter(({ id }, n, all) => all.findIndex((other) => other.id === id) === n);
    const of = (name: string) => sent.filter(({ subject }) => subject === name);
    expect(of('begins').map(({ kind }) => kind)).toEqual(['began', 'cleared', 'began']);
    expect(of('ends').map(({ kind }) => kind)).toEqual(['began', 'cleared']);
    for (const name of ['begins', 'ends']) {
      const [first, ...more] = of(name);
      expect(more.map(({ sequence }) => sequence)).toEqual(
        more.map((_, n) => Number(first?.sequence) + n + 1),
      );
    }
    const { items } = await rig.snapshots.history(begins, 'scim.1', { size: 10, after: undefined });
    expect(items.map(({ event }) => event.id)).toEqual(
      of('begins')
        .map(({ id }) => id)
        .reverse(),
    );
    expect(await rig.runRow()).toMatchObject({ coveredSince: addMilliseconds(lastMinute, 2 * minutes) });
  },
);

test.concurrent('of eight jobs that vanish at once none is cleared before a day has passed, outages in between or not', async () => {
  const rig = newRig(start);
  const all = Array.from({ length: 8 }, (_, n) => principal(n));
  for (const id of all) rig.source.set(id, [quarantinedJob(series1)]);
  rig.source.set(principal(8), [healthyJob()]);
  await rig.poll();
  for (const id of all) rig.source.remove(id);
  // What is missing counts as unreadable: a run that does not believe it is not complete.
  const pollInDoubt = async () => {
    expect(await rig.run()).toMatchObject({ outcome: 'partial', counts: { jobsUnreadable: 8, jobsRead: 1 } });
    rig.pass(5 * minutes);
  };
  await pollInDoubt();
  const vanishedAt = addMilliseconds(rig.now, -5 * minutes);

  while (rig.now < addMilliseconds(vanishedAt, 24 * hours)) {
    const left = Date.parse(vanishedAt) + 24 * hours - Date.parse(rig.now);
    rig.pass(Math.min(left, 4 * hours - 7 * minutes));
    if (rig.now < addMilliseconds(vanishedAt, 24 * hours)) await pollInDoubt();
    expect(rig.sent().filter(({ kind }) => kind === 'cleared')).toEqual([]);
    expect(await rig.health()).toMatchObject({
      status: 'warn',
      checks: { massRemoval: { status: 'warn', count: 8, since: vanishedAt } },
    });
  }
  await rig.poll();
  expect(rig.sent().filter(({ kind }) => kind === 'cleared')).toEqual([]);
  await rig.poll();
  expect(
    rig
      .sent()
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual([...all.map(() => 'began'), ...all.map(() => 'cleared')]);
  expect(await rig.health()).toMatchObject({ checks: { massRemoval: { status: 'pass', count: 0 } } });
});

test.concurrent('history goes when it is older than its retention, and not a day before because the clock once was ahead', async () => {
  const rig = newRig(start);
  const id = principal(1);
  rig.source.set(id, [quarantinedJob(series1)]);
  await rig.poll();
  const events = async () => (await kept(rig, id)).length;
  rig.pass(179 * days);
  rig.source.set(id, [quarantinedJob(series2)]);
  await rig.poll();
  expect(await events()).toBe(3);
  rig.turn('instance', 3 * days);
  rig.pass(2 * hours);
  await rig.poll();
  expect(await events()).toBe(3);
  rig.turn('instance', -3 * days);
  rig.pass(2 * hours);
  await rig.poll();
  expect(await events()).toBe(3);
  rig.pass(days);
  await rig.poll();
  expect(await events()).toBe(2);
  expect((await rig.snapshots.job(id, 'scim.1'))?.state).toMatchObject({
    conditions: { quarantine: { isOpen: true } },
  });
});

async function kept({ snapshots }: ClockRig, id: string) {
  return (await snapshots.history(id, 'scim.1', { size: 10, after: undefined })).items;
}

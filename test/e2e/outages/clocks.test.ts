import { expect, test } from 'vitest';
import { addMilliseconds } from '../../../src/core/instant.ts';
import { healthyJob, quarantinedJob, series1, series2 } from '../../support/jobs.ts';
import { type ClockRig, days, minutes, principal, useClockRigs } from './clock-rig.ts';

const newRig = useClockRigs(20);
const start = '2026-03-10T12:00:00.000Z';
const [begins, ends] = [principal(1), principal(2)];

const jumps = [
  { name: 'back by minutes', by: -7 * minutes },
  { name: 'forward by minutes', by: 7 * minutes },
  { name: 'back by days', by: -3 * days },
  { name: 'forward by days', by: 3 * days },
];

/** Two jobs, one of them in quarantine, known and told. */
async function startLife(): Promise<ClockRig> {
  const rig = newRig(start);
  rig.source.set(begins, [healthyJob()], 'begins');
  rig.source.set(ends, [quarantinedJob(series1)], 'ends');
  await rig.poll();
  expect(rig.told().map(({ subject }) => subject)).toEqual(['ends']);
  return rig;
}

function change({ source }: ClockRig): void {
  source.set(begins, [quarantinedJob(series2)], 'begins');
  source.set(ends, [healthyJob()], 'ends');
}

/** As many polls as a doubt from the future needs to be raised again and confirmed. */
async function settle(rig: ClockRig): Promise<void> {
  for (let polls = 0; polls < 3; polls++) await rig.poll();
}

function expectToldOnce(rig: ClockRig): void {
  const told = rig.told();
  expect(told.map(({ subject, kind }) => `${subject} ${kind}`)).toEqual([
    'ends began',
    'begins began',
    'ends cleared',
  ]);
  expect(told[2]?.sequence).toBe(Number(told[0]?.sequence) + 1);
}

test.each(jumps)(
  'a clock that jumps $name between polls clears nothing on one answer, and all is told once',
  async ({ by }) => {
    const rig = await startLife();
    rig.turn(by);
    change(rig);
    await rig.poll();
    expect(rig.told().map(({ kind }) => kind)).toEqual(['began', 'began']);
    rig.turn(-by);
    await settle(rig);
    expectToldOnce(rig);
  },
);

test.each(jumps)(
  'a clock that jumps $name in the middle of a poll clears nothing on one answer, and all is told once',
  async ({ by }) => {
    const rig = await startLife();
    change(rig);
    rig.source.beforeAnswer = (id) => {
      if (id === ends) rig.turn(by);
    };
    expect(await rig.run()).toMatchObject({ counts: { eventsRecorded: 1 } });
    rig.source.beforeAnswer = () => undefined;
    expect(rig.told().filter(({ kind }) => kind === 'cleared')).toEqual([]);
    rig.turn(-by + 5 * minutes);
    await settle(rig);
    expectToldOnce(rig);
  },
);

test.each(jumps)(
  'the times of the run row fall only where a clock was wrong, when the clock jumps $name',
  async ({ by }) => {
    const rig = await startLife();
    let before = await rig.runRow();
    for (const turn of [by, 0, -by, 0]) {
      rig.turn(turn);
      await rig.poll();
      const after = await rig.runRow();
      const latest = addMilliseconds(rig.now, 5 * minutes);
      for (const time of ['completeStartedAt', 'sweptAt'] as const) {
        const [then, now] = [String(before?.[time]), String(after?.[time])];
        expect(now <= latest).toBe(true);
        if (then <= latest) expect(now >= then).toBe(true);
      }
      before = after;
    }
  },
);

test('a clock that jumps back in a poll whose write is answered by nobody does not let it confirm its own doubt', async () => {
  const rig = await startLife();
  change(rig);
  rig.source.beforeAnswer = (id) => {
    if (id !== ends) return;
    rig.turn(-7 * minutes);
    rig.source.beforeAnswer = () => undefined;
  };
  // The doubt is stored, its writer does not know it, and reads row and job again.
  const asked = rig.source.asked.length;
  rig.tables.faults.add({ match: { path: /batch/, body: /"doubt":"recovered"/ }, cut: 'after', times: 1 });
  await rig.run();
  expect(rig.source.asked.slice(asked)).toEqual([begins, ends, ends]);
  expect(rig.told().filter(({ kind }) => kind === 'cleared')).toEqual([]);
});

test('a clock that jumps back by weeks in a poll leaves it its time to send', async () => {
  for (const by of [30, 60]) {
    const rig = await startLife();
    change(rig);
    rig.source.beforeAnswer = (id) => {
      if (id === ends) rig.turn(-by * days);
    };
    expect(await rig.run()).toMatchObject({ outcome: 'complete', counts: { eventsSent: 1 } });
  }
});

test('a run that was killed while its clock was days ahead holds up the next one for no longer than others', async () => {
  const rig = await startLife();
  rig.turn(3 * days);
  const killed = new Promise<never>(() => undefined);
  const begun = new Promise<void>((resolve) => {
    rig.source.beforeAnswer = () => {
      resolve();
      return killed;
    };
  });
  void rig.run('killed');
  await begun;
  rig.source.beforeAnswer = () => undefined;
  rig.turn(-3 * days);
  rig.turn(minutes);
  await rig.poll();
});

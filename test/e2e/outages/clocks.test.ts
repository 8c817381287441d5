import { expect, test } from 'vitest';
import { addMilliseconds } from '../../../src/core/instant.ts';
import { healthyJob, quarantinedJob, series1, series2 } from '../../support/jobs.ts';
import { type ClockRig, days, minutes, principal, type TurnedClock, useClockRigs } from './clock-rig.ts';

const newRig = useClockRigs(44);
const start = '2026-03-10T12:00:00.000Z';
const [begins, ends] = [principal(1), principal(2)];

interface Jump {
  readonly whose: string;
  readonly clocks: readonly TurnedClock[];
  readonly where: string;
  readonly by: number;
}

const jumps: readonly Jump[] = [
  { whose: 'the clock of the instance', clocks: ['instance'] as const },
  { whose: 'the clock of the tables', clocks: ['tables'] as const },
  { whose: 'every clock', clocks: ['instance', 'tables'] as const },
].flatMap((clocks) =>
  [
    { where: 'back by minutes', by: -7 * minutes },
    { where: 'forward by minutes', by: 7 * minutes },
    { where: 'back by days', by: -3 * days },
    { where: 'forward by days', by: 3 * days },
  ].map((jump) => ({ ...clocks, ...jump })),
);

function turn(rig: ClockRig, { clocks }: Jump, by: number): void {
  for (const clock of clocks) rig.turn(clock, by);
}

/** Two jobs, one of them in quarantine, known and told. */
async function startLife(): Promise<ClockRig> {
  const rig = newRig(start);
  rig.source.set(begins, [healthyJob()], 'begins');
  rig.source.set(ends, [quarantinedJob(series1)], 'ends');
  await rig.poll();
  expect(rig.sent().map(({ subject }) => subject)).toEqual(['ends']);
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

/** Where the runs seem to lie days apart the table may be one that was set back: then a new epoch of sequences begins. */
function expectSentOnce(rig: ClockRig, { by }: Jump): void {
  const sent = rig.sent();
  expect(sent.map(({ subject, kind }) => `${subject} ${kind}`)).toEqual([
    'ends began',
    'begins began',
    'ends cleared',
  ]);
  const first = Number(sent[0]?.sequence);
  if (Math.abs(by) < days) expect(sent[2]?.sequence).toBe(first + 1);
  else expect(sent[2]?.sequence).toBeGreaterThan(first);
}

test.each(jumps)(
  '$whose jumps $where between polls: nothing is cleared on one answer, and all is told once',
  async (jump) => {
    const rig = await startLife();
    turn(rig, jump, jump.by);
    change(rig);
    await rig.poll();
    expect(rig.sent().map(({ kind }) => kind)).toEqual(['began', 'began']);
    turn(rig, jump, -jump.by);
    await settle(rig);
    expectSentOnce(rig, jump);
  },
);

test.each(jumps)(
  '$whose jumps $where in the middle of a poll: nothing is cleared on one answer, and all is told once',
  async (jump) => {
    const rig = await startLife();
    change(rig);
    rig.source.beforeAnswer = (id) => {
      if (id === ends) turn(rig, jump, jump.by);
    };
    expect(await rig.run()).toMatchObject({ counts: { eventsRecorded: 1 } });
    rig.source.beforeAnswer = () => undefined;
    expect(rig.sent().filter(({ kind }) => kind === 'cleared')).toEqual([]);
    turn(rig, jump, -jump.by);
    rig.pass(5 * minutes);
    await settle(rig);
    expectSentOnce(rig, jump);
  },
);

test.each(jumps)(
  '$whose jumps $where: the times of the run row fall only where a clock was wrong',
  async (jump) => {
    const rig = await startLife();
    let before = await rig.runRow();
    let wrongBy = 0;
    for (const by of [jump.by, 0, -jump.by, 0]) {
      turn(rig, jump, by);
      // Where only one clock is behind, the other tells the true time.
      wrongBy = jump.clocks.length > 1 ? wrongBy + by : Math.max(0, wrongBy + by);
      await rig.poll();
      const after = await rig.runRow();
      // What a clock that was behind took for the future, or one that is ahead wrote.
      const latest = addMilliseconds(rig.now, 5 * minutes + wrongBy);
      for (const time of ['coveredSince', 'discoveredAt'] as const) {
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
    rig.turn('instance', -7 * minutes);
    rig.source.beforeAnswer = () => undefined;
  };
  // The doubt is stored, its writer does not know it, and reads row and job again.
  rig.tables.faults.add({ match: { path: /batch/, body: /"doubt":"recovered"/ }, cut: 'after', times: 1 });
  await rig.run();
  expect(rig.source.askedJobs).toEqual([`${ends}/scim.1`]);
  expect(rig.sent().filter(({ kind }) => kind === 'cleared')).toEqual([]);
});

test('a clock that jumps back by weeks in a poll leaves it its time to send', async () => {
  for (const by of [30, 60]) {
    const rig = await startLife();
    change(rig);
    rig.source.beforeAnswer = (id) => {
      if (id === ends) rig.turn('instance', -by * days);
    };
    expect(await rig.run()).toMatchObject({ outcome: 'complete', counts: { eventsSent: 1 } });
  }
});

test('a run that was killed while its clock was days ahead holds up the next one for no longer than others', async () => {
  const rig = await startLife();
  rig.turn('instance', 3 * days);
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
  rig.turn('instance', -3 * days);
  rig.pass(minutes);
  await rig.poll();
});
